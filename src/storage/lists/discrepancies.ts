import type { Currency } from '../../domain/money/minor.ts';
import type { Reader } from '../snapshot.ts';

export type DiscrepancyState = 'open' | 'healed' | 'accepted';

export interface DiscrepancyFilter {
  readonly bookId: number;
  readonly state?: DiscrepancyState | undefined;
  readonly kind?: string | undefined;
  readonly documentId?: number | undefined;
  readonly after?: number | undefined;
  readonly limit: number;
}

export interface DiscrepancyRow {
  readonly id: number;
  readonly kind: string;
  readonly state: DiscrepancyState;
  readonly amount: number;
  readonly currency: Currency;
  readonly note: string;
  /** Milliseconds since 1970. */
  readonly openedAt: number;
  readonly settledAt: number | null;
  readonly settledBy: string | null;
  readonly documentId: number;
  readonly documentKind: string;
  readonly documentNumber: string;
  readonly documentRemoteId: string;
  readonly channel: string;
  /** Of the order: null where it names no currency. */
  readonly orderCurrency: Currency | null;
  readonly total: number;
  readonly paid: number;
  readonly refunded: number;
  /** What stands for it on receivable and deposits together. */
  readonly due: number;
}

const LIST = `with page as materialized (
    select * from discrepancy x
    where x.book_id = $1 and x.discrepancy_id > $2 and ($3::text is null or x.state = $3) and ($4::text is null or x.kind = $4)
      and ($5::int8 is null or x.document_id = $5)
    order by x.discrepancy_id limit $6
  )
  select x.discrepancy_id as id, x.kind, x.state, x.amount, x.currency, x.note, x.opened_at as "openedAt",
    x.settled_at as "settledAt", x.settled_by as "settledBy", x.document_id as "documentId", d.kind as "documentKind", d.number as "documentNumber",
    d.remote_id as "documentRemoteId", coalesce(c.channel, '') as channel,
    d.currency as "orderCurrency", d.total, d.paid, d.refunded, b.due
  from page x
  cross join lateral (
    select * from document d where d.book_id = $1 and d.document_id = x.document_id limit 1
  ) d
  cross join lateral (
    select coalesce(sum(p.amount), 0)::int8 as due from entry e
    cross join lateral (
      select p.amount from posting p
      where p.book_id = $1 and p.number = e.number and p.currency = d.currency and p.account_id = any (array(
        select a.account_id from account a where a.book_id = $1 and a.code in ('1200', '2200')))
      offset 0
    ) p
    where e.book_id = $1 and e.document_id = x.document_id
  ) b
  left join connection c on c.book_id = $1 and c.connection_id = d.connection_id
  order by x.discrepancy_id`;

export async function readDiscrepancies(reader: Reader, filter: DiscrepancyFilter): Promise<DiscrepancyRow[]> {
  const { bookId, after = 0, state = null, kind = null, documentId = null, limit } = filter;
  const { rows } = await reader.query<DiscrepancyRow>(LIST, [bookId, after, state, kind, documentId, limit]);
  return rows;
}

/** How many there are in a state, by kind. */
export async function countDiscrepancies(
  reader: Reader,
  bookId: number,
  state: DiscrepancyState,
): Promise<{ readonly kind: string; readonly count: number }[]> {
  const { rows } = await reader.query<{ kind: string; count: number }>(
    'select kind, count(*) as count from discrepancy where book_id = $1 and state = $2 group by kind order by count(*) desc, kind',
    [bookId, state],
  );
  return rows;
}

/** Accepts an open one; null where there is none open under that id. */
export async function acceptOpen(
  reader: Reader,
  bookId: number,
  id: number,
  who: string,
  now: number,
): Promise<{ readonly kind: string; readonly amount: number; readonly currency: Currency } | null> {
  const { rows } = await reader.query<{ kind: string; amount: number; currency: Currency }>(
    `update discrepancy set state = 'accepted', settled_at = $4, settled_by = $3
     where book_id = $1 and discrepancy_id = $2 and state = 'open' returning kind, amount, currency`,
    [bookId, id, who, new Date(now)],
  );
  return rows[0] ?? null;
}
