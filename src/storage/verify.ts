import type pg from 'pg';
import type { LocalDate } from '../domain/time/when.ts';

type Client = pg.ClientBase | pg.Pool;

export interface HeadRow {
  readonly nextEntry: number;
  readonly hash: Buffer;
}

export async function headOf(client: Client, bookId: number): Promise<HeadRow> {
  const { rows } = await client.query<HeadRow>(
    'select next_entry as "nextEntry", head_hash as hash from book_head where book_id = $1',
    [bookId],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`book ${bookId} is not there`);
  return row;
}

/** An entry with its lines as arrays, as the chain is checked. */
export interface ChainRow {
  readonly number: number;
  readonly date: LocalDate;
  readonly belongsTo: LocalDate;
  readonly documentId: number;
  readonly postingKey: string;
  readonly revision: number;
  readonly cause: 'fact' | 'correction' | 'undo' | 'manual' | 'opening';
  readonly policyVersion: number;
  readonly decoder: number;
  readonly rules: number;
  readonly hash: Buffer;
  readonly lines: readonly ChainLine[];
}

/** accountId, currency, amount, base, channel, sku, tax code, tax base, liable. */
export type ChainLine = readonly [
  number,
  string,
  number,
  number,
  number,
  string,
  string,
  number,
  '' | 'merchant' | 'marketplace',
];

const CHAIN = `select e.number, e.date, e.belongs_to as "belongsTo", e.document_id as "documentId", e.posting_key as "postingKey",
    e.revision, e.cause, e.policy_version as "policyVersion", e.decoder, e.rules, e.hash,
    (select json_agg(json_build_array(p.account_id, p.currency, p.amount, p.base_amount, p.channel, p.sku, p.tax_code, p.tax_base, p.liable)
       order by p.line) from posting p where p.book_id = e.book_id and p.number = e.number) as lines
  from entry e where e.book_id = $1 and e.number >= $2 and e.number < $2 + $3 order by e.number`;

/** A stretch of the journal, in order of number. */
export async function chainFrom(client: Client, bookId: number, first: number, count: number): Promise<ChainRow[]> {
  return (await client.query<ChainRow>({ name: 'chain', text: CHAIN, values: [bookId, first, count] })).rows;
}

export interface BalanceDifference {
  readonly code: string;
  readonly currency: string;
  readonly date: LocalDate;
  readonly keptDebit: number;
  readonly postedDebit: number;
  readonly keptCredit: number;
  readonly postedCredit: number;
}

const BALANCES = `with posted as (
    select account_id, currency, date, channel, tax_code, liable,
      sum(greatest(amount, 0)) as debit, sum(greatest(-amount, 0)) as credit,
      sum(greatest(base_amount, 0)) as base_debit, sum(greatest(-base_amount, 0)) as base_credit,
      sum(tax_base) as tax_base, count(*) as postings
    from posting where book_id = $1 group by 1, 2, 3, 4, 5, 6
  ), kept as (
    select account_id, currency, date, channel, tax_code, liable, debit, credit, base_debit, base_credit, tax_base, postings
    from balance where book_id = $1
  )
  select a.code, currency, date, coalesce(k.debit, 0)::int8 as "keptDebit", coalesce(p.debit, 0)::int8 as "postedDebit",
    coalesce(k.credit, 0)::int8 as "keptCredit", coalesce(p.credit, 0)::int8 as "postedCredit"
  from kept k full join posted p using (account_id, currency, date, channel, tax_code, liable)
  join account a on a.book_id = $1 and a.account_id = coalesce(k.account_id, p.account_id)
  where (k.debit, k.credit, k.base_debit, k.base_credit, k.tax_base, k.postings)
    is distinct from (p.debit, p.credit, p.base_debit, p.base_credit, p.tax_base, p.postings)
  order by 1, 2, 3 limit 1`;

/** Of months the same, against the days just compared with their postings. */
const MONTHS = `with days as (
    select account_id, currency, date_trunc('month', date)::date as month, channel, tax_code, liable, sum(debit) as debit,
      sum(credit) as credit, sum(base_debit) as base_debit, sum(base_credit) as base_credit, sum(tax_base) as tax_base
    from balance where book_id = $1 group by 1, 2, 3, 4, 5, 6
  ), kept as (select * from balance_month where book_id = $1)
  select a.code, currency, month as date, coalesce(k.debit, 0)::int8 as "keptDebit", coalesce(d.debit, 0)::int8 as "postedDebit",
    coalesce(k.credit, 0)::int8 as "keptCredit", coalesce(d.credit, 0)::int8 as "postedCredit"
  from kept k full join days d using (account_id, currency, month, channel, tax_code, liable)
  join account a on a.book_id = $1 and a.account_id = coalesce(k.account_id, d.account_id)
  where (k.debit, k.credit, k.base_debit, k.base_credit, k.tax_base)
    is distinct from (d.debit, d.credit, d.base_debit, d.base_credit, d.tax_base)
  order by 1, 2, 3 limit 1`;

/** The first kept balance, of a day or else of a month, that is not the sum of its postings; null where all are. */
export async function firstBalanceDifference(client: Client, bookId: number): Promise<BalanceDifference | null> {
  for (const statement of [BALANCES, MONTHS]) {
    const [off] = (await client.query<BalanceDifference>(statement, [bookId])).rows;
    if (off !== undefined) return off;
  }
  return null;
}

const DATES = `select p.number, p.date as posted, e.date as entered from posting p
  join entry e on e.book_id = p.book_id and e.number = p.number where p.book_id = $1 and p.date <> e.date limit 1`;

/** The first entry whose postings carry another date than it does; null where none does. */
export async function firstDateDifference(client: Client, bookId: number): Promise<{ readonly number: number } | null> {
  return (await client.query<{ number: number }>(DATES, [bookId])).rows[0] ?? null;
}
