import type { DocumentState } from '../../domain/documents/fold.ts';
import type { Currency } from '../../domain/money/minor.ts';
import type { LocalDate } from '../../domain/time/when.ts';
import type { Reader } from '../snapshot.ts';
import { SET_ASIDE, type SetAsideRow } from './parked.ts';

export interface DocumentRow {
  readonly documentId: number;
  readonly kind: string;
  readonly number: string;
  readonly remoteId: string;
  readonly channel: string;
  readonly platform: string;
  readonly placedOn: LocalDate | null;
  readonly currency: Currency | null;
  readonly total: number;
  readonly paid: number;
  readonly refunded: number;
  readonly status: string;
  readonly policyVersion: number;
  readonly decoder: number;
  readonly rules: number;
  readonly state: DocumentState;
}

const COLUMNS = `d.document_id as "documentId", d.kind, d.number, d.remote_id as "remoteId", c.channel, c.platform,
    d.placed_on as "placedOn", d.currency, d.total, d.paid, d.refunded, d.status, d.policy_version as "policyVersion",
    d.decoder, d.rules, d.state`;

/** By number or by the platform's own id, each through its index; numbers of several shops may be equal. */
const FIND = `with found as (
    select document_id from document where book_id = $1 and number = any($2)
    union
    select d.document_id from connection c join document d on d.book_id = c.book_id and d.connection_id = c.connection_id
      and d.kind in ('order', 'credit-note', 'manual', 'cut-over') and d.remote_id = any($2)
    where c.book_id = $1
  )
  select ${COLUMNS} from found f
  join document d on d.book_id = $1 and d.document_id = f.document_id
  join connection c on c.book_id = $1 and c.connection_id = d.connection_id
  where $3::text is null or c.channel = $3
  order by d.document_id limit 20`;

export async function findDocuments(
  reader: Reader,
  bookId: number,
  names: readonly string[],
  channel: string | null,
): Promise<DocumentRow[]> {
  const { rows } = await reader.query<DocumentRow>(FIND, [bookId, names, channel]);
  return rows;
}

const BY_ID = `select ${COLUMNS} from document d join connection c on c.book_id = $1 and c.connection_id = d.connection_id
  where d.book_id = $1 and d.document_id = $2`;

export async function readDocument(reader: Reader, bookId: number, documentId: number): Promise<DocumentRow | null> {
  const { rows } = await reader.query(BY_ID, [bookId, documentId]);
  return rows[0] ?? null;
}

const MATCHING = `select document_id as "documentId" from (
    (select document_id from document where book_id = $1 and number = any($2) limit $4)
    union
    (select document_id from document where book_id = $1 and number ^@ $3 order by number limit $4)
  ) d limit $4`;

/** Documents whose number is or begins so, some of them. */
export async function documentsNumbered(
  reader: Reader,
  bookId: number,
  names: readonly string[],
  limit: number,
): Promise<number[]> {
  const { rows } = await reader.query<{ documentId: number }>(MATCHING, [bookId, names, names[0], limit]);
  return rows.map(({ documentId }) => documentId);
}

export interface PayloadPlace {
  readonly receivedMonth: LocalDate;
  readonly segmentId: number;
  readonly slot: number;
  readonly erased: boolean;
}

const PAYLOAD = `select received_month as "receivedMonth", segment_id as "segmentId", slot, erased_at is not null as erased
  from observation where book_id = $1 and document_id = $2 and observation_id = $3`;

/** Where the raw text of one of a document's observations lies. */
export async function findPayload(
  reader: Reader,
  bookId: number,
  documentId: number,
  observationId: number,
): Promise<PayloadPlace | null> {
  const { rows } = await reader.query(PAYLOAD, [bookId, documentId, observationId]);
  return rows[0] ?? null;
}

export interface ObservationRow extends SetAsideRow {
  readonly observationId: number;
  readonly kind: string;
  readonly remoteId: string;
  readonly via: string;
  /** Milliseconds since 1970. */
  readonly seenAt: number;
  readonly lastSeenAt: number;
  readonly decoder: number;
  readonly contentHash: string;
  /** Why it is parked, null where it is not. */
  readonly parked: string | null;
}

/** What was seen of a document, in order of arrival. */
export async function readObservations(reader: Reader, bookId: number, documentId: number): Promise<ObservationRow[]> {
  const { rows } = await reader.query<ObservationRow>(
    `select o.observation_id as "observationId", o.kind, o.remote_id as "remoteId", o.via, o.seen_at as "seenAt",
       o.last_seen_at as "lastSeenAt", o.decoder, encode(o.content_hash, 'hex') as "contentHash",
       p.reason || ': ' || p.detail as parked, ${SET_ASIDE}
     from observation o left join parked p on p.book_id = o.book_id and p.observation_id = o.observation_id
     where o.book_id = $1 and o.document_id = $2 order by o.seen_at, o.observation_id`,
    [bookId, documentId],
  );
  return rows;
}
