import { incomingOf } from '../books/import/incoming.ts';
import { NEW_CHANNEL, planForNewChannel, type SampleEntry, samplesOf } from '../books/plan-ahead.ts';
import type { RemoteRecord } from '../connectors/contract.ts';
import type { Tender } from '../domain/documents/parts.ts';
import type { Report } from '../domain/documents/report.ts';
import { major } from '../domain/money/format.ts';
import type { Plan } from '../domain/plan/state.ts';
import { instant } from '../domain/time/when.ts';
import type { BookRow } from '../storage/books.ts';
import { listPolicies } from '../storage/policies.ts';
import { type GiftCards, giftCardsIn } from './gift-cards.ts';
import { recordOf } from './records.ts';
import type { Store } from './store.ts';

const DAY_MS = 86_400_000;
/** How far a first look goes back, and how much it reads at most. */
const DAYS = 31;
const RECORDS_MAX = 500;

/** A decimal in major units. */
type Decimal = string;

/** What a store holds, before anything of it is booked. */
export interface FirstLook {
  /** The days that were looked at, and whether there is more in them than was read. */
  readonly days: number;
  readonly isPartial: boolean;
  readonly orders: number;
  readonly currencies: readonly { readonly currency: string; readonly orders: number; readonly total: Decimal }[];
  readonly gateways: readonly { readonly gateway: string; readonly currency: string; readonly payments: number }[];
  readonly taxes: readonly string[];
  /** Revenue of the days by when it is recognised (accounting.md 11), in the book's currency. */
  readonly recognition: readonly { readonly recognition: 'order' | 'fulfilment'; readonly revenue: Decimal }[];
  /** What could not be read or booked yet, with how often. */
  readonly notBooked: readonly { readonly reason: string; readonly count: number }[];
  readonly giftCards: GiftCards;
  readonly samples: readonly SampleEntry[];
}

/** Reads the last weeks of a store and plans them, under either way of recognising revenue; writes nothing. */
export async function lookInto(store: Store, book: BookRow): Promise<FirstLook> {
  const { pool, clock } = store;
  const { records, isPartial } = await recentRecords(store);
  const reading = { ...store, connectionId: NEW_CHANNEL, asOf: null };
  const batch = records.flatMap((record) => incomingOf(recordOf(record), reading, clock) ?? []);
  const reports = batch.flatMap(({ content }) => (content.kind === 'report' ? [content.report] : []));
  const policies = await listPolicies(pool, book.bookId);
  const planned = async (recognition: 'order' | 'fulfilment') => {
    const changed = policies.map((policy) => ({ ...policy, body: { ...policy.body, recognition } }));
    return await planForNewChannel(store.surroundings.database, book, batch, [], changed);
  };
  const plans = { order: await planned('order'), fulfilment: await planned('fulfilment') };
  const standing = await planForNewChannel(store.surroundings.database, book, batch, []);
  const base = book.baseCurrency;
  return {
    days: DAYS,
    isPartial,
    ...countOrders(reports),
    gateways: countGateways(reports),
    taxes: taxesOf(reports),
    recognition: [
      { recognition: 'order', revenue: major(revenueOf(plans.order), base) },
      { recognition: 'fulfilment', revenue: major(revenueOf(plans.fulfilment), base) },
    ],
    notBooked: countReasons(standing),
    giftCards: giftCardsIn(reports, store.settings.giftCardSkus),
    samples: samplesOf(standing, base),
  };
}

async function recentRecords({ live, api, clock }: Store): Promise<{
  readonly records: readonly RemoteRecord[];
  readonly isPartial: boolean;
}> {
  const stream = live.streams.find(({ name }) => name === 'orders');
  if (stream === undefined) throw new Error('every store has orders');
  const from = instant(clock() - DAYS * DAY_MS);
  const records: RemoteRecord[] = [];
  let cursor: string | null = null;
  do {
    const page = await stream.page(api, from, cursor);
    records.push(...page.records);
    cursor = page.next;
  } while (cursor !== null && records.length < RECORDS_MAX);
  return { records, isPartial: cursor !== null };
}

function countOrders(reports: readonly Report[]): Pick<FirstLook, 'orders' | 'currencies'> {
  const sums = new Map<string, { orders: number; total: number }>();
  for (const { parts } of reports) {
    for (const { content } of parts) {
      if (content.type !== 'order') continue;
      const sum = sums.get(content.currency) ?? { orders: 0, total: 0 };
      sum.orders += 1;
      sum.total += content.total;
      sums.set(content.currency, sum);
    }
  }
  const currencies = [...sums].map(([currency, { orders, total }]) => ({
    currency,
    orders,
    total: major(total, currency),
  }));
  return { orders: currencies.reduce((all, { orders }) => all + orders, 0), currencies };
}

function countGateways(reports: readonly Report[]): FirstLook['gateways'] {
  const counts = new Map<string, { gateway: string; currency: string; payments: number }>();
  const add = (tender: Tender, currency: string) => {
    if (tender.kind !== 'gateway') return;
    const key = `${tender.gateway} ${currency}`;
    const count = counts.get(key) ?? { gateway: tender.gateway, currency, payments: 0 };
    count.payments += 1;
    counts.set(key, count);
  };
  for (const { content } of reports.flatMap(({ parts }) => parts)) {
    if (content.type === 'payment') add(content.tender, content.currency);
    if (content.type === 'order' && content.paid !== null) add(content.paid.tender, content.currency);
  }
  return [...counts.values()].sort((a, b) => b.payments - a.payments);
}

function taxesOf(reports: readonly Report[]): string[] {
  const codes = new Set<string>();
  for (const { parts } of reports) {
    for (const { content } of parts) {
      if (content.type !== 'order') continue;
      for (const { taxes } of content.components) for (const { code } of taxes) codes.add(code);
    }
  }
  return [...codes].sort();
}

/** Income is credited: its sum has the sign turned. */
function revenueOf({ entries, accounts }: Plan): number {
  const income = new Set(
    accounts.filter(({ type }) => type === 'income' || type === 'contra-income').map(({ code }) => code),
  );
  let sum = 0;
  for (const { lines } of entries) for (const { account, base } of lines) if (income.has(account)) sum -= base;
  return sum;
}

function countReasons({ parked, inserted }: Plan): FirstLook['notBooked'] {
  const counts = new Map<string, number>();
  const add = (reason: string) => counts.set(reason, (counts.get(reason) ?? 0) + 1);
  for (const { reason } of parked) add(reason);
  for (const { summary } of inserted) if (summary.status === 'not-yet-a-sale') add(summary.status);
  return [...counts].map(([reason, count]) => ({ reason, count }));
}
