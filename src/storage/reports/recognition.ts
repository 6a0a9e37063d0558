import type { Currency } from '../../domain/money/minor.ts';
import type { LocalDate } from '../../domain/time/when.ts';
import { STANDING } from '../documents.ts';
import type { Reader } from '../snapshot.ts';

/*
 * From what was placed on some days to what the ledger recognised on them (accounting.md 40), order by order: each order
 * of those days has its total on the line `placed`, and what of it is not recognised there on one line that says why; what
 * is recognised of other orders stands on lines by what happened. Nothing is left over, since the reason of last resort has
 * a line too. Recognised is what the entries of goods move on receivable: sales, shipping, taxes, discounts, gross.
 */
export interface RecognitionQuery {
  readonly bookId: number;
  readonly connectionId: number;
  /** Days, both included. */
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** What the entries of these posting keys book is recognition; all others move money, or what is owed. */
const GOODS = `array['sale', 'fulfilment', 'edit', 'cancel', 'credit']`;

const KEY = `split_part(e.posting_key, ':', 1)`;

/** What entries of some keys moved by true date. */
const moved = (keys: string) => `coalesce(sum(amount) filter (where is_own and ${keys}), 0)::int8`;

/**
 * One row per line, order and currency. Orders and entries are brought together by grouping, not by a join: the planner
 * knows nothing of what it would join, and would take every pair for a few. Entries are counted by true date; `posted-elsewhere` and `posted-here` lead from
 * there to the days on which they stand in the journal, since a lock moves entries.
 */
const LINES = `entries as materialized (
    select e.number, e.document_id, ${KEY} as key, e.belongs_to between $3 and $4 as is_own, e.date between $3 and $4 as is_here
    from entry e where e.book_id = $1 and e.date between $3 and $4 and ${KEY} = any (${GOODS})
    union all
    select e.number, e.document_id, ${KEY}, true, false
    from entry e where e.book_id = $1 and e.belongs_to between $3 and $4 and e.date <> e.belongs_to
      and e.date not between $3 and $4 and ${KEY} = any (${GOODS})
  ), moved as materialized (
    select e.document_id, e.key, p.currency, p.amount, e.is_own, e.is_here
    from entries e cross join lateral (
      select * from posting p where p.book_id = $1 and p.number = e.number offset 0
    ) p
    where p.channel = $2 and p.account_id = (select a.account_id from account a where a.book_id = $1 and a.code = '1200')
  ), told as (
    select d.document_id, d.currency, d.placed_on, d.status, d.refunded,
      case when d.status = 'waits-for-rate'
        then (d.state -> 'parts' -> 'order' -> 'sightings' -> -1 -> 'content' ->> 'total')::int8 else d.total end as placed,
      null as key, null as amount, null as is_own, null as is_here
    from unnest(array[${STANDING.map((status) => `'${status}'`)}]) as s(status) cross join lateral (
      select * from document d where d.book_id = $1 and d.connection_id = $2 and d.status = s.status
        and d.placed_on between $3 and $4 and d.kind = 'order' offset 0
    ) d
    union all
    select document_id, currency, null, null, null, null, key, amount, is_own, is_here from moved
  ), orders as materialized (
    select document_id, currency, max(placed_on) as placed_on, max(status) as status, max(refunded) as refunded,
      sum(placed)::int8 as placed,
      ${moved(`key <> 'credit'`)} as recognised, ${moved(`key = 'credit'`)} as credited, ${moved(`key = 'sale'`)} as sold,
      ${moved(`key = 'fulfilment'`)} as shipped, ${moved(`key = 'edit'`)} as changed, ${moved(`key = 'cancel'`)} as cancelled,
      coalesce(sum(amount) filter (where not is_here), 0)::int8 as elsewhere,
      coalesce(sum(amount) filter (where not is_own), 0)::int8 as here
    from told group by 1, 2
  ), lines as materialized (
    select l.line, o.document_id, o.currency, l.amount from orders o cross join lateral (values
      ('placed', o.placed), ('given-back', o.credited)
    ) as l(line, amount) where o.placed is not null and (l.line = 'placed' or l.amount <> 0)
    union all
    select case
        when o.status = 'waits-for-rate' then 'waits'
        when o.status = 'not-yet-a-sale' or later.is_sold then 'not-a-sale'
        when o.placed_on < (select cut_over from connection c where c.book_id = $1 and c.connection_id = $2)
          then 'before-cut-over'
        when said.status = 'cancelled' then 'cancelled'
        when later.is_shipped then 'not-shipped'
        when later.is_edited then 'changed-later'
        when o.refunded <> 0 or o.credited <> 0 or said.cancellations > 0 then 'reduced'
        when said.tells_shipments then 'not-shipped'
        else 'other' end,
      o.document_id, o.currency, o.recognised - o.placed
    from orders o
    cross join lateral (
      select bool_or(${KEY} = 'sale') as is_sold, bool_or(${KEY} = 'fulfilment') as is_shipped, bool_or(${KEY} = 'edit') as is_edited
      from entry e where e.book_id = $1 and e.document_id = o.document_id and e.belongs_to > $4
    ) later
    cross join lateral (
      select c.content ->> 'status' as status, json_array_length(c.content -> 'cancellations') as cancellations,
        (c.content ->> 'tellsShipments')::boolean as tells_shipments
      from (select d.state -> 'parts' -> 'order' -> 'sightings' -> -1 -> 'content' as content from document d
        where d.book_id = $1 and d.document_id = o.document_id offset 0) c
    ) said
    where o.placed <> o.recognised
    union all
    select l.line, o.document_id, o.currency, l.amount from orders o cross join lateral (values
      ('sold-from-before', o.sold), ('shipped-from-before', o.shipped), ('changed-from-before', o.changed),
      ('cancelled-from-before', o.cancelled)
    ) as l(line, amount) where o.placed is null and l.amount <> 0
    union all
    select case when d.kind = 'credit-note' then 'credit-notes' else 'given-back-from-before' end,
      o.document_id, o.currency, o.credited
    from orders o cross join lateral (
      select kind from document d where d.book_id = $1 and d.document_id = o.document_id offset 0
    ) d where o.placed is null and o.credited <> 0
    union all
    select l.line, o.document_id, o.currency, l.amount from orders o cross join lateral (values
      ('posted-elsewhere', -o.elsewhere), ('posted-here', o.here)
    ) as l(line, amount) where l.amount <> 0
  )`;

/** A line's sum in a currency, and how many orders stand behind it. */
export interface RecognitionSum {
  readonly line: string;
  readonly currency: Currency;
  readonly orders: number;
  readonly amount: number;
}

const SUMS = `with ${LINES}
  select line, currency, count(distinct document_id) as orders, sum(amount)::int8 as amount from lines group by 1, 2`;

export async function sumRecognition(reader: Reader, query: RecognitionQuery): Promise<RecognitionSum[]> {
  return (await reader.query<RecognitionSum>(SUMS, valuesOf(query))).rows;
}

/** An order behind a line. */
export interface RecognitionOrder {
  readonly documentId: number;
  readonly number: string;
  readonly placedOn: LocalDate | null;
  readonly status: string;
  readonly currency: Currency;
  /** What the platform says it comes to; 0 where that is not derived yet. */
  readonly total: number;
  /** What of it stands on the line. */
  readonly amount: number;
}

export interface RecognitionOrdersQuery extends RecognitionQuery {
  readonly line: string;
  readonly currency: Currency;
  /** The document after which the page begins; 0 for the first. */
  readonly after: number;
  readonly limit: number;
}

const ORDERS = `with ${LINES}, page as materialized (
    select document_id, sum(amount)::int8 as amount from lines
    where line = $5 and currency = $6 and document_id > $7 group by 1 order by 1 limit $8
  )
  select d.document_id as "documentId", d.number, d.placed_on as "placedOn", d.status, $6 as currency, d.total, page.amount
  from page cross join lateral (
    select * from document d where d.book_id = $1 and d.document_id = page.document_id offset 0
  ) d order by 1`;

/** The orders behind a line, by document. */
export async function listRecognition(reader: Reader, query: RecognitionOrdersQuery): Promise<RecognitionOrder[]> {
  const { line, currency, after, limit } = query;
  const values = [...valuesOf(query), line, currency, after, limit];
  return (await reader.query<RecognitionOrder>(ORDERS, values)).rows;
}

/** What an account took of a channel in some days, in minor units, debit positive. */
export interface RecognitionAccount {
  readonly accountId: number;
  readonly currency: Currency;
  /** By the entries of recognition. */
  readonly recognised: number;
  /** By all entries. */
  readonly ledger: number;
}

const ACCOUNTS = `with recognised as materialized (
    select p.account_id, p.currency, sum(p.amount)::int8 as amount from entry e
    cross join lateral (select * from posting p where p.book_id = $1 and p.number = e.number offset 0) p
    where e.book_id = $1 and e.date between $3 and $4 and ${KEY} = any (${GOODS}) and p.channel = $2
      and p.account_id <> (select a.account_id from account a where a.book_id = $1 and a.code = '1200')
    group by 1, 2
  )
  select r.account_id as "accountId", r.currency, r.amount as recognised, b.amount as ledger
  from recognised r cross join lateral (
    select coalesce(sum(b.debit) - sum(b.credit), 0)::int8 as amount from balance b
    where b.book_id = $1 and b.account_id = r.account_id and b.currency = r.currency and b.date between $3 and $4
      and b.channel = $2
  ) b where r.amount <> 0 or b.amount <> 0`;

/** The accounts that recognition touches, by the days of the journal. */
export async function listRecognitionAccounts(reader: Reader, query: RecognitionQuery): Promise<RecognitionAccount[]> {
  return (await reader.query<RecognitionAccount>(ACCOUNTS, valuesOf(query))).rows;
}

/** What the certificates of some days count, in a currency and minor units. */
export interface CountedDays {
  readonly currency: Currency;
  readonly theirs: number;
  readonly ours: number;
}

const COUNTED = `select s.currency, sum(s.theirs)::int8 as theirs, sum(s.ours)::int8 as ours from certificate c
  cross join lateral (
    select key as currency, (value ->> 'total')::int8 as theirs, 0 as ours from json_each(c.theirs)
    union all select key, 0, (value ->> 'total')::int8 from json_each(c.ours)
  ) s where c.book_id = $1 and c.connection_id = $2 and c.day between $3 and $4 group by 1`;

/** Empty where no day was compared. */
export async function sumCertificates(reader: Reader, query: RecognitionQuery): Promise<CountedDays[]> {
  return (await reader.query<CountedDays>(COUNTED, valuesOf(query))).rows;
}

function valuesOf({ bookId, connectionId, from, to }: RecognitionQuery): unknown[] {
  return [bookId, connectionId, from, to];
}
