import type { LocalDate } from '../../domain/time/when.ts';
import type { Reader } from '../snapshot.ts';

/*
 * Who bought: documents hold no personal data, only this table says which document belongs to which person. It is made
 * from the evidence after the fact, observation by observation in order of their numbers, up to a mark.
 */
export interface UnlinkedRow {
  readonly observationId: number;
  readonly documentId: number;
  readonly connectionId: number;
  readonly via: 'file' | 'event' | 'read';
  readonly receivedMonth: LocalDate;
  readonly segmentId: number;
  readonly slot: number;
}

const BEHIND = `select h.next_observation - 1 - coalesce(m.observation_id, 0) as behind
  from book_head h left join document_person_mark m using (book_id) where h.book_id = $1`;

/** How many observations have not been looked at yet. */
export async function observationsBehind(reader: Reader, bookId: number): Promise<number> {
  const { rows } = await reader.query(BEHIND, [bookId]);
  return rows[0]?.behind ?? 0;
}

const NEXT = `select o.observation_id as "observationId", o.document_id as "documentId", o.connection_id as "connectionId", o.via,
    o.received_month as "receivedMonth", o.segment_id as "segmentId", o.slot
  from observation o
  where o.book_id = $1 and o.observation_id > coalesce((select m.observation_id from document_person_mark m where m.book_id = $1), 0)
  order by o.observation_id limit $2`;

/** The next ones in order, also those that belong to no document or were erased: the mark passes over them. */
export async function nextUnlinked(
  reader: Reader,
  bookId: number,
  limit: number,
): Promise<(Omit<UnlinkedRow, 'documentId'> & { readonly documentId: number | null })[]> {
  return (await reader.query(NEXT, [bookId, limit])).rows;
}

const LINK = `insert into document_person as l (book_id, document_id, connection_id, remote_id)
  select $1, * from unnest($2::int8[], $3::int4[], $4::text[])
  on conflict (book_id, document_id) do update set remote_id = excluded.remote_id where l.remote_id <> excluded.remote_id`;

const MARK = `insert into document_person_mark as m (book_id, observation_id) values ($1, $2)
  on conflict (book_id) do update set observation_id = greatest(m.observation_id, excluded.observation_id)`;

/** Notes whose the documents are, one line a document, and moves the mark. */
export async function linkPeople(
  reader: Reader,
  bookId: number,
  links: readonly { readonly documentId: number; readonly connectionId: number; readonly remoteId: string }[],
  mark: number,
): Promise<void> {
  const columns = [
    links.map((link) => link.documentId),
    links.map((link) => link.connectionId),
    links.map((link) => link.remoteId),
  ];
  await reader.query(LINK, [bookId, ...columns]);
  await reader.query(MARK, [bookId, mark]);
}

export interface PersonRow {
  readonly name: string;
  readonly email: string;
}

const PERSON = `select w.name, w.email from document_person l
  join person w on w.book_id = l.book_id and w.connection_id = l.connection_id and w.remote_id = l.remote_id
  where l.book_id = $1 and l.document_id = $2 and w.erased_at is null`;

export async function readPerson(reader: Reader, bookId: number, documentId: number): Promise<PersonRow | null> {
  const { rows } = await reader.query(PERSON, [bookId, documentId]);
  return rows[0] ?? null;
}
