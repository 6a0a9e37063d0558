import type { LocalDate } from '../../domain/time/when.ts';
import type { Reader } from '../snapshot.ts';
import { int8s } from '../wire.ts';

/** Set aside by a person, or not. */
export const parkedStates = ['waiting', 'set-aside'] as const;
export type ParkedState = (typeof parkedStates)[number];

export interface ParkedFilter {
  readonly bookId: number;
  /** Both when left out. */
  readonly state?: ParkedState | undefined;
  readonly reason?: string | undefined;
  readonly id?: number | undefined;
  readonly after?: number | undefined;
  readonly limit: number;
}

/** A person's word that a record is not to be booked. */
export interface SetAsideRow {
  /** Milliseconds since 1970; null, and the other two with it, where it waits. */
  readonly setAsideAt: number | null;
  readonly setAsideBy: string | null;
  readonly setAsideNote: string | null;
}

/** Its columns, of a row of `parked` called p. */
export const SET_ASIDE =
  'p.set_aside_at as "setAsideAt", p.set_aside_by as "setAsideBy", p.set_aside_note as "setAsideNote"';

export interface ParkedRow extends SetAsideRow {
  /** The observation's number. */
  readonly id: number;
  readonly reason: string;
  readonly detail: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly attempts: number;
  readonly channel: string;
  readonly platform: string;
  readonly kind: string;
  readonly remoteId: string;
  readonly via: string;
  readonly seenAt: number;
  readonly documentId: number | null;
  readonly documentNumber: string | null;
  readonly receivedMonth: LocalDate;
  readonly segmentId: number;
  readonly slot: number;
  readonly erased: boolean;
}

const LIST = `with page as materialized (
    select * from parked p
    where p.book_id = $1 and p.observation_id > $2 and ($3::text is null or p.reason = $3)
      and ($4::int8 is null or p.observation_id = $4) and ($6::text is null or (p.set_aside_at is null) = ($6 = 'waiting'))
    order by p.observation_id limit $5
  )
  select p.observation_id as id, p.reason, p.detail, p.since, p.attempts, c.channel, c.platform, o.kind,
    o.remote_id as "remoteId", o.via, o.seen_at as "seenAt", p.document_id as "documentId", d.number as "documentNumber",
    o.received_month as "receivedMonth", o.segment_id as "segmentId", o.slot, o.erased_at is not null as erased,
    ${SET_ASIDE}
  from page p
  cross join lateral (
    select * from observation o where o.book_id = $1 and o.observation_id = p.observation_id limit 1
  ) o
  join connection c on c.book_id = $1 and c.connection_id = o.connection_id
  left join lateral (
    select * from document d where d.book_id = $1 and d.document_id = p.document_id limit 1
  ) d on true
  order by p.observation_id`;

export async function readParked(reader: Reader, filter: ParkedFilter): Promise<ParkedRow[]> {
  const { bookId, after = 0, reason = null, id = null, state = null, limit } = filter;
  const { rows } = await reader.query<ParkedRow>(LIST, [bookId, after, reason, id, limit, state]);
  return rows;
}

/** How many wait, by reason. */
export async function countParked(
  reader: Reader,
  bookId: number,
): Promise<{ readonly reason: string; readonly count: number }[]> {
  const { rows } = await reader.query<{ reason: string; count: number }>(
    `select reason, count(*) as count from parked where book_id = $1 and set_aside_at is null
     group by reason order by count(*) desc, reason`,
    [bookId],
  );
  return rows;
}

export async function countSetAside(reader: Reader, bookId: number): Promise<number> {
  const { rows } = await reader.query<{ count: number }>(
    'select count(*) as count from parked where book_id = $1 and set_aside_at is not null',
    [bookId],
  );
  return rows[0]?.count ?? 0;
}

export interface ParkedName {
  readonly id: number;
  readonly reason: string;
  readonly detail: string;
}

/** Sets those aside that wait; returns which. */
export async function setAside(
  reader: Reader,
  bookId: number,
  ids: readonly number[],
  { who, note, now }: { readonly who: string; readonly note: string; readonly now: number },
): Promise<ParkedName[]> {
  const { rows } = await reader.query<ParkedName>(
    `update parked set set_aside_at = $3, set_aside_by = $4, set_aside_note = $5
     where book_id = $1 and observation_id = any($2::int8[]) and set_aside_at is null
     returning observation_id as id, reason, detail`,
    [bookId, int8s(ids), new Date(now), who, note],
  );
  return rows;
}

/** Lets those wait again that were set aside; returns which, with whose word it was and why. */
export async function bringBack(
  reader: Reader,
  bookId: number,
  ids: readonly number[],
): Promise<(ParkedName & { readonly who: string; readonly note: string })[]> {
  const { rows } = await reader.query(
    `update parked p set set_aside_at = null, set_aside_by = null, set_aside_note = null from parked was
     where p.book_id = $1 and p.observation_id = any($2::int8[]) and p.set_aside_at is not null
       and was.book_id = p.book_id and was.observation_id = p.observation_id
     returning p.observation_id as id, p.reason, p.detail, was.set_aside_by as who, was.set_aside_note as note`,
    [bookId, int8s(ids)],
  );
  return rows;
}

/** What a document waits for, in words; null where it does not wait, or is not there. */
export async function readWait(
  reader: Reader,
  bookId: number,
  document: { readonly connectionId: number; readonly kind: string; readonly remoteId: string },
): Promise<string | null> {
  const { rows } = await reader.query<{ detail: string }>(
    `select p.detail from document d join parked p on p.book_id = $1 and p.document_id = d.document_id
     where d.book_id = $1 and d.connection_id = $2 and d.kind = $3 and d.remote_id = $4 limit 1`,
    [bookId, document.connectionId, document.kind, document.remoteId],
  );
  return rows[0]?.detail ?? null;
}
