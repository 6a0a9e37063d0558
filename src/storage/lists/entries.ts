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
  /** What the posting key begins with. */
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
  const isByDate = filter.from !== undefined || filter.to !== undefined || filter.accountId !== undefined;
  const values: unknown[] = [filter.bookId];
  const conditions = ['e.book_id = $1'];
  const demand = (value: unknown, condition: (place: string) => string) => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  // Where an account is asked for its postings are walked, else the entries.
  const walked = filter.accountId === undefined ? 'e' : 'p';
  const edge = (sign: '<' | '>') => (place: string) =>
    isByDate
      ? `(${walked}.date, ${walked}.number) ${sign} (coalesce((select o.date from entry o
          where o.book_id = $1 and o.number = ${place}), '${sign === '<' ? '' : '-'}infinity'), ${place})`
      : `e.number ${sign} ${place}`;
  demand(filter.accountId, (place) => `p.book_id = $1 and p.account_id = ${place}`);
  demand(filter.before, edge('<'));
  demand(filter.after === 0 ? undefined : filter.after, edge('>'));
  demand(filter.number, (place) => `e.number = ${place}`);
  demand(filter.from, (place) => `${walked}.date >= ${place}`);
  demand(filter.to, (place) => `${walked}.date <= ${place}`);
  demand(filter.cause, (place) => `e.cause = ${place}`);
  demand(filter.key, (place) => `starts_with(e.posting_key, ${place})`);
  demand(filter.documentId, (place) => `e.document_id = ${place}`);
  if (filter.found !== undefined) {
    values.push(filter.found.number, filter.found.documentIds);
    conditions.push(`(e.number = $${values.length - 1} or e.document_id = any($${values.length}::int8[]))`);
  }
  if (filter.late === true) conditions.push('e.date <> e.belongs_to');
  // Said outright, so that the partial index on what is no plain fact serves.
  if (filter.cause !== undefined && filter.cause !== 'fact') conditions.push(`e.cause <> 'fact'`);
  values.push(filter.limit);
  const order = filter.after === undefined ? 'desc' : 'asc';
  const sorted = (name: string) => `${isByDate ? `${name}.date ${order}, ` : ''}${name}.number ${order}`;
  const page =
    filter.accountId === undefined
      ? `select e.number from entry e where ${conditions.join(' and ')} order by ${sorted('e')} limit $${values.length}`
      : `select p.number from posting p join entry e on e.book_id = p.book_id and e.number = p.number
         where ${conditions.join(' and ')} group by p.date, p.number order by ${sorted('p')} limit $${values.length}`;
  const { rows } = await reader.query(
    `with page as materialized (${page})
     select ${ENTRY_COLUMNS} from page cross join ${ENTRY_SOURCE}
     where e.book_id = $1 and e.number = page.number order by ${sorted('e')}`,
    values,
  );
  return rows;
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
     from posting p
     join account a on a.book_id = p.book_id and a.account_id = p.account_id
     left join connection c on c.book_id = p.book_id and c.connection_id = p.channel
     where p.book_id = $1 and p.number = any($2::int8[]) order by p.number, p.line`,
    [bookId, numbers],
  );
  return rows;
}
