import type pg from 'pg';
import type { UndecodableReason } from '../domain/documents/report.ts';
import type { Incoming } from '../domain/plan/state.ts';
import type { Instant, LocalDate } from '../domain/time/when.ts';
import { OWN_CONNECTION } from './books.ts';
import { int4s, int8s, texts } from './wire.ts';

/** A parked record that no document came of, with where its raw bytes lie. */
export interface UndecodedRow {
  readonly observationId: number;
  readonly connectionId: number;
  readonly via: Incoming['via'];
  readonly seenAt: Instant;
  readonly receivedMonth: LocalDate;
  readonly segmentId: number;
  readonly slot: number;
  readonly isSetAside: boolean;
}

const UNDECODED = `select p.observation_id as "observationId", o.connection_id as "connectionId", o.via, o.seen_at as "seenAt",
    o.received_month as "receivedMonth", o.segment_id as "segmentId", o.slot,
    p.set_aside_at is not null as "isSetAside"
  from parked p join observation o on o.book_id = p.book_id and o.observation_id = p.observation_id
  where p.book_id = $1 and p.observation_id > $2 and p.document_id is null and p.reason = any($3::text[])
    and o.connection_id <> ${OWN_CONNECTION} and o.erased_at is null
  order by p.observation_id limit $4`;

/** The next records of stores that are parked for one of these reasons, in order of their numbers. */
export async function undecodedAfter(
  pool: pg.Pool,
  bookId: number,
  after: number,
  reasons: readonly UndecodableReason[],
  limit: number,
): Promise<UndecodedRow[]> {
  return (await pool.query<UndecodedRow>(UNDECODED, [bookId, after, texts(reasons), limit])).rows;
}

const TRIED = `update parked set attempts = attempts + 1
  where book_id = $1 and (document_id is not null or (reason = any($2::text[]) and set_aside_at is null))`;

/** Counts that all that waits, and all that is parked for one of these reasons, is tried once more. */
export async function countTries(pool: pg.Pool, bookId: number, reasons: readonly UndecodableReason[]): Promise<void> {
  await pool.query(TRIED, [bookId, texts(reasons)]);
}

/** What a parked record turned out to be. */
export interface DecodedRecord {
  readonly observationId: number;
  readonly connectionId: number;
  readonly kind: string;
  readonly remoteId: string;
  readonly contentHash: string;
}

const SETTLE = `delete from parked p
  using unnest($2::int8[], $3::int4[], $4::text[], $5::text[], $6::text[]) as k(observation_id, connection_id, kind, remote_id, hash)
  where p.book_id = $1 and p.observation_id = k.observation_id and exists (
    select from observation o where o.book_id = $1 and o.connection_id = k.connection_id and o.kind = k.kind
      and o.remote_id = k.remote_id and o.content_hash = decode(k.hash, 'hex'))`;

/** Records are parked no longer once the same content stands in the books under what it turned out to be. */
export async function settleDecoded(pool: pg.Pool, bookId: number, records: readonly DecodedRecord[]): Promise<void> {
  await pool.query(SETTLE, [
    bookId,
    int8s(records.map(({ observationId }) => observationId)),
    int4s(records.map(({ connectionId }) => connectionId)),
    texts(records.map(({ kind }) => kind)),
    texts(records.map(({ remoteId }) => remoteId)),
    texts(records.map(({ contentHash }) => contentHash)),
  ]);
}
