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
  type Lock,
  type StandingDiscrepancy,
  type StoredAccount,
  type StoredDocument,
  splitDocumentKey,
} from '../domain/plan/state.ts';
import type { Policy, PolicyBody } from '../domain/posting/policy.ts';
import type { LocalDate } from '../domain/time/when.ts';
import { findKnown } from './observations.ts';
import { pinnedFromJson } from './pinned.ts';
import type { RateTable } from './rates.ts';
import type { Pipeline } from './transaction.ts';
import { int4s, int8s, texts } from './wire.ts';

/** What identifies a document or a payload in a query: three columns of equal length. */
interface Keys {
  readonly connections: number[];
  readonly kinds: string[];
  readonly remoteIds: string[];
}

const HEAD = `select h.*, b.base_currency, b.zone, (select rate_id from rate where source <> 'cross' order by rate_id desc limit 1) as newest_rate
  from book_head h join book b using (book_id) where h.book_id = $1 for update of h`;

const POLICIES = 'select version, effective_from, body from policy where book_id = $1 order by version';

const LOCKS = 'select kind, scheme, through from lock where book_id = $1 and lifted_at is null';

const CONNECTIONS = 'select connection_id, channel, state, cut_over from connection where book_id = $1';

const ACCOUNTS = 'select account_id, code, name, type from account where book_id = $1';

/** Looked up one by one (`offset 0` keeps the planner from turning it round), whatever it believes of the tables' sizes. */
const DOCUMENTS = `select d.document_id, d.connection_id, d.kind, d.remote_id, d.policy_version, d.decoder, d.units, d.counted_on,
    d.pinned_rates, d.state,
    exists (select 1 from parked p where p.book_id = $1 and p.document_id = d.document_id) as has_parked
  from unnest($2::int4[], $3::text[], $4::text[]) as k(connection_id, kind, remote_id)
  cross join lateral (
    select * from document x
    where x.book_id = $1 and x.connection_id = k.connection_id and x.kind = k.kind and x.remote_id = k.remote_id offset 0
  ) d`;

const POSTED = `select e.document_id, e.posting_key, e.belongs_to, a.code, p.currency, p.channel, p.sku, p.tax_code, p.liable,
    sum(p.amount)::int8 as amount, sum(p.base_amount)::int8 as base, sum(p.tax_base)::int8 as tax_base,
    max(e.revision) as revision, max(p.rate_id) as rate_id
  from unnest($2::int8[]) as d(document_id)
  cross join lateral (select * from entry x where x.book_id = $1 and x.document_id = d.document_id offset 0) e
  cross join lateral (select * from posting x where x.book_id = $1 and x.number = e.number offset 0) p
  join account a on a.book_id = $1 and a.account_id = p.account_id
  group by e.document_id, e.posting_key, e.belongs_to, a.code, p.currency, p.channel, p.sku, p.tax_code, p.liable`;

const DISCREPANCIES = `select x.discrepancy_id, x.document_id, x.kind, x.state, x.amount, x.currency
  from unnest($2::int8[]) as d(document_id)
  cross join lateral (select * from discrepancy y where y.book_id = $1 and y.document_id = d.document_id offset 0) x
  where x.state in ('open', 'accepted')`;

/** Loads what a batch may need, one query each, under the lock of the book's head (design.md 2). */
export async function loadState(
  pipeline: Pipeline,
  bookId: number,
  batch: readonly Incoming[],
  again: readonly Again[],
  rates: RateTable,
): Promise<BookState> {
  const documentKeys = keysOf([...batch.flatMap(documentKeyOf), ...again.map(({ key }) => key)]);
  const byDocument = [
    bookId,
    int4s(documentKeys.connections),
    texts(documentKeys.kinds),
    texts(documentKeys.remoteIds),
  ];
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
  return {
    bookId,
    baseCurrency: quote,
    zone: book.zone,
    head: headOf(book),
    policies: (await policies).rows.map(policyOf),
    locks: (await locks).rows as Lock[],
    connections: new Map((await connections).rows.map(connectionOf)),
    accounts: new Map((await accounts).rows.map(accountOf)),
    observations: await observations,
    documents: documentsOf(rows, details),
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

function documentKeyOf({ connectionId, content }: Incoming): string[] {
  return content.kind === 'report' ? [documentKey(connectionId, content.report.kind, content.report.remoteId)] : [];
}

function keysOf(keys: readonly string[]): Keys {
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

function currenciesOf(batch: readonly Incoming[], base: string, rows: readonly DocumentRow[]): Set<string> {
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
  readonly code: string;
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
): Map<string, StoredDocument> {
  const details = new Map<number, Details>();
  for (const row of rows) details.set(row.document_id, { posted: [], revisions: new Map(), discrepancies: [] });
  for (const row of posted) {
    const detail = details.get(row.document_id);
    if (detail === undefined) continue;
    detail.posted.push(postedOf(row));
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

function postedOf(row: PostedRow): PostedSum {
  return {
    key: row.posting_key,
    belongsTo: row.belongs_to,
    account: row.code,
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
