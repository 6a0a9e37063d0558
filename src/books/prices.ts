import { major } from '../domain/money/format.ts';
import type { Currency } from '../domain/money/minor.ts';
import { type Price, type PriceAlarmKind, percentOf } from '../domain/prices/bounds.ts';
import { audit } from '../storage/audit.ts';
import {
  type AlarmRow,
  countAlarms,
  listAlarms,
  pricesOf,
  type Settled,
  settleAlarms,
} from '../storage/live/prices.ts';
import { inTransaction } from '../storage/transaction.ts';
import { connectionNamed } from './channels.ts';
import type { Decimal } from './reports/report.ts';
import type { Session } from './session.ts';
import type { Clock } from './writer.ts';

/** A change of a price beyond the bounds. */
export interface PriceAlarm {
  readonly id: number;
  readonly channel: string;
  /** The platform's id of the listing. */
  readonly remoteId: string;
  readonly sku: string;
  readonly title: string;
  /** When the new price was first seen; ISO 8601, UTC. */
  readonly seenAt: string;
  readonly kind: PriceAlarmKind;
  readonly before: ShownPrice;
  /** Null: it has none now. */
  readonly after: ShownPrice | null;
  /** '-90.0': percent of the price before; null where the two cannot be compared. */
  readonly percent: string | null;
  /** What happened, in words: 'fell by 90.0 %'. */
  readonly text: string;
  /** Null while it is open. */
  readonly settled: { readonly as: Settled; readonly at: string; readonly by: string | null } | null;
}

export interface ShownPrice {
  readonly amount: Decimal;
  readonly currency: Currency;
}

export interface PriceAlarmList {
  readonly alarms: readonly PriceAlarm[];
  /** `before` of the next page; null on the last. */
  readonly next: number | null;
  /** All that are open. */
  readonly open: number;
}

export interface PriceAlarmQuery {
  readonly channel?: string | undefined;
  /** Open ones unless said otherwise. */
  readonly state?: 'open' | 'all' | undefined;
  readonly before?: number | undefined;
  readonly limit?: number | undefined;
}

export const priceAlarmsPage = 50;

/** Prices that changed beyond the bounds, the newest first. Throws a Missing where there is no such channel. */
export async function listPriceAlarms(
  { database }: Session,
  bookId: number,
  { channel, state = 'open', before, limit = priceAlarmsPage }: PriceAlarmQuery,
): Promise<PriceAlarmList> {
  const { pool } = database;
  const connectionId = channel === undefined ? undefined : await connectionNamed(pool, bookId, channel);
  const isOpen = state === 'open';
  const rows = await listAlarms(pool, { bookId, connectionId, isOpen, before, limit: limit + 1 });
  const page = rows.slice(0, limit);
  return {
    alarms: page.map(shownAlarm),
    next: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
    open: await countAlarms(pool, bookId, connectionId ?? null),
  };
}

function shownAlarm(row: AlarmRow): PriceAlarm {
  const { id, channel, remoteId, sku, title, seenAt, kind, settledAs, settledAt, settledBy } = row;
  const { before, after } = pricesOf(row);
  const settled =
    settledAs === null || settledAt === null
      ? null
      : { as: settledAs, at: new Date(settledAt).toISOString(), by: settledBy };
  const percent = percentOf(before, after);
  return {
    ...{ id, channel, remoteId, sku, title, kind, percent, settled },
    seenAt: new Date(seenAt).toISOString(),
    before: shownPrice(before),
    after: after === null ? null : shownPrice(after),
    text: wordsOf(kind, before, after, percent),
  };
}

const shownPrice = ({ amount, currency }: Price): ShownPrice => ({ amount: major(amount, currency), currency });

function wordsOf(kind: PriceAlarmKind, before: Price, after: Price | null, percent: string | null): string {
  switch (kind) {
    case 'rise':
      return `rose by ${percent} %`;
    case 'fall':
      return `fell by ${percent?.replace('-', '')} %`;
    case 'free':
      return 'costs nothing now';
    case 'missing':
      return 'has no price now';
    case 'currency':
      return `is priced in ${after?.currency} now, no longer in ${before.currency}`;
  }
}

/** A person says that prices are right; from here on others are held against them. Returns those that were open. */
export async function acceptPrices(
  { database }: Session,
  request: { readonly bookId: number; readonly ids: readonly number[]; readonly who: string },
  clock: Clock,
): Promise<number[]> {
  const { bookId, ids, who } = request;
  return await inTransaction(database.pool, async (client) => {
    const seen = await settleAlarms(client, bookId, ids, { as: 'seen', by: who }, clock());
    if (seen.length > 0) await audit(client, bookId, { who, what: 'accept prices', after: { ids: seen } }, clock());
    return seen;
  });
}
