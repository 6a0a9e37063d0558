import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Trouble } from '../../domain/trouble.ts';

/** Standard input among the paths. */
export const STDIN = '-';

/** What a file is called in places and messages. */
export function nameOf(path: string): string {
  return path === STDIN ? 'standard input' : basename(path);
}

/** Bytes of all files together as they lie on disk; null where standard input is among them. */
export async function sizeOf(paths: readonly string[]): Promise<number | null> {
  if (paths.includes(STDIN)) return null;
  let total = 0;
  for (const path of paths) total += (await stat(path).catch(unreadable(path))).size;
  return total;
}

const unreadable = (path: string) => (error: NodeJS.ErrnoException) => {
  throw new Trouble(
    `${path === STDIN ? nameOf(path) : path} cannot be read (${error.code ?? error.message})`,
    'check the path, and that you may read what is there',
    { cause: error },
  );
};

/**
 * The bytes of a file or of standard input, unpacked where they begin as gzip does. `onBytes` is told of bytes as they lie
 * on disk. What cannot be read, and packed bytes that are cut short or damaged, end with cause and remedy.
 */
export async function* bytesOf(
  path: string,
  stdin: NodeJS.ReadableStream,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Chunk> {
  const file = path === STDIN ? null : createReadStream(path, { highWaterMark: 1 << 18 });
  try {
    const raw: AsyncIterable<Chunk> = file ?? stdin;
    const iterator = raw[Symbol.asyncIterator]();
    const first = await iterator.next().catch(unreadable(path));
    if (first.done === true) return;
    const whole = restored(first.value, iterator, onBytes);
    yield* isGzip(first.value) ? unpacked(whole, nameOf(path)) : whole;
  } finally {
    file?.destroy();
  }
}

type Chunk = Buffer | string;

function isGzip(start: Chunk): boolean {
  return typeof start !== 'string' && start[0] === 0x1f && start[1] === 0x8b;
}

/** All chunks, of which the first was taken off already. */
async function* restored(
  first: Chunk,
  rest: AsyncIterator<Chunk>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Chunk> {
  onBytes(first.length);
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
    onBytes(next.value.length);
    yield next.value;
  }
}

async function* unpacked(bytes: AsyncIterable<Chunk>, name: string): AsyncGenerator<Buffer> {
  try {
    // A fault of either side ends the other and is thrown to whoever reads.
    yield* pipeline(Readable.from(bytes), createGunzip({ chunkSize: 1 << 16 }), () => undefined);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'Z_BUF_ERROR' && code !== 'Z_DATA_ERROR') throw error;
    throw new Trouble(
      `${name} cannot be unpacked, it is ${code === 'Z_BUF_ERROR' ? 'cut short' : 'damaged'}`,
      'get it again from where it came and import it anew; what was taken in before that place stays, and is known then',
      { cause: error },
    );
  }
}
