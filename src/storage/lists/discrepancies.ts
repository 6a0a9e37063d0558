import type { Currency } from '../../domain/money/minor.ts';
import type { LocalDate } from '../../domain/time/when.ts';
import { differingOf, type KnownDiffering } from '../live/certificates.ts';
import type { Reader } from '../snapshot.ts';

export type DiscrepancyState = 'open' | 'healed' | 'accepted';

export interface DiscrepancyFilter {
  readonly bookId: number;
  readonly state?: DiscrepancyState | undefined;
  readonly kind?: string | undefined;
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
  /** Null: an order of a day that the books have no document of. */
  readonly documentId: number | null;
  readonly documentKind: string;
  readonly documentNumber: string;
  readonly documentRemoteId: string;
  readonly channel: string;
  /** Of the order: null where it names no currency, and of what a certificate raised. */
  readonly orderCurrency: Currency | null;
  readonly total: number;
  readonly paid: number;
  readonly refunded: number;
  /** What stands for it on receivable and deposits together. */
  readonly due: number;
  /** The day whose certificate raised it; null: a plan did. */
  readonly day: LocalDate | null;
  /** Both sides as that day was last compared; null where they agree by now. */
  readonly differing: KnownDiffering | null;
}

/*
 * A discrepancy belongs to a document, or to an order of a channel's day. Of that one the document is found by the order's
 * own id, if there is any by now; both sides stand where the certificate keeps them.
 */
const rowsOf = (page: string) => `with page as materialized (${page})
  select x.discrepancy_id as id, x.kind, x.state, x.amount, x.currency, x.note, x.opened_at as "openedAt",
    x.settled_at as "settledAt", x.settled_by as "settledBy", d.document_id as "documentId",
    coalesce(d.kind, 'order') as "documentKind", coalesce(d.number, w.number, x.remote_id) as "documentNumber",
    coalesce(d.remote_id, x.remote_id) as "documentRemoteId", coalesce(c.channel, '') as channel,
    case when x.document_id is not null then d.currency end as "orderCurrency", d.total, d.paid, d.refunded, b.due,
    x.day, w.differing
  from page x
  left join lateral (
    select d.* from document d where d.book_id = $1 and d.document_id = x.document_id
    union all
    select d.* from document d where x.document_id is null and d.book_id = $1 and d.connection_id = x.connection_id
      and d.kind = 'order' and d.remote_id = x.remote_id
    limit 1
  ) d on true
  left join lateral (
    select w.number, ${differingOf('w')} as differing from differing w
    where w.book_id = $1 and w.connection_id = x.connection_id and w.day = x.day and w.remote_id = x.remote_id limit 1
  ) w on true
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
  left join connection c on c.book_id = $1 and c.connection_id = coalesce(x.connection_id, d.connection_id)
  order by x.discrepancy_id`;

const LIST = rowsOf(`select * from discrepancy x
    where x.book_id = $1 and x.discrepancy_id > $2 and ($3::text is null or x.state = $3) and ($4::text is null or x.kind = $4)
    order by x.discrepancy_id limit $5`);

export async function readDiscrepancies(reader: Reader, filter: DiscrepancyFilter): Promise<DiscrepancyRow[]> {
  const { bookId, after = 0, state = null, kind = null, limit } = filter;
  return (await reader.query<DiscrepancyRow>(LIST, [bookId, after, state, kind, limit])).rows;
}

const OF_DOCUMENT = rowsOf(`select * from discrepancy x where x.book_id = $1 and x.document_id = $2
    union all
    select x.* from document d cross join lateral (select * from discrepancy x where x.book_id = $1
      and x.connection_id = d.connection_id and x.remote_id = d.remote_id and x.document_id is null offset 0) x
    where d.book_id = $1 and d.document_id = $2 and d.kind = 'order'`);

/** All of one document, also those that certificates raised of its order. */
export async function readDiscrepanciesOf(
  reader: Reader,
  bookId: number,
  documentId: number,
): Promise<DiscrepancyRow[]> {
  return (await reader.query<DiscrepancyRow>(OF_DOCUMENT, [bookId, documentId])).rows;
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
