import type pg from 'pg';
import type { Cause } from '../../src/domain/ledger/entry.ts';
import { entryHash, GENESIS, type Hashable } from '../../src/domain/ledger/hash.ts';
import type { Currency, Minor } from '../../src/domain/money/minor.ts';
import type { LocalDate } from '../../src/domain/time/when.ts';

const SUMS = `select concat_ws(' | ', c.channel, d.kind, d.remote_id, e.posting_key, e.belongs_to, a.code, p.currency,
      s.channel, p.sku, p.tax_code, p.liable) as what,
    sum(p.amount)::int8 as amount, sum(p.base_amount)::int8 as base, sum(p.tax_base)::int8 as tax_base
  from posting p
  join entry e on e.book_id = p.book_id and e.number = p.number
  join document d on d.book_id = p.book_id and d.document_id = e.document_id
  join connection c on c.book_id = p.book_id and c.connection_id = d.connection_id
  join account a on a.book_id = p.book_id and a.account_id = p.account_id
  left join connection s on s.book_id = p.book_id and s.connection_id = p.channel
  where p.book_id = $1
  group by c.channel, d.kind, d.remote_id, e.posting_key, e.belongs_to, a.code, p.currency, s.channel, p.sku, p.tax_code, p.liable
  having sum(p.amount) <> 0 or sum(p.base_amount) <> 0 or sum(p.tax_base) <> 0
  order by 1`;

/**
 * All that a book says, by document, posting key, true date, account, currency, channel, SKU, tax code and liable:
 * what must be the same however the facts came in. Numbers that a book gives by itself are left out.
 */
export async function sumsOf(pool: pg.Pool, bookId: number): Promise<string[]> {
  const { rows } = await pool.query<{ what: string; amount: number; base: number; tax_base: number }>(SUMS, [bookId]);
  return rows.map(({ what, amount, base, tax_base: taxBase }) => `${what}: ${amount} ${base} ${taxBase}`);
}

const TABLES = [
  'document',
  'observation',
  'entry',
  'posting',
  'balance',
  'parked',
  'discrepancy',
  'person',
  'channel_day',
];

/** How many rows a book has of each kind: what a repeated import must leave as it is. */
export async function sizesOf(pool: pg.Pool, bookId: number): Promise<Readonly<Record<string, number>>> {
  const counts = TABLES.map((table) => `(select count(*) from ${table} where book_id = $1) as ${table}`);
  const { rows } = await pool.query<Record<string, number>>(`select ${counts.join(', ')}`, [bookId]);
  return rows[0] ?? {};
}

/** What is wrong inside a book's journal, in words; nothing, if all is well. */
export async function faultsOf(pool: pg.Pool, bookId: number): Promise<string[]> {
  const checks = [chainFaults, unbalancedEntries, balanceFaults, monthFaults, channelDayFaults, bridgeFaults];
  return (await Promise.all(checks.map((check) => check(pool, bookId)))).flat();
}

interface ChainRow {
  readonly number: number;
  readonly date: LocalDate;
  readonly belongs_to: LocalDate;
  readonly document_id: number;
  readonly posting_key: string;
  readonly revision: number;
  readonly cause: Cause;
  readonly policy_version: number;
  readonly decoder: number;
  readonly rules: number;
  readonly hash: Buffer;
  readonly lines: readonly {
    readonly account_id: number;
    readonly currency: Currency;
    readonly amount: Minor;
    readonly base_amount: Minor;
    readonly channel: number;
    readonly sku: string;
    readonly tax_code: string;
    readonly tax_base: Minor;
    readonly liable: '' | 'merchant' | 'marketplace';
  }[];
}

const CHAIN = `select e.number, e.date, e.belongs_to, e.document_id, e.posting_key, e.revision, e.cause, e.policy_version,
    e.decoder, e.rules, e.hash, coalesce(json_agg(p order by p.line) filter (where p.number is not null), '[]') as lines
  from entry e left join posting p on p.book_id = e.book_id and p.number = e.number
  where e.book_id = $1 group by e.book_id, e.number order by e.number`;

const HEAD = 'select next_entry, head_hash from book_head where book_id = $1';

/** Entry numbers from 1 without a gap, and each hash computed anew from the stored rows. */
async function chainFaults(pool: pg.Pool, bookId: number): Promise<string[]> {
  const { rows } = await pool.query<ChainRow>(CHAIN, [bookId]);
  const [head] = (await pool.query<{ next_entry: number; head_hash: Buffer }>(HEAD, [bookId])).rows;
  let hash = GENESIS;
  let next = 1;
  for (const row of rows) {
    if (row.number !== next) return [`entry ${next} is missing`];
    hash = entryHash(hashable(row), hash);
    if (!hash.equals(row.hash)) return [`entry ${next} has another hash than its content`];
    next += 1;
  }
  if (head?.next_entry !== next) return [`the head goes on with entry ${head?.next_entry}, not ${next}`];
  return head.head_hash.equals(hash) ? [] : ['the head has another hash than the last entry'];
}

function hashable(row: ChainRow): Hashable {
  return {
    number: row.number,
    date: row.date,
    belongsTo: row.belongs_to,
    documentId: row.document_id,
    postingKey: row.posting_key,
    revision: row.revision,
    cause: row.cause,
    policyVersion: row.policy_version,
    decoderVersion: row.decoder,
    rulesVersion: row.rules,
    lines: row.lines.map((line) => ({
      accountId: line.account_id,
      currency: line.currency,
      amount: line.amount,
      base: line.base_amount,
      channel: line.channel,
      sku: line.sku,
      taxCode: line.tax_code,
      taxBase: line.tax_base,
      liable: line.liable,
    })),
  };
}

const faultQuery = (text: string) => async (pool: pg.Pool, bookId: number) =>
  (await pool.query<{ fault: string }>(text, [bookId])).rows.map(({ fault }) => fault);

const unbalancedEntries = faultQuery(`
  select format('entry %s is off by %s %s', number, sum(amount), currency) as fault from posting
    where book_id = $1 group by number, currency having sum(amount) <> 0
  union all
  select format('entry %s is off by %s in base', number, sum(base_amount)) from posting
    where book_id = $1 group by number having sum(base_amount) <> 0`);

const balanceFaults = faultQuery(`
  with kept as (
    select account_id, currency, date, channel, tax_code, liable, debit, credit, base_debit, base_credit, tax_base, postings
    from balance where book_id = $1
  ), summed as (
    select account_id, currency, date, channel, tax_code, liable,
      coalesce(sum(amount) filter (where amount > 0), 0)::int8, coalesce(-sum(amount) filter (where amount < 0), 0)::int8,
      coalesce(sum(base_amount) filter (where base_amount > 0), 0)::int8,
      coalesce(-sum(base_amount) filter (where base_amount < 0), 0)::int8, sum(tax_base)::int8, count(*)
    from posting where book_id = $1 group by account_id, currency, date, channel, tax_code, liable
  )
  select format('kept balance without postings: %s', k) as fault from (select * from kept except select * from summed) k
  union all
  select format('postings without kept balance: %s', s) from (select * from summed except select * from kept) s`);

const monthFaults = faultQuery(`
  with kept as (
    select account_id, currency, month, channel, tax_code, liable, debit, credit, base_debit, base_credit, tax_base
    from balance_month where book_id = $1
  ), summed as (
    select account_id, currency, (date - extract(day from date)::int + 1), channel, tax_code, liable,
      coalesce(sum(amount) filter (where amount > 0), 0)::int8, coalesce(-sum(amount) filter (where amount < 0), 0)::int8,
      coalesce(sum(base_amount) filter (where base_amount > 0), 0)::int8,
      coalesce(-sum(base_amount) filter (where base_amount < 0), 0)::int8, sum(tax_base)::int8
    from posting where book_id = $1 group by 1, 2, 3, 4, 5, 6
  )
  select format('kept balance of a month without postings: %s', k) as fault from (select * from kept except select * from summed) k
  union all
  select format('postings without kept balance of their month: %s', s) from (select * from summed except select * from kept) s`);

const channelDayFaults = faultQuery(`
  with counted as (
    select connection_id, counted_on as date, count(*) as orders, sum(units)::int8 as units from document
    where book_id = $1 and counted_on is not null group by connection_id, counted_on
  ), kept as (
    select connection_id, date, orders, units from channel_day where book_id = $1 and (orders <> 0 or units <> 0)
  )
  select format('day of a channel: kept %s', k) as fault from (select * from kept except select * from counted) k
  union all
  select format('day of a channel: counted %s', c) from (select * from counted except select * from kept) c`);

/** Per order and day receivable is no credit and deposits are no debit, and never both stand (accounting.md 10). */
const bridgeFaults = faultQuery(`
  with moved as (
    select e.document_id, e.belongs_to, p.currency,
      sum(p.amount) filter (where a.code = '1200') as receivable, sum(p.amount) filter (where a.code = '2200') as deposits
    from posting p
    join entry e on e.book_id = p.book_id and e.number = p.number
    join account a on a.book_id = p.book_id and a.account_id = p.account_id
    join document d on d.book_id = p.book_id and d.document_id = e.document_id
    where p.book_id = $1 and d.kind = 'order' group by e.document_id, e.belongs_to, p.currency
  ), standing as (
    select document_id, belongs_to, currency, coalesce(sum(receivable) over days, 0) as receivable,
      coalesce(sum(deposits) over days, 0) as deposits
    from moved window days as (partition by document_id, currency order by belongs_to)
  )
  select format('document %s on %s: receivable %s, deposits %s', document_id, belongs_to, receivable, deposits) as fault
  from standing where receivable < 0 or deposits > 0 or (receivable <> 0 and deposits <> 0)`);
