import type { LocalDate } from '../../domain/time/when.ts';
import type { Reader } from '../snapshot.ts';

export interface PlacedQuery {
  readonly bookId: number;
  /** Days, ascending, on which buckets begin; the last one ends the last bucket. */
  readonly boundaries: readonly LocalDate[];
  readonly asKnownAt: number | null;
}

export interface Placed {
  readonly channel: number;
  readonly bucket: number;
  readonly orders: number;
  readonly units: number;
}

const COUNTED = 'select connection_id as channel, date, orders, units from channel_day where book_id = $1';

/** Orders whose first entry came later; their units are as known now, since units are kept by day only. */
const COUNTED_LATER = `select d.connection_id, d.counted_on, -1, -d.units
  from (select distinct document_id from entry where book_id = $1 and number > $4) n
  join document d on d.book_id = $1 and d.document_id = n.document_id
  where d.counted_on is not null
    and not exists (select from entry e where e.book_id = $1 and e.document_id = n.document_id and e.number <= $4)`;

/** Orders and units by the day they were placed (accounting.md 5). */
export async function sumPlaced(reader: Reader, { bookId, boundaries, asKnownAt }: PlacedQuery): Promise<Placed[]> {
  const source = asKnownAt === null ? COUNTED : `${COUNTED} union all ${COUNTED_LATER}`;
  const { rows } = await reader.query<Placed>(
    `select k.channel, width_bucket(k.date, $2::date[]) as bucket, sum(k.orders)::int8 as orders, sum(k.units)::int8 as units
     from (${source}) k
     where k.date >= ($2::date[])[1] and k.date < $3::date
     group by 1, 2`,
    asKnownAt === null ? [bookId, boundaries, boundaries.at(-1)] : [bookId, boundaries, boundaries.at(-1), asKnownAt],
  );
  return rows;
}
