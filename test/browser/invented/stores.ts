// Connections of the invented merchant: one channel in each state that a card can show.
import type { PriceChange } from '../../../web/src/api/prices.ts';
import type {
  Connection,
  Consent,
  Feed,
  FirstLook,
  LiveStore,
  Platform,
  WebhookAddress,
} from '../../../web/src/api/stores.ts';
import type { Answers } from './asked.ts';
import { ago, DAY, MINUTE } from './days.ts';

const ahead = (ms: number) => ago(-ms);

const quiet: LiveStore = {
  name: 'Shop',
  currency: 'EUR',
  connectedAt: ago(200 * DAY),
  startedAt: ago(200 * DAY),
  problem: null,
  retryAt: null,
  streams: [],
  inbox: { waiting: 0, oldest: null },
  reads: { due: 0, later: 0, failing: 0 },
  webhooks: null,
  hasWebhooks: true,
  webhooksByHand: false,
  lastEventAt: ago(40_000),
  today: { requests: 412, failed: 0, throttled: 0, received: 388, refused: 0 },
  waits: { count: 2_841, p50: 45, p95: 181, p99: 1_448 },
  budget: null,
  listings: 1_204,
  priceChanges: [],
  priceAlarms: 0,
};

const feed = (stream: string, behind: number, more: Partial<Feed> = {}): Feed => ({
  ...{ stream, completeThrough: ago(behind), running: false, done: 3, total: null, lastRunAt: ago(behind - 2_000) },
  ...{ dueAt: ahead(MINUTE - behind), ...more },
});

type Prices = Pick<PriceChange, 'before' | 'beforeCurrency' | 'after' | 'currency'>;

const change = (currency: string, before: string | null, after: string): Prices => ({
  ...{ before, beforeCurrency: before === null ? null : currency, after, currency },
});

const TOPICS = ['order.created', 'order.updated', 'order.deleted', 'product.updated', 'product.deleted'];

const CONNECTIONS: readonly Connection[] = [
  {
    channel: 'Shop DE',
    platform: 'woocommerce',
    remoteAccount: 'shop.northwind.example',
    cutOver: null,
    state: 'live',
    live: {
      ...quiet,
      streams: [feed('orders', 21_000), feed('listings', 140_000)],
      inbox: { waiting: 3, oldest: ago(2_000) },
      reads: { due: 4, later: 118, failing: 1 },
      webhooks: { topics: TOPICS, checkedAt: ago(3 * MINUTE), remadeAt: ago(43 * MINUTE), problem: null, code: null },
      priceAlarms: 3,
      today: { requests: 1_412, failed: 3, throttled: 0, received: 388, refused: 2 },
      priceChanges: [
        { sku: 'TEE-M', title: 'Tee, medium', seenAt: ago(MINUTE), ...change('EUR', '19.90', '24.90') },
        { sku: '', title: 'حقيبة جلدية كبيرة جدا', seenAt: ago(3 * DAY), ...change('KWD', null, '12.345') },
        { sku: 'MUG-JP', title: 'マグカップ', seenAt: ago(9 * DAY), ...change('JPY', '1800', '1500') },
      ],
    },
  },
  {
    channel: 'Shop US',
    platform: 'shopify',
    remoteAccount: 'northwind-us.myshopify.com',
    cutOver: '2026-01-01',
    state: 'live',
    live: {
      ...quiet,
      currency: 'USD',
      startedAt: ago(12 * MINUTE),
      streams: [
        feed('orders', 0, { completeThrough: null, lastRunAt: null, running: true, done: 48_210, total: 100_000 }),
      ],
      webhooks: {
        topics: ['orders/create', 'orders/updated'],
        checkedAt: ago(MINUTE),
        remadeAt: null,
        problem: null,
        code: null,
      },
      today: { requests: 240, failed: 0, throttled: 7, received: 12, refused: 0 },
      waits: null,
      budget: 0.42,
    },
  },
  {
    channel: 'Marketplace FR',
    platform: 'medusa',
    remoteAccount: 'https://api.a-very-long-name-of-a-marketplace.example/with/a/folder/of/its/own',
    cutOver: null,
    state: 'paused',
    live: {
      ...quiet,
      problem: {
        cause: 'api.a-very-long-name-of-a-marketplace.example refused the credentials (401)',
        remedy: 'give new credentials: bookkeeper connect, or the store’s card under Connections',
        since: ago(26 * MINUTE),
      },
      retryAt: ahead(6 * MINUTE),
      streams: [feed('orders', 26 * MINUTE), feed('payments', 27 * MINUTE), feed('listings', 31 * MINUTE)],
      webhooks: { topics: [], checkedAt: ago(6 * MINUTE), remadeAt: null, problem: null, code: null },
      webhooksByHand: true,
      lastEventAt: ago(27 * MINUTE),
      today: { ...quiet.today, failed: 12, received: 0 },
      waits: null,
    },
  },
  {
    channel: 'Märkte "Ost"; Süd',
    platform: 'vendure',
    remoteAccount: 'https://vendure.example/admin-api',
    cutOver: null,
    state: 'live',
    live: {
      ...quiet,
      streams: [feed('orders', 44_000)],
      webhooks: {
        topics: [],
        checkedAt: ago(4 * MINUTE),
        remadeAt: null,
        problem: 'PUBLIC_URL is not set: nothing can be sent to us, and changes are found by asking',
        code: 'no-public-url',
      },
      webhooksByHand: true,
      lastEventAt: null,
      today: { ...quiet.today, received: 0 },
      waits: null,
    },
  },
  {
    channel: '日本ストア',
    platform: 'vendure',
    remoteAccount: 'https://jp.example/admin-api',
    cutOver: null,
    state: 'found',
    live: { ...quiet, currency: 'JPY', startedAt: null, streams: [] },
  },
  {
    channel: 'متجر الخليج',
    platform: 'woocommerce',
    remoteAccount: null,
    cutOver: null,
    state: 'files only',
    live: null,
  },
  {
    channel: 'Old shop',
    platform: 'woocommerce',
    remoteAccount: 'old.example',
    cutOver: null,
    state: 'off',
    live: { ...quiet, streams: [feed('orders', 90 * DAY)] },
  },
];

/** They are told of without a book. */
export const PLATFORMS = ['woocommerce', 'medusa', 'vendure', 'shopify'].map(
  (platform): Platform => ({
    platform,
    title: platform,
    credentials: [
      { name: 'address', label: 'Address of the shop', help: 'As customers see it.', kind: 'url' },
      { name: 'key', label: 'Secret key', help: 'It is shown once.', kind: 'secret' },
    ],
    consent: null,
  }),
);

const LOOK: FirstLook = {
  days: 31,
  isPartial: true,
  orders: 500,
  currencies: [
    { currency: 'JPY', orders: 431, total: '8412300' },
    { currency: 'USD', orders: 60, total: '7204.10' },
    { currency: 'KWD', orders: 9, total: '812.345' },
  ],
  gateways: [
    { gateway: 'stripe', currency: 'JPY', payments: 402 },
    { gateway: 'system_default', currency: 'USD', payments: 58 },
    { gateway: 'بوابة الدفع', currency: 'KWD', payments: 9 },
  ],
  taxes: ['JP:CT:10', 'JP:CT:8', 'KW:none'],
  recognition: [
    { recognition: 'order', revenue: '58120.44' },
    { recognition: 'fulfilment', revenue: '51877.02' },
  ],
  notBooked: [
    { reason: 'rate', count: 9 },
    { reason: 'not-yet-a-sale', count: 14 },
  ],
  giftCards: { known: [], likely: ['GIFT-CARD-50', 'GUTSCHEIN-25'] },
  samples: [],
};

/** One shop has a way to us, another has none yet. */
function webhookOf(channel = ''): WebhookAddress {
  const url = channel === 'Marketplace FR' ? 'https://hooks.northwind.example/webhooks/Zx81-cPq0_7dWm2vL9aYtBfe' : null;
  return { url, secret: '4f1d0c9b8a7e6f5d4c3b2a190817263544536271809f8e7d' };
}

export const storeAnswers: Answers = {
  'GET /api/books/:book/connections': ({ world }) => (world.size ? CONNECTIONS : []),
  'GET /api/books/:book/connections/:channel/look': () => LOOK,
  'GET /api/books/:book/connections/:channel/webhook': ({ params }) => webhookOf(params.channel),
  'GET /api/books/:book/consents': () => [] satisfies readonly Consent[],
};
