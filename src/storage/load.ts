import type pg from 'pg';
import type { DocumentState } from '../domain/documents/fold.ts';
import type { PostedSum } from '../domain/ledger/difference.ts';
import { type Minor, minor } from '../domain/money/minor.ts';
import { observationKey } from '../domain/plan/plan.ts';
import {
  type Again,
  type BookState,
  type Connection,
  documentKey,
  type Head,
  type Incoming,
  type KnownObservation,
  type Lock,
  type Plan,
  type StandingDiscrepancy,
  type StoredAccount,
  type StoredDocument,
  splitDocumentKey,
} from '../domain/plan/state.ts';
import type { Policy, PolicyBody } from '../domain/posting/policy.ts';
import type { LocalDate } from '../domain/time/when.ts';
import type { Ground } from './commit.ts';
import { findKnown } from './observations.ts';
import { pinnedFromJson } from './pinned.ts';
import type { RateTable } from './rates.ts';
import type { Pipeline } from './transaction.ts';
import { int4s, int8s, texts } from './wire.ts';

/** A payload before its evidence is stored. */
export type Keyed = Omit<Incoming, 'evidence'>;

/** What identifies a document or a payload in a query: three columns of equal length. */
interface Keys {
  readonly connections: number[];
  readonly kinds: string[];
  readonly remoteIds: string[];
}

const HEAD = `select h.*, b.base_currency, b.zone, (select rate_id from rate where source <> 'cross' order by rate_id desc limit 1) as newest_rate
  from book_head h join book b using (book_id) where h.book_id = $1 for update of h`;

/** Holds a book still till the end of the transaction: whoever writes into it waits. */
export async function lockBook(pipeline: Pipeline, bookId: number): Promise<void> {
  await pipeline.send('lock', 'select from book_head where book_id = $1 for update', [bookId]);
}

const POLICIES = 'select version, effective_from, body from policy where book_id = $1 order by version';

const LOCKS = 'select kind, scheme, through from lock where book_id = $1 and lifted_at is null';

const CONNECTIONS = 'select connection_id, channel, state, cut_over from connection where book_id = $1';

const ACCOUNTS = 'select account_id, code, name, type from account where book_id = $1';

/** Looked up one by one (`offset 0` keeps the planner from turning it round), whatever it believes of the tables' sizes. */
const DOCUMENT_BY_KEY = `unnest($2::int4[], $3::text[], $4::text[]) as k(connection_id, kind, remote_id)
  cross join lateral (select * from document where book_id = $1 and connection_id = k.connection_id and kind = k.kind
    and remote_id = k.remote_id offset 0) d`;

const EXISTING = `select d.connection_id, d.kind, d.remote_id from ${DOCUMENT_BY_KEY}`;

const DOCUMENTS = `select d.document_id, d.connection_id, d.kind, d.remote_id, d.policy_version, d.decoder, d.units, d.counted_on,
    d.pinned_rates, d.state,
    exists (select 1 from parked p where p.book_id = $1 and p.document_id = d.document_id offset 0) as has_parked
  from ${DOCUMENT_BY_KEY}`;

const POSTED = `select e.document_id, e.posting_key, e.belongs_to, p.account_id, p.currency, p.channel, p.sku, p.tax_code, p.liable,
    sum(p.amount)::int8 as amount, sum(p.base_amount)::int8 as base, sum(p.tax_base)::int8 as tax_base,
    max(e.revision) as revision, max(p.rate_id) as rate_id
  from unnest($2::int8[]) as d(document_id)
  cross join lateral (select * from entry where book_id = $1 and document_id = d.document_id offset 0) e
  cross join lateral (select * from posting where book_id = $1 and number = e.number offset 0) p
  group by e.document_id, e.posting_key, e.belongs_to, p.account_id, p.currency, p.channel, p.sku, p.tax_code, p.liable`;

const DISCREPANCIES = `select x.discrepancy_id, x.document_id, x.kind, x.state, x.amount, x.currency
  from unnest($2::int8[]) as d(document_id)
  cross join lateral (select * from discrepancy where book_id = $1 and document_id = d.document_id
    and state in ('open', 'accepted') offset 0) x`;

/** What the plans of a book are made from besides documents, and how it is told whether it still stands. */
export type Standing = Omit<BookState, 'documents' | 'observations'> & Ground;

/** What stands once a plan made on it is written. */
export function after(standing: Standing, { head, accounts: opened }: Plan, mark: number): Standing {
  const { bookId, baseCurrency, zone, policies, locks, connections, findRate, newestRate } = standing;
  const accounts = new Map(standing.accounts);
  for (const account of opened) accounts.set(account.code, account);
  return { bookId, baseCurrency, zone, head, policies, locks, connections, accounts, findRate, mark, newestRate };
}

/** What is known of the payloads at hand: the observations by observationKey(), and the keys of documents that exist. */
export interface Known {
  readonly observations: ReadonlyMap<string, readonly KnownObservation[]>;
  readonly documents: ReadonlySet<string>;
  /** The keys it was looked up by, of documents and of payloads. */
  readonly keys: readonly string[];
}

/** The keys of the documents and observations that payloads concern. */
export function keysOf(batch: readonly Keyed[]): string[] {
  return [...new Set([...batch.map(observationKey), ...batch.flatMap(documentKeyOf)])];
}

/** Looks payloads up without a lock. Of a document that does not exist nothing is known. */
export async function lookUp(client: pg.ClientBase, bookId: number, batch: readonly Keyed[]): Promise<Known> {
  // PostgreSQL has no NUL in a text: what a payload names with one is not there, and will be refused.
  const storable = batch.filter((payload) => !observationKey(payload).includes('\0'));
  const values = [bookId, ...columnsOf(splitKeys(storable.flatMap(documentKeyOf)))];
  const { rows } = await client.query<{ connection_id: number; kind: string; remote_id: string }>({
    name: 'existing',
    text: EXISTING,
    values,
  });
  const documents = new Set(rows.map((row) => documentKey(row.connection_id, row.kind, row.remote_id)));
  const seen = storable.filter((payload) => documentKeyOf(payload).every((key) => documents.has(key)));
  const observations = seen.length === 0 ? new Map() : await findKnown(client, bookId, seen.map(observationKey));
  return { observations, documents, keys: keysOf(batch) };
}

/** Loads what a batch may need, one query each, under the lock of the book's head (design.md 2). */
export async function loadState(
  pipeline: Pipeline,
  bookId: number,
  batch: readonly Incoming[],
  again: readonly Again[],
  rates: RateTable,
): Promise<BookState & Standing> {
  const keys = splitKeys([...batch.flatMap(documentKeyOf), ...again.map(({ key }) => key)]);
  const byDocument = [bookId, ...columnsOf(keys)];
  const head = pipeline.send('head', HEAD, [bookId]);
  const policies = pipeline.send('policies', POLICIES, [bookId]);
  const locks = pipeline.send('locks', LOCKS, [bookId]);
  const connections = pipeline.send('connections', CONNECTIONS, [bookId]);
  const accounts = pipeline.send('accounts', ACCOUNTS, [bookId]);
  const observations = findKnown(pipeline.client, bookId, batch.map(observationKey));
  observations.catch(() => undefined);
  const documents = pipeline.send('documents', DOCUMENTS, byDocument);
  // Together: a payload whose id the database refuses fails the look-up first, and all after it only in consequence.
  await Promise.all([observations, pipeline.settle()]);
  const [book] = (await head).rows;
  if (book === undefined) throw new Error(`book ${bookId} is not there`);
  const quote: string = book.base_currency;
  const rows: DocumentRow[] = (await documents).rows;
  await rates.ensure(quote, currenciesOf(batch, quote, rows), book.newest_rate);
  const details = await detailsOf(pipeline, bookId, rows);
  const accountRows = (await accounts).rows;
  return {
    bookId,
    baseCurrency: quote,
    zone: book.zone,
    head: headOf(book),
    mark: book.mark,
    newestRate: book.newest_rate,
    policies: (await policies).rows.map(policyOf),
    locks: (await locks).rows as Lock[],
    connections: new Map((await connections).rows.map(connectionOf)),
    accounts: new Map(accountRows.map(accountOf)),
    observations: await observations,
    documents: documentsOf(rows, details, new Map(accountRows.map((row) => [row.account_id, row.code]))),
    findRate: (currency, date) => rates.find(currency, quote, date),
  };
}

/** What stands for documents that are there; a first import has none, and asks nothing. */
async function detailsOf(pipeline: Pipeline, bookId: number, rows: readonly DocumentRow[]) {
  if (rows.length === 0) return { posted: [], discrepancies: [] };
  const values = [bookId, int8s(rows.map((row) => row.document_id))];
  const posted = pipeline.send('posted', POSTED, values);
  const discrepancies = pipeline.send('discrepancies', DISCREPANCIES, values);
  await pipeline.settle();
  return { posted: (await posted).rows, discrepancies: (await discrepancies).rows };
}

function columnsOf({ connections, kinds, remoteIds }: Keys): Buffer[] {
  return [int4s(connections), texts(kinds), texts(remoteIds)];
}

function documentKeyOf({ connectionId, content }: Keyed): string[] {
  return content.kind === 'report' ? [documentKey(connectionId, content.report.kind, content.report.remoteId)] : [];
}

function splitKeys(keys: readonly string[]): Keys {
  const connections: number[] = [];
  const kinds: string[] = [];
  const remoteIds: string[] = [];
  for (const key of new Set(keys)) {
    const { connectionId, kind, remoteId } = splitDocumentKey(key);
    connections.push(connectionId);
    kinds.push(kind);
    remoteIds.push(remoteId);
  }
  return { connections, kinds, remoteIds };
}

interface DocumentRow {
  readonly document_id: number;
  readonly connection_id: number;
  readonly kind: string;
  readonly remote_id: string;
  readonly policy_version: number;
  readonly decoder: number;
  readonly units: number | null;
  readonly counted_on: LocalDate | null;
  readonly pinned_rates: unknown;
  readonly state: DocumentState;
  readonly has_parked: boolean;
}

/** The foreign currencies that a batch speaks of, and the documents it touches. */
export function currenciesOf(
  batch: readonly Keyed[],
  base: string,
  rows: readonly Pick<DocumentRow, 'state'>[],
): Set<string> {
  const currencies = new Set<string>();
  const add = (content: unknown) => {
    if (typeof content !== 'object' || content === null) return;
    if ('currency' in content && typeof content.currency === 'string') currencies.add(content.currency);
    if ('lines' in content && Array.isArray(content.lines)) for (const line of content.lines) add(line);
  };
  for (const { content } of batch) {
    if (content.kind === 'report') for (const part of content.report.parts) add(part.content);
  }
  for (const { state } of rows) {
    for (const part of Object.values(state.parts)) for (const sighting of part.sightings) add(sighting.content);
  }
  currencies.delete(base);
  return currencies;
}

function headOf(row: Record<string, unknown>): Head {
  return {
    nextEntry: row.next_entry as number,
    nextDocument: row.next_document as number,
    nextObservation: row.next_observation as number,
    nextAccount: row.next_account as number,
    nextDiscrepancy: row.next_discrepancy as number,
    hash: row.head_hash as Buffer,
  };
}

function policyOf(row: { version: number; effective_from: LocalDate; body: PolicyBody }): Policy {
  return { version: row.version, effectiveFrom: row.effective_from, body: row.body };
}

function connectionOf(row: {
  connection_id: number;
  channel: string;
  state: string;
  cut_over: LocalDate | null;
}): [number, Connection] {
  return [
    row.connection_id,
    { connectionId: row.connection_id, channel: row.channel, sells: row.state !== 'own', cutOver: row.cut_over },
  ];
}

function accountOf(row: {
  account_id: number;
  code: string;
  name: string;
  type: StoredAccount['type'];
}): [string, StoredAccount] {
  return [row.code, { accountId: row.account_id, code: row.code, name: row.name, type: row.type }];
}

interface PostedRow {
  readonly document_id: number;
  readonly posting_key: string;
  readonly belongs_to: LocalDate;
  readonly account_id: number;
  readonly currency: string;
  readonly channel: number;
  readonly sku: string;
  readonly tax_code: string;
  readonly liable: PostedSum['liable'];
  readonly amount: number;
  readonly base: number;
  readonly tax_base: number;
  readonly revision: number;
  readonly rate_id: number | null;
}

interface DiscrepancyRow {
  readonly discrepancy_id: number;
  readonly document_id: number;
  readonly kind: StandingDiscrepancy['kind'];
  readonly state: StandingDiscrepancy['state'];
  readonly amount: Minor;
  readonly currency: string;
}

interface Details {
  posted: PostedSum[];
  revisions: Map<string, number>;
  discrepancies: StandingDiscrepancy[];
}

function documentsOf(
  rows: readonly DocumentRow[],
  {
    posted,
    discrepancies,
  }: { readonly posted: readonly PostedRow[]; readonly discrepancies: readonly DiscrepancyRow[] },
  codes: ReadonlyMap<number, string>,
): Map<string, StoredDocument> {
  const details = new Map<number, Details>();
  for (const row of rows) details.set(row.document_id, { posted: [], revisions: new Map(), discrepancies: [] });
  for (const row of posted) {
    const detail = details.get(row.document_id);
    if (detail === undefined) continue;
    detail.posted.push(postedOf(row, codes.get(row.account_id) ?? ''));
    detail.revisions.set(row.posting_key, Math.max(detail.revisions.get(row.posting_key) ?? 0, row.revision));
  }
  for (const row of discrepancies) {
    const { discrepancy_id: discrepancyId, kind, state, amount, currency } = row;
    details.get(row.document_id)?.discrepancies.push({ discrepancyId, kind, state, amount, currency });
  }
  const documents = new Map<string, StoredDocument>();
  for (const row of rows) {
    const detail = details.get(row.document_id);
    documents.set(documentKey(row.connection_id, row.kind, row.remote_id), {
      documentId: row.document_id,
      state: row.state,
      policyVersion: row.policy_version,
      decoderVersion: row.decoder,
      posted: detail?.posted ?? [],
      revisions: detail?.revisions ?? new Map(),
      discrepancies: detail?.discrepancies ?? [],
      counted: row.counted_on === null ? null : { date: row.counted_on, units: row.units ?? 0 },
      hasParked: row.has_parked,
      pinned: pinnedFromJson(row.pinned_rates),
    });
  }
  return documents;
}

function postedOf(row: PostedRow, account: string): PostedSum {
  return {
    key: row.posting_key,
    belongsTo: row.belongs_to,
    account,
    currency: row.currency,
    amount: minor(row.amount),
    base: minor(row.base),
    channel: row.channel,
    sku: row.sku,
    taxCode: row.tax_code,
    taxBase: minor(row.tax_base),
    liable: row.liable,
    rateId: row.rate_id,
  };
}
