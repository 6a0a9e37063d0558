// Connections and certificates of the invented merchant: one channel in each state that a card can show.
import { answerCertificates } from './certificates.ts';
import { TODAY } from './world.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** The time of day that the pages are shown: 12:04 in Berlin. */
export const NOW = TODAY + 11 * 60 * MINUTE + 4 * MINUTE;

const ago = (ms: number) => new Date(NOW - ms).toISOString();
const ahead = (ms: number) => ago(-ms);

const quiet = {
  name: 'Shop',
  currency: 'EUR',
  connectedAt: ago(200 * DAY),
  startedAt: ago(200 * DAY),
  problem: null as object | null,
  retryAt: null as string | null,
  inbox: { waiting: 0, oldest: null as string | null },
  reads: { due: 0, later: 0, failing: 0 },
  webhooks: null as object | null,
  hasWebhooks: true,
  webhooksByHand: false,
  lastEventAt: ago(40_000) as string | null,
  today: { requests: 412, failed: 0, throttled: 0, received: 388, refused: 0 },
  waits: { count: 2_841, p50: 45, p95: 181, p99: 1_448 } as object | null,
  budget: null as number | null,
  listings: 1_204,
  priceChanges: [] as object[],
  priceAlarms: 0,
};

const eur = (amount: string) => ({ amount, currency: 'EUR' });

const ALARMS = [
  {
    ...{ id: 12, channel: 'Shop DE', remoteId: '7', sku: 'MUG-L', title: 'Mug, large', seenAt: ago(MINUTE) },
    ...{
      kind: 'fall',
      before: eur('24.90'),
      after: eur('2.49'),
      percent: '-90.0',
      text: 'fell by 90.0 %',
      settled: null,
    },
  },
  {
    ...{ id: 9, channel: 'Shop DE', remoteId: '8', sku: '', title: 'حقيبة جلدية كبيرة جدا', seenAt: ago(3 * DAY) },
    ...{ kind: 'free', before: eur('119.00'), after: eur('0.00'), percent: '-100.0', text: 'costs nothing now' },
    settled: null,
  },
  {
    ...{
      id: 4,
      channel: 'Shop DE',
      remoteId: '9',
      sku: 'GIFT',
      title: 'Gift box',
      seenAt: ago(9 * DAY),
      settled: null,
    },
    ...{ kind: 'missing', before: eur('49.00'), after: null, percent: null, text: 'has no price now' },
  },
];

const BOUNDS = { channel: null, rise: 100, fall: 50, noPrice: true, setAt: null, setBy: null };

const feed = (stream: string, behind: number, more: object = {}) => ({
  stream,
  completeThrough: ago(behind) as string | null,
  running: false,
  done: 3,
  total: null as number | null,
  lastRunAt: ago(behind - 2_000) as string | null,
  dueAt: ahead(MINUTE - behind),
  ...more,
});

const change = (currency: string, before: string | null, after: string) => ({
  ...{ before, beforeCurrency: before === null ? null : currency, after, currency },
});

const TOPICS = ['order.created', 'order.updated', 'order.deleted', 'product.updated', 'product.deleted'];

const CONNECTIONS = [
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

const PLATFORMS = ['woocommerce', 'medusa', 'vendure', 'shopify'].map((platform) => ({
  platform,
  title: platform,
  credentials: [
    { name: 'address', label: 'Address of the shop', help: 'As customers see it.', kind: 'url' },
    { name: 'key', label: 'Secret key', help: 'It is shown once.', kind: 'secret' },
  ],
  consent: null,
}));

const LOOK = {
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
  samples: [],
};

/** One shop has a way to us, another has none yet. */
function webhookOf(channel: string) {
  const url = channel === 'Marketplace FR' ? 'https://hooks.northwind.example/webhooks/Zx81-cPq0_7dWm2vL9aYtBfe' : null;
  return { url, secret: '4f1d0c9b8a7e6f5d4c3b2a190817263544536271809f8e7d' };
}

/** What the API says of connections; undefined where it is asked about anything else. */
export function answerStores([head, book, room, part, last]: readonly string[], query: URLSearchParams): unknown {
  if (head === 'platforms') return PLATFORMS;
  const isFull = decodeURIComponent(book ?? '') === 'Northwind Trading';
  if (room === 'certificates') return answerCertificates(isFull, [part, last], query);
  if (room === 'consents') return [];
  if (room === 'prices') return part === 'bounds' ? [BOUNDS] : { alarms: ALARMS, next: null, open: ALARMS.length };
  if (room !== 'connections') return undefined;
  if (last === 'webhook') return webhookOf(decodeURIComponent(part ?? ''));
  if (last === 'look') return LOOK;
  return isFull ? CONNECTIONS : [];
}
