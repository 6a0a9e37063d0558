import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Arrival } from '../../connectors/contract.ts';
import { type Instant, parseInstant } from '../../domain/time/when.ts';
import { JsonSplitter, type SplitRecord } from './json-splitter.ts';
import type { Source, SourceProgress, SourceRecord } from './source.ts';

/** Standard input among the paths. */
export const STDIN = '-';

/** Reads order payloads and recorded webhooks from JSON files in the order given: objects, arrays, JSON lines, `.gz`. */
export function jsonSource(files: readonly string[], stdin: NodeJS.ReadableStream): Source {
  let bytesRead = 0;
  let bytesTotal: number | null = null;
  async function* records() {
    bytesTotal = await sizeOf(files);
    for (const file of files) {
      const raw = file === STDIN ? stdin : createReadStream(file, { highWaterMark: 1 << 18 });
      const counted = count(raw, (bytes) => {
        bytesRead += bytes;
      });
      const bytes = file.endsWith('.gz') ? unzip(counted) : counted;
      const name = file === STDIN ? 'standard input' : basename(file);
      for await (const split of splitAll(bytes)) yield split.map((record) => recordOf(record, name));
    }
  }
  return {
    [Symbol.asyncIterator]: () => records(),
    progress: (): SourceProgress => ({ bytesRead, bytesTotal }),
  };
}

async function sizeOf(files: readonly string[]): Promise<number | null> {
  if (files.includes(STDIN)) return null;
  let total = 0;
  for (const file of files) total += (await stat(file)).size;
  return total;
}

async function* count(
  bytes: AsyncIterable<Buffer | string>,
  add: (bytes: number) => void,
): AsyncGenerator<Buffer | string> {
  for await (const chunk of bytes) {
    add(chunk.length);
    yield chunk;
  }
}

function unzip(bytes: AsyncIterable<Buffer | string>): AsyncIterable<Buffer> {
  // A fault of either side ends the other and is thrown to whoever reads.
  return pipeline(Readable.from(bytes), createGunzip(), () => undefined);
}

async function* splitAll(bytes: AsyncIterable<Buffer | string>): AsyncGenerator<SplitRecord[]> {
  const splitter = new JsonSplitter();
  for await (const chunk of bytes) yield splitter.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  yield splitter.end();
}

const FROM_FILE: Arrival = { via: 'file', topic: '' };

function recordOf({ raw, payload, line }: SplitRecord, name: string): SourceRecord {
  const place = `${name}:${line}`;
  return unwrapWebhook(payload, place) ?? { raw, payload, place, arrival: FROM_FILE, receivedAt: null };
}

function parse(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}

/** A recorded webhook `{received_at, headers, body or raw_body}` stands for its body, its arrival and its topic. */
function unwrapWebhook(payload: unknown, place: string): SourceRecord | null {
  if (typeof payload !== 'object' || payload === null || !('received_at' in payload) || !('headers' in payload))
    return null;
  const { received_at: received, headers } = payload;
  const body = 'raw_body' in payload ? payload.raw_body : 'body' in payload ? payload.body : undefined;
  if (typeof received !== 'string' || typeof headers !== 'object' || headers === null || body === undefined)
    return null;
  const raw = typeof body === 'string' ? body : JSON.stringify(body);
  const receivedAt: Instant | null = parseInstant(received, true);
  return {
    raw,
    payload: typeof body === 'string' ? (parse(body) ?? body) : body,
    place,
    arrival: { via: 'event', topic: topicOf(headers) },
    receivedAt,
  };
}

function topicOf(headers: object): string {
  for (const [name, value] of Object.entries(headers)) {
    if (/^x-[a-z]+(-webhook)?-topic$/i.test(name) && typeof value === 'string') return value;
  }
  return '';
}
