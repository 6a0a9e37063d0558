import { major } from '../domain/money/format.ts';
import type { Currency } from '../domain/money/minor.ts';
import type { LocalDate } from '../domain/time/when.ts';
import { audit } from '../storage/audit.ts';
import {
  acceptOpen,
  countDiscrepancies,
  type DiscrepancyFilter,
  type DiscrepancyRow,
  type DiscrepancyState,
  readDiscrepancies,
} from '../storage/lists/discrepancies.ts';
import { inWalk } from '../storage/snapshot.ts';
import { inTransaction } from '../storage/transaction.ts';
import { type ShownDiffering, shownDiffering } from './differing.ts';
import { documentRef } from './refs.ts';
import type { Decimal } from './reports/report.ts';
import type { Session } from './session.ts';
import type { Clock } from './writer.ts';

export interface ShownDiscrepancy {
  readonly id: number;
  readonly kind: string;
  readonly state: DiscrepancyState;
  readonly amount: Decimal;
  readonly currency: Currency;
  readonly note: string;
  /** ISO 8601, UTC. */
  readonly openedAt: string;
  readonly settledAt: string | null;
  readonly settledBy: string | null;
  readonly document: {
    /** Null: an order that the books have no document of. */
    readonly ref: string | null;
    readonly kind: string;
    readonly number: string;
    readonly remoteId: string;
    readonly channel: string;
  };
  readonly sides: Sides | null;
  /** Of what a certificate raised, the day whose certificate it was; null of all else. */
  readonly certificate: DaySides | null;
}

/** An order as the platform and the books tell it on a day; null where a side does not know it, both once they agree. */
export interface DaySides extends Pick<ShownDiffering, 'theirs' | 'ours'> {
  readonly day: LocalDate;
}

/** What the shop says of the order, and what the books hold for it. */
export interface Sides {
  readonly currency: Currency;
  readonly total: Decimal;
  readonly paid: Decimal;
  readonly refunded: Decimal;
  /** In the books: what the customer owes; negative where it is owed to him. */
  readonly due: Decimal;
}

export interface DiscrepancyList {
  readonly discrepancies: readonly ShownDiscrepancy[];
  /** `after` of the next page; null on the last. */
  readonly next: number | null;
  /** All that are open, by kind. */
  readonly open: readonly { readonly kind: string; readonly count: number }[];
}

export type DiscrepancyQuery = Omit<DiscrepancyFilter, 'bookId' | 'limit'> & {
  readonly limit?: number | undefined;
};

export const discrepanciesPage = 50;

export async function listDiscrepancies(
  session: Session,
  bookId: number,
  query: DiscrepancyQuery,
): Promise<DiscrepancyList> {
  const limit = query.limit ?? discrepanciesPage;
  const rows = await inWalk(session.database.pool, (reader) =>
    readDiscrepancies(reader, { ...query, bookId, limit: limit + 1 }),
  );
  const page = rows.slice(0, limit);
  return {
    discrepancies: page.map(shownDiscrepancy),
    next: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
    open: await countDiscrepancies(session.database.pool, bookId, 'open'),
  };
}

export type Accepted = 'accepted' | 'not-open';

/** A person says that a difference may stand; it counts again once its figures change. */
export async function acceptDiscrepancy(
  session: Session,
  {
    id,
    ...request
  }: { readonly bookId: number; readonly id: number; readonly who: string; readonly note?: string | undefined },
  clock: Clock,
): Promise<Accepted> {
  const [accepted] = await acceptDiscrepancies(session, { ...request, ids: [id] }, clock);
  return accepted === undefined ? 'not-open' : 'accepted';
}

/** Accepts those of them that are open, all in one transaction; returns their ids. */
export async function acceptDiscrepancies(
  session: Session,
  {
    bookId,
    ids,
    who,
    note = '',
  }: {
    readonly bookId: number;
    readonly ids: readonly number[];
    readonly who: string;
    readonly note?: string | undefined;
  },
  clock: Clock,
): Promise<number[]> {
  return await inTransaction(session.database.pool, async (client) => {
    const accepted: number[] = [];
    for (const id of [...new Set(ids)].sort((a, b) => a - b)) {
      const before = await acceptOpen(client, bookId, id, who, clock());
      if (before === null) continue;
      const record = {
        who,
        what: 'accept discrepancy',
        before: { id, ...before },
        ...(note !== '' && { after: { note } }),
      };
      await audit(client, bookId, record, clock());
      accepted.push(id);
    }
    return accepted;
  });
}

export function shownDiscrepancy(row: DiscrepancyRow): ShownDiscrepancy {
  const { id, kind, state, amount, currency, note, openedAt, settledAt, settledBy, day, differing } = row;
  const shown = day === null || differing === null ? null : shownDiffering(day, differing);
  return {
    id,
    kind,
    state,
    amount: major(amount, currency),
    currency,
    note: shown?.why ?? note,
    openedAt: new Date(openedAt).toISOString(),
    settledAt: settledAt === null ? null : new Date(settledAt).toISOString(),
    settledBy,
    document: {
      ref: row.documentId === null ? null : documentRef(row.documentId),
      kind: row.documentKind,
      number: row.documentNumber,
      remoteId: row.documentRemoteId,
      channel: row.channel,
    },
    sides: sidesOf(row),
    certificate: day === null ? null : { day, theirs: shown?.theirs ?? null, ours: shown?.ours ?? null },
  };
}

function sidesOf({ orderCurrency, total, paid, refunded, due }: DiscrepancyRow): Sides | null {
  if (orderCurrency === null) return null;
  const amount = (minor: number) => major(minor, orderCurrency);
  return {
    currency: orderCurrency,
    ...{ total: amount(total), paid: amount(paid), refunded: amount(refunded), due: amount(due) },
  };
}
