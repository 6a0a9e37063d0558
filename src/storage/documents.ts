import type pg from 'pg';
import type { DocumentState } from '../domain/documents/fold.ts';
import type { LocalDate } from '../domain/time/when.ts';
import { int8s } from './wire.ts';

type Client = pg.ClientBase | pg.Pool;

/** A document as its row has it, for walking over a book. */
export interface DocumentWalkRow {
  readonly documentId: number;
  readonly connectionId: number;
  readonly kind: string;
  readonly remoteId: string;
  readonly number: string;
  readonly status: string;
  readonly policyVersion: number;
  readonly decoder: number;
  readonly rules: number;
  readonly state: DocumentState;
}

/** What a sale can be, by `status`. */
export const SALES = ['posted', 'waits-for-rate', 'before-cut-over', 'nothing-to-show'] as const;

/** What a document can be besides gone. Asked for one by one, since the index of days begins with the status. */
export const STANDING = [...SALES, 'waits-for-order', 'not-yet-a-sale'] as const;

const WALK = `select document_id as "documentId", connection_id as "connectionId", kind, remote_id as "remoteId", number, status,
  policy_version as "policyVersion", decoder, rules, state
  from document where book_id = $1 and document_id > $2 order by document_id limit $3`;

/** The next documents after one, in order of id. */
export async function documentsAfter(
  client: Client,
  bookId: number,
  after: number,
  limit: number,
): Promise<DocumentWalkRow[]> {
  return (await client.query<DocumentWalkRow>({ name: 'walk documents', text: WALK, values: [bookId, after, limit] }))
    .rows;
}

const WAITING = `select distinct d.document_id as "documentId", d.connection_id as "connectionId", d.kind, d.remote_id as "remoteId"
  from parked p join document d on d.book_id = p.book_id and d.document_id = p.document_id
  where p.book_id = $1 and d.document_id > $2 order by 1 limit $3`;

/** Documents with parked observations, in order of id. */
export async function waitingDocuments(
  client: Client,
  bookId: number,
  after: number,
  limit: number,
): Promise<Pick<DocumentWalkRow, 'documentId' | 'connectionId' | 'kind' | 'remoteId'>[]> {
  return (await client.query({ name: 'waiting documents', text: WAITING, values: [bookId, after, limit] })).rows;
}

/** Where an observation's raw bytes lie, and how it came. */
export interface ObservationWalkRow {
  readonly observationId: number;
  readonly documentId: number;
  readonly connectionId: number;
  readonly via: 'file' | 'event' | 'read';
  readonly seenAt: number;
  readonly seenAgain: readonly number[] | null;
  readonly receivedMonth: LocalDate;
  readonly segmentId: number;
  readonly slot: number;
  readonly erased: boolean;
}

const OBSERVATIONS = `select observation_id as "observationId", document_id as "documentId", connection_id as "connectionId", via,
  seen_at as "seenAt", seen_again as "seenAgain", received_month as "receivedMonth", segment_id as "segmentId", slot,
  erased_at is not null as erased
  from observation where book_id = $1 and document_id = any($2::int8[]) order by observation_id`;

/** All observations of documents. */
export async function observationsOf(
  client: Client,
  bookId: number,
  documentIds: readonly number[],
): Promise<ObservationWalkRow[]> {
  const values = [bookId, int8s(documentIds)];
  return (await client.query<ObservationWalkRow>({ name: 'observations of documents', text: OBSERVATIONS, values }))
    .rows;
}

/** True where the books hold an order of a connection, whatever became of it. */
export async function isOrderKnown(
  client: Client,
  { bookId, connectionId }: { readonly bookId: number; readonly connectionId: number },
  remoteId: string,
): Promise<boolean> {
  const { rows } = await client.query(
    `select 1 from document where book_id = $1 and connection_id = $2 and kind = 'order' and remote_id = $3`,
    [bookId, connectionId, remoteId],
  );
  return rows.length > 0;
}
