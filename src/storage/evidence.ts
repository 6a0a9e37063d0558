import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import type pg from 'pg';
import type { LocalDate } from '../domain/time/when.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Raw payloads of one segment, in order of their slots, behind their lengths in bytes as text: `[12,34]\n` + bytes. */
const CODEC = 'zstd:lengths';
const LEVEL = 1;

/** Stored ahead of the batch's own transaction: an orphan after a crash is harmless. */
const STORE = `with n as (
    insert into evidence_head as h (book_id, next_segment) values ($1, 2)
    on conflict (book_id) do update set next_segment = h.next_segment + 1 returning next_segment - 1 as segment_id
  )
  insert into evidence (book_id, received_month, segment_id, codec, payloads)
  select $1, $2, segment_id, $3, $4 from n returning segment_id as "segmentId"`;

const READ = 'select codec, payloads from evidence where book_id = $1 and received_month = $2 and segment_id = $3';

/** Compresses payloads together. */
export async function packSegment(payloads: readonly (string | Buffer)[]): Promise<Buffer> {
  const bodies = payloads.map((payload) => (typeof payload === 'string' ? Buffer.from(payload, 'utf8') : payload));
  const lengths = Buffer.from(`${JSON.stringify(bodies.map((body) => body.length))}\n`, 'utf8');
  return await compress(Buffer.concat([lengths, ...bodies]), {
    params: { [constants.ZSTD_c_compressionLevel]: LEVEL },
  });
}

export async function unpackSegment(codec: string, packed: Buffer): Promise<string[]> {
  if (codec !== CODEC) throw new Error(`evidence is packed as ${codec}, which this program does not know`);
  const bytes = await decompress(packed);
  const end = bytes.indexOf(0x0a);
  const lengths = JSON.parse(bytes.toString('utf8', 0, end)) as number[];
  let at = end + 1;
  return lengths.map((length) => {
    const payload = bytes.toString('utf8', at, at + length);
    at += length;
    return payload;
  });
}

/** Stores a packed segment; returns its number. */
export async function storeSegment(
  client: pg.ClientBase | pg.Pool,
  bookId: number,
  month: LocalDate,
  packed: Buffer,
): Promise<number> {
  const { rows } = await client.query<{ segmentId: number }>({
    name: 'store segment',
    text: STORE,
    values: [bookId, month, CODEC, packed],
  });
  const [row] = rows;
  if (row === undefined) throw new Error('the evidence was not stored');
  return row.segmentId;
}

/** The payloads of a segment in order of their slots. */
export async function readSegment(
  client: pg.ClientBase | pg.Pool,
  bookId: number,
  month: LocalDate,
  segmentId: number,
): Promise<string[]> {
  const { rows } = await client.query<{ codec: string; payloads: Buffer }>({
    name: 'read segment',
    text: READ,
    values: [bookId, month, segmentId],
  });
  const [row] = rows;
  if (row === undefined) throw new Error(`evidence segment ${segmentId} of ${month} is missing`);
  return await unpackSegment(row.codec, row.payloads);
}
