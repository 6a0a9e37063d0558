// Connections and certificates of the invented merchant: one channel in each state that a card can show.
import { mix, TODAY } from './world.ts';

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
  today: { requests: 412, failed: 0, throttled: 0, received: 388, refused: 0 },
  waits: { count: 2_841, p50: 45, p95: 181, p99: 1_448 } as object | null,
  budget: null as number | null,
  listings: 1_204,
  priceChanges: [] as object[],
};

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
      webhooks: { topics: TOPICS, checkedAt: ago(3 * MINUTE), remadeAt: ago(43 * MINUTE), problem: null },
      today: { requests: 1_412, failed: 3, throttled: 0, received: 388, refused: 2 },
      priceChanges: [
        { sku: 'TEE-M', title: 'Tee, medium', seenAt: ago(MINUTE), before: 1_990, after: 2_490, currency: 'EUR' },
        { sku: '', title: 'حقيبة جلدية كبيرة جدا', seenAt: ago(3 * DAY), before: null, after: 12_345, currency: 'KWD' },
        { sku: 'MUG-JP', title: 'マグカップ', seenAt: ago(9 * DAY), before: 1_800, after: 1_500, currency: 'JPY' },
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
      webhooks: { topics: ['orders/create', 'orders/updated'], checkedAt: ago(MINUTE), remadeAt: null, problem: null },
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
      hasWebhooks: false,
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
      },
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

interface Sum {
  readonly orders: number;
  readonly total: number;
}

const CERTIFIED: readonly (readonly [channel: string, currency: string, days: number])[] = [
  ['Shop DE', 'EUR', 400],
  ['Märkte "Ost"; Süd', 'EUR', 60],
  ['Marketplace FR', 'EUR', 84],
  ['Old shop', 'JPY', 200],
];

function certificate(channel: string, currency: string, age: number, salt: number) {
  const day = new Date(TODAY - age * DAY).toISOString().slice(0, 10);
  const orders = 20 + (mix(age, salt) % 60);
  const total = orders * (4_000 + (mix(age, salt + 1) % 3_000));
  const isBroken = age > 0 && mix(age, salt + 2) % 41 === 0;
  const isOpen = age === 0 || (age < 4 && salt === 12);
  const theirs: Record<string, Sum> = {
    [currency]: { orders, total },
    ...(isBroken && { USD: { orders: 1, total: 990 } }),
  };
  const ours: Record<string, Sum> = {
    [currency]: { orders: orders - (isBroken ? 1 : 0), total: total - (isBroken ? 7_420 : 0) },
  };
  const differing = isBroken
    ? [
        { remoteId: '50901', number: '#1901', theirs: 5_120, ours: null, currency },
        { remoteId: '50902', number: '#1902', theirs: 9_800, ours: 7_500, currency },
        { remoteId: '50903', number: '#1903', theirs: null, ours: 990, currency: 'USD' },
      ]
    : [];
  const verdict = isBroken ? 'broken' : isOpen ? 'provisional' : 'certified';
  const nextAt = age > 30 && !isBroken ? null : ahead(isBroken ? 10 * MINUTE : DAY);
  return { channel, day, verdict, theirs, ours, differing, madeAt: ago(20 * MINUTE), age, nextAt };
}

function certificates(query: URLSearchParams) {
  const [from, to] = [query.get('from') ?? '', query.get('to') ?? ''];
  return CERTIFIED.flatMap(([channel, currency, days], index) =>
    Array.from({ length: days }, (_, age) => certificate(channel, currency, age, 10 + index)),
  ).filter(({ day }) => day >= from && day <= to);
}

/** What the API says of connections; undefined where it is asked about anything else. */
export function answerStores([head, book, room, , last]: readonly string[], query: URLSearchParams): unknown {
  if (head === 'platforms') return PLATFORMS;
  const isFull = decodeURIComponent(book ?? '') === 'Northwind Trading';
  if (room === 'certificates') return isFull ? certificates(query) : [];
  if (room !== 'connections') return undefined;
  if (last === 'look') return LOOK;
  return isFull ? CONNECTIONS : [];
}
