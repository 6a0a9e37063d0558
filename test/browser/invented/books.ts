import type { Book, BookDetail } from '../../../web/src/api/books.ts';
import type { Lock } from '../../../web/src/api/locks.ts';
import type { Today } from '../../../web/src/api/today.ts';
import type { Answers, Asked } from './asked.ts';
import { BASE, base, HEAD } from './basis.ts';
import { DAY, dayOf } from './days.ts';
import { orderRow } from './orders.ts';
import { PARKED } from './waiting.ts';
import { BrokenWorld, CHANNELS, World } from './world.ts';

/** By the names of their books: a full one, an empty one, and one that cannot be read. */
export const WORLDS: Readonly<Record<string, World>> = {
  'Northwind Trading': new World(100_000),
  'Empty company': new World(0),
  Broken: new BrokenWorld(10),
};

const shown = (name: string, world: World): Book => ({
  ...{ name, baseCurrency: BASE, zone: 'Europe/Berlin', entries: world.entryCount },
});

/** What is told before a book is chosen. */
export const listBooks = () => Object.entries(WORLDS).map(([name, world]) => shown(name, world));

const detail = ({ world, params: { book = '' } }: Asked): BookDetail => ({
  ...shown(book, world),
  channels: (world.size ? CHANNELS : []).map(({ name, platform }) => ({ channel: name, platform, cutOver: null })),
});

function today({ world, query }: Asked): Today {
  const { from = dayOf(364), to = dayOf(0) } = query;
  const isFull = world.size > 0;
  const byKind = [
    { kind: 'does-not-add-up', count: 2 },
    { kind: 'untreated-tax', count: 1 },
  ];
  const span = Date.parse(to) - Date.parse(from) + DAY;
  const before = (day: string) => new Date(Date.parse(day) - span).toISOString().slice(0, 10);
  return {
    ...{ period: { from, to }, previousPeriod: { from: before(from), to: before(to) }, by: 'day' },
    ...{ revenue: revenue(world, from, to), previous: revenue(world, before(from), before(to)) },
    atGateways: base(isFull ? 821_410 : 0),
    receivable: base(isFull ? 1_240_055 : 0),
    deposits: base(isFull ? -41_200 : 0),
    taxDue: base(isFull ? 190_322 : 0),
    parked: { count: isFull ? PARKED : 0 },
    discrepancies: isFull ? { count: 3, byKind } : { count: 0, byKind: [] },
    latestOrders: Array.from({ length: Math.min(8, world.size) }, (_, age) => orderRow(world, world.size - 1 - age)),
    verified: isFull ? { at: '2026-11-21T14:02:00.000Z', entries: world.entryCount, head: HEAD } : null,
    lastVerify: null,
  };
}

function revenue(world: World, from: string, to: string): Today['revenue'] {
  const found = new Map<string, Map<string, number>>();
  for (const { i, channel, date } of world.between(from, to)) {
    const days = found.get(channel.name) ?? new Map<string, number>();
    found.set(channel.name, days);
    const sale = world.entriesOf(i)[0]?.postings.filter(({ type }) => type === 'income') ?? [];
    days.set(
      date,
      sale.reduce((sum, posting) => sum - posting.base, days.get(date) ?? 0),
    );
  }
  return [...found].map(([channel, days]) => ({
    channel,
    points: [...days].sort().map(([date, amount]) => ({ date, amount: base(amount) })),
  }));
}

export const bookAnswers: Answers = {
  'GET /api/books/:book': detail,
  'GET /api/books/:book/today': today,
  'GET /api/books/:book/locks': () => [] satisfies readonly Lock[],
};
