import type { LocalDate } from '../../domain/time/when.ts';
import type { Reader } from '../snapshot.ts';

/** Entries are numbered as they are recorded: halving finds the last one of a day, a score of rows among a million. */
const LAST_BY_DAY = `with recursive
  day as (select ($3::date + 1)::timestamp at time zone $4 as ends_at),
  search (low, high) as (
    select 0::int8, $2::int8
    union all
    select case when e.recorded_at < day.ends_at then m.middle else low end,
      case when e.recorded_at < day.ends_at then high else m.middle - 1 end
    from search
    cross join lateral (select (low + high + 1) / 2 as middle) m
    cross join day
    cross join lateral (select recorded_at from entry where book_id = $1 and number = m.middle) e
    where low < high
  )
  select low::int8 as number from search where low = high`;

/** The last entry, of those up to `last`, that was recorded by the end of a day where the book lives; 0 for none. */
export async function readLastByDay(
  reader: Reader,
  {
    bookId,
    last,
    day,
    zone,
  }: { readonly bookId: number; readonly last: number; readonly day: LocalDate; readonly zone: string },
): Promise<number> {
  const { rows } = await reader.query<{ readonly number: number }>(LAST_BY_DAY, [bookId, last, day, zone]);
  return rows[0]?.number ?? 0;
}

export interface RecordedEntry {
  readonly hash: string;
  /** Milliseconds since 1970. */
  readonly recordedAt: number;
}

const RECORDED = `select encode(hash, 'hex') as hash, recorded_at as "recordedAt" from entry where book_id = $1 and number = $2`;

/** What is to be said of an entry on which a report ends; null where there is none of that number. */
export async function readRecorded(reader: Reader, bookId: number, number: number): Promise<RecordedEntry | null> {
  return (await reader.query<RecordedEntry>(RECORDED, [bookId, number])).rows[0] ?? null;
}
