import type { DocumentState } from '../../domain/documents/fold.ts';
import type { Currency } from '../../domain/money/minor.ts';
import type { LocalDate } from '../../domain/time/when.ts';
import type { Reader } from '../snapshot.ts';

/*
 * Orders by the day they were placed. Every list is merged from one stretch of the index (book, status, channel, day)
 * per status and channel, so that it costs the same whatever is asked for and however many orders there are.
 */
export const orderStatuses = [
  'posted',
  'not-yet-a-sale',
  'before-cut-over',
  'nothing-to-show',
  'gone',
  'waits-for-rate',
] as const;

export type OrderStatus = (typeof orderStatuses)[number];

/** Which orders: those of all channels and states unless said otherwise. */
export interface OrderFilter {
  readonly bookId: number;
  readonly channel?: string | undefined;
  readonly status?: OrderStatus | undefined;
  readonly from?: LocalDate | undefined;
  readonly to?: LocalDate | undefined;
}

export interface OrderPageQuery extends OrderFilter {
  readonly direction: 'newest' | 'oldest';
  readonly after: OrderPlace | null;
  /** Number, platform's id, or how a number, a customer's name or e-mail address begins. */
  readonly search?: string | undefined;
  /** Exactly this number, with or without '#'; what is searched besides does not count. */
  readonly number?: string | undefined;
  readonly limit: number;
}

/** A place in the list: after this order. */
export interface OrderPlace {
  readonly placedOn: LocalDate;
  readonly documentId: number;
}

export interface OrderRow {
  readonly documentId: number;
  readonly kind: string;
  readonly number: string;
  readonly remoteId: string;
  readonly placedOn: LocalDate;
  readonly channel: string;
  readonly currency: Currency | null;
  readonly total: number;
  readonly paid: number;
  readonly refunded: number;
  /** What the bridge stands at: owed by the customer where positive. */
  readonly due: number;
  readonly status: string;
  /** '' where it is not known. */
  readonly name: string;
  readonly email: string;
  /** How many are open. */
  readonly discrepancies: number;
  readonly state: DocumentState;
}

const firstDay = '0001-01-01' as LocalDate;
const lastDay = '9999-12-31' as LocalDate;

const GROUPS = `(select c.connection_id, s.status from connection c cross join unnest($2::text[]) as s(status)
    where c.book_id = $1 and c.state <> 'own' and ($3::text is null or c.channel = $3)) g`;

const STRETCH = `d.book_id = $1 and d.connection_id = g.connection_id and d.status = g.status
      and d.placed_on between $4::date and $5::date`;

/** The rows of a page; what is looked up for them is looked up row by row, whatever the planner thinks of the tables. */
const rowsOf = (page: string, order: string) => `with page as materialized (${page})
  select d.*, c.channel, coalesce(w.name, '') as name, coalesce(w.email, '') as email, b.due, x.discrepancies
  from page
  cross join lateral (
    select d.document_id as "documentId", d.connection_id, d.kind, d.number, d.remote_id as "remoteId",
      d.placed_on as "placedOn", d.currency, d.total, d.paid, d.refunded, d.status, d.state
    from document d where d.book_id = $1 and d.document_id = page.document_id limit 1
  ) d
  cross join lateral (
    select c.channel from connection c where c.book_id = $1 and c.connection_id = d.connection_id limit 1
  ) c
  left join lateral (
    select w.name, w.email from document_person l
    join person w on w.book_id = $1 and w.connection_id = l.connection_id and w.remote_id = l.remote_id
    where l.book_id = $1 and l.document_id = page.document_id limit 1
  ) w on true
  cross join lateral (
    select coalesce(sum(p.amount), 0)::int8 as due from entry e
    cross join lateral (
      select p.amount from posting p
      where p.book_id = $1 and p.number = e.number and p.currency = d.currency and p.account_id = any (array(
        select a.account_id from account a where a.book_id = $1 and a.code in ('1200', '2200')))
      offset 0
    ) p
    where e.book_id = $1 and e.document_id = page.document_id
  ) b
  cross join lateral (
    select (select count(*) from discrepancy x
        where x.book_id = $1 and x.document_id = page.document_id and x.state = 'open')
      + (select count(*) from discrepancy x where x.book_id = $1 and x.connection_id = d.connection_id
        and x.remote_id = d."remoteId" and d.kind = 'order' and x.document_id is null and x.state = 'open') as discrepancies
  ) x
  order by d."placedOn" ${order}, d."documentId" ${order}`;

function listStatement(sign: '<' | '>', order: 'asc' | 'desc'): string {
  return rowsOf(
    `select p.document_id, p.placed_on from ${GROUPS}
     cross join lateral (
       select d.document_id, d.placed_on from document d
       where ${STRETCH} and (d.placed_on, d.document_id) ${sign} ($6::date, $7::int8)
       order by d.placed_on ${order}, d.document_id ${order} limit $8
     ) p order by p.placed_on ${order}, p.document_id ${order} limit $8`,
    order,
  );
}

/** As many as a search looks through of each kind of match. */
export const searchMatchesMax = 200;

/** Read in the index's own order, so that the first ones are found without finding all. */
const PEOPLE = ['name', `split_part(name, ' ', -1)`, 'email']
  .map(
    (text) => `(select connection_id, remote_id from person where book_id = $1 and lower(${text}) ^@ $12
          order by lower(${text}) using ~<~ limit ${searchMatchesMax})`,
  )
  .join(' union ');

const numbered = (place: string) => `(select document_id from document where book_id = $1 and number ^@ ${place}
        order by number limit ${searchMatchesMax})`;

const SAME_NUMBER = `(select document_id from document where book_id = $1 and number = any($9) limit ${searchMatchesMax})`;

/** Each way of matching through its index, each bounded: a search for "1" finds some of the orders that begin so. */
const MATCHES = `${SAME_NUMBER}
      union
      select d.document_id from connection c cross join lateral (
        select d.document_id from document d where d.book_id = $1 and d.connection_id = c.connection_id
          and d.kind in ('order', 'credit-note') and d.remote_id = any($9) offset 0) d
      where c.book_id = $1
      union ${numbered('$10')}
      union ${numbered('$11')}
      union
      (select l.document_id from (${PEOPLE}) w
        cross join lateral (select document_id from document_person l
          where l.book_id = $1 and l.connection_id = w.connection_id and l.remote_id = w.remote_id limit ${searchMatchesMax}) l)`;

function searchStatement(matches: string, sign: '<' | '>', order: 'asc' | 'desc'): string {
  return rowsOf(
    `with m as materialized (${matches})
     select d.document_id, d.placed_on from m
     cross join lateral (
       -- The number stands in no other index with these, so that it is the primary key that is asked.
       select d.document_id, d.placed_on, d.connection_id, d.status from document d
       where d.book_id = $1 and d.document_id = m.document_id and length(d.number) >= 0 limit 1
     ) d
     join connection c on c.book_id = $1 and c.connection_id = d.connection_id and c.state <> 'own'
     where d.status = any($2::text[]) and ($3::text is null or c.channel = $3)
       and d.placed_on between $4::date and $5::date and (d.placed_on, d.document_id) ${sign} ($6::date, $7::int8)
     order by d.placed_on ${order}, d.document_id ${order} limit $8`,
    order,
  );
}

export async function readOrders(reader: Reader, query: OrderPageQuery): Promise<OrderRow[]> {
  const { direction, after, search, number, limit } = query;
  const isNewest = direction === 'newest';
  const [sign, order] = isNewest ? (['<', 'desc'] as const) : (['>', 'asc'] as const);
  const edge = isNewest
    ? { placedOn: lastDay, documentId: Number.MAX_SAFE_INTEGER }
    : { placedOn: firstDay, documentId: 0 };
  const { placedOn, documentId } = after ?? edge;
  // The stretch begins at the place: an index is not walked to it from the end of the list.
  const rest = isNewest
    ? { ...query, to: earlier(query.to ?? lastDay, placedOn) }
    : { ...query, from: later(query.from ?? firstDay, placedOn) };
  const values = [...filterValues(rest), placedOn, documentId, limit];
  if (number !== undefined) {
    return (await reader.query(searchStatement(SAME_NUMBER, sign, order), [...values, spellings(number)])).rows;
  }
  if (search === undefined) return (await reader.query(listStatement(sign, order), values)).rows;
  const names = spellings(search);
  const statement = searchStatement(MATCHES, sign, order);
  return (await reader.query(statement, [...values, names, ...names, search.toLowerCase()])).rows;
}

/** Some shops have the '#' in the number. */
function spellings(number: string): string[] {
  const bare = number.startsWith('#') ? number.slice(1) : number;
  return [bare, `#${bare}`];
}

const earlier = (a: LocalDate, b: LocalDate) => (a < b ? a : b);
const later = (a: LocalDate, b: LocalDate) => (a > b ? a : b);

function filterValues({ bookId, channel, status, from, to }: OrderFilter): unknown[] {
  return [bookId, status === undefined ? orderStatuses : [status], channel ?? null, from ?? firstDay, to ?? lastDay];
}

const COUNT = `select count(*) as count from (
    select from ${GROUPS} cross join lateral (select from document d where ${STRETCH} limit $6) p limit $6
  ) k`;

/** How many there are, up to a number. */
export async function countOrders(reader: Reader, filter: OrderFilter, max: number): Promise<number> {
  const { rows } = await reader.query(COUNT, [...filterValues(filter), max]);
  return rows[0].count;
}
