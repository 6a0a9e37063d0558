import type { Cause } from '../../domain/ledger/entry.ts';
import type { Currency } from '../../domain/money/minor.ts';
import type { LocalDate } from '../../domain/time/when.ts';
import type { Reader } from '../snapshot.ts';

/**
 * Which entries: downwards from the entry `before`, or upwards from `after`. In order of number; those of a period or of
 * an account in order of date, then number, as the indexes have them.
 */
export interface EntryFilter {
  readonly bookId: number;
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  readonly number?: number | undefined;
  readonly from?: LocalDate | undefined;
  readonly to?: LocalDate | undefined;
  readonly cause?: Cause | undefined;
  /** A kind of posting key, or what the key begins with. */
  readonly key?: string | undefined;
  /** Only those that stand on another day than their own. */
  readonly late?: boolean | undefined;
  readonly documentId?: number | undefined;
  readonly accountId?: number | undefined;
  /** The entry of that number, or entries of these documents. */
  readonly found?: { readonly number: number; readonly documentIds: readonly number[] } | undefined;
  readonly limit: number;
}

export interface EntryRow {
  readonly number: number;
  readonly date: LocalDate;
  readonly trueDate: LocalDate;
  readonly key: string;
  readonly revision: number;
  readonly cause: Cause;
  readonly note: string;
  readonly policyVersion: number;
  readonly decoder: number;
  readonly rules: number;
  /** Milliseconds since 1970. */
  readonly recordedAt: number;
  readonly hash: string;
  readonly documentId: number;
  readonly documentKind: string;
  readonly documentNumber: string;
  readonly documentRemoteId: string;
  readonly channel: string;
}

export const ENTRY_COLUMNS = `e.number, e.date, e.belongs_to as "trueDate", e.posting_key as key, e.revision, e.cause, e.note,
    e.policy_version as "policyVersion", e.decoder, e.rules, e.recorded_at as "recordedAt", encode(e.hash, 'hex') as hash,
    e.document_id as "documentId", d.kind as "documentKind", d.number as "documentNumber", d.remote_id as "documentRemoteId", coalesce(c.channel, '') as channel`;

export const ENTRY_SOURCE = `entry e
    join document d on d.book_id = e.book_id and d.document_id = e.document_id
    left join connection c on c.book_id = d.book_id and c.connection_id = d.connection_id`;

export async function readEntries(reader: Reader, filter: EntryFilter): Promise<EntryRow[]> {
  const { bookId, accountId, found, from, to, cause, limit } = filter;
  const isByDate = from !== undefined || to !== undefined || accountId !== undefined;
  const order = filter.after === undefined ? 'desc' : 'asc';
  // Where an account is asked for its postings are walked, else the entries.
  const walked = accountId === undefined ? 'e' : 'p';
  const values: unknown[] = [bookId];
  const place = (value: unknown) => `$${values.push(value)}`;
  const ofWalk = [`${walked}.book_id = $1`];
  const ofEntry: string[] = [];
  const edge = (sign: '<' | '>', number: number) => {
    if (!isByDate) return `e.number ${sign} ${place(number)}`;
    const at = place(number);
    const day = `select o.date from entry o where o.book_id = $1 and o.number = ${at}`;
    return `(${walked}.date, ${walked}.number) ${sign} (coalesce((${day}), '${sign === '<' ? '' : '-'}infinity'), ${at})`;
  };
  if (accountId !== undefined) ofWalk.push(`p.account_id = ${place(accountId)}`);
  if (filter.before !== undefined) ofWalk.push(edge('<', filter.before));
  if (filter.after !== undefined && filter.after > 0) ofWalk.push(edge('>', filter.after));
  if (from !== undefined) ofWalk.push(`${walked}.date >= ${place(from)}`);
  if (to !== undefined) ofWalk.push(`${walked}.date <= ${place(to)}`);
  if (filter.number !== undefined) ofEntry.push(`e.number = ${place(filter.number)}`);
  if (cause !== undefined) ofEntry.push(`e.cause = ${place(cause)}`);
  if (filter.key !== undefined) ofEntry.push(...onKey(filter.key, place));
  const ofDocuments = (ids: readonly number[], number: number) =>
    ofWalk.push(`${walked}.number = any (array(${numbersOf(place(ids), place(number))}))`);
  if (filter.documentId !== undefined) ofDocuments([filter.documentId], 0);
  if (found !== undefined) ofDocuments(found.documentIds, found.number);
  // Said outright, so that the partial index on what is no plain fact serves.
  if (cause !== undefined && cause !== 'fact') ofEntry.push(`e.cause <> 'fact'`);
  const sorted = (name: string) => `${isByDate ? `${name}.date ${order}, ` : ''}${name}.number ${order}`;
  // Few are late: they are all read, through their own index, and then sorted.
  const isLate = 'e.date <> e.belongs_to';
  const entries = filter.late ? `(select * from entry e where e.book_id = $1 and ${isLate} offset 0)` : 'entry';
  if (filter.late === true && accountId !== undefined) ofEntry.push(isLate);
  const page =
    accountId === undefined
      ? `select e.number from ${entries} e where ${[...ofWalk, ...ofEntry].join(' and ')}`
      : `select p.number from posting p where ${[...ofWalk, FIRST_LINE, ...onEntry(ofEntry)].join(' and ')}`;
  const { rows } = await reader.query<EntryRow>(
    `with page as materialized (${page} order by ${sorted(walked)} limit ${place(limit)})
     select ${ENTRY_COLUMNS} from page
     cross join lateral (select * from entry e where e.book_id = $1 and e.number = page.number limit 1) e
     cross join lateral (
       select * from document d where d.book_id = $1 and d.document_id = e.document_id limit 1
     ) d
     left join connection c on c.book_id = $1 and c.connection_id = d.connection_id
     order by ${sorted('e')}`,
    values,
  );
  return rows;
}

/** Entries of documents, and one by its number: found first, so that no index is walked for them. */
const numbersOf = (documentIds: string, number: string) => `select ${number}::int8
    union select o.number from unnest(${documentIds}::int8[]) as d(document_id)
    cross join lateral (select number from entry o where o.book_id = $1 and o.document_id = d.document_id offset 0) o`;

/** Those of which an index tells where they are; of the rest every stretch of the journal has some. */
const KIND = `split_part(e.posting_key, ':', 1)`;
const DENSE = ['sale', 'payment'];

function onKey(key: string, place: (value: unknown) => string): string[] {
  const kind = key.split(':')[0] ?? '';
  const begins = `starts_with(e.posting_key, ${place(key)})`;
  if (!KINDS.has(kind) || DENSE.includes(kind)) return [begins];
  return [begins, `${KIND} = ${place(kind)}`, `${KIND} not in ('${DENSE.join("', '")}')`];
}

/** As the rules name them (accounting.md 2). */
const KINDS: ReadonlySet<string> = new Set(
  `sale fulfilment edit cancel credit payment payment-failed refund tax-point cogs restock fee marketplace-tax withheld
   dispute reserve payout payout-arrival revaluation deposits rounding opening manual`.split(/\s+/),
);

/*
 * Looked up line by line while the index is walked, until the page is full: as a join it would be tempting to read the
 * whole account first.
 */
const FIRST_LINE = `p.line = (select min(q.line) from posting q
    where q.book_id = $1 and q.number = p.number and q.account_id = p.account_id)`;

function onEntry(conditions: readonly string[]): string[] {
  if (conditions.length === 0) return [];
  return [`(select true from entry e where e.book_id = $1 and e.number = p.number and ${conditions.join(' and ')})`];
}

export interface PostingRow {
  readonly number: number;
  readonly line: number;
  readonly code: string;
  readonly name: string;
  readonly amount: number;
  readonly currency: Currency;
  readonly baseAmount: number;
  readonly channel: string;
  readonly sku: string;
  readonly taxCode: string;
  readonly taxBase: number;
  readonly liable: string;
}

/** The lines of some entries, in order. */
export async function readPostings(reader: Reader, bookId: number, numbers: readonly number[]): Promise<PostingRow[]> {
  const { rows } = await reader.query<PostingRow>(
    `select p.number, p.line, a.code, a.name, p.amount, p.currency, p.base_amount as "baseAmount", coalesce(c.channel, '') as channel,
       p.sku, p.tax_code as "taxCode", p.tax_base as "taxBase", p.liable
     from unnest($2::int8[]) as n(number)
     cross join lateral (select * from posting p where p.book_id = $1 and p.number = n.number offset 0) p
     join account a on a.book_id = $1 and a.account_id = p.account_id
     left join connection c on c.book_id = $1 and c.connection_id = p.channel
     order by p.number, p.line`,
    [bookId, numbers],
  );
  return rows;
}
