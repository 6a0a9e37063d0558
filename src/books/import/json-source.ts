import type { Arrival } from '../../connectors/contract.ts';
import { type Instant, parseInstant } from '../../domain/time/when.ts';
import { bytesOf, nameOf, sizeOf } from './bytes.ts';
import { JsonSplitter, type SplitRecord } from './json-splitter.ts';
import type { Source, SourceProgress, SourceRecord } from './source.ts';

/** Reads order payloads and recorded webhooks from JSON files in the order given: objects, arrays, JSON lines, `.gz`. */
export function jsonSource(files: readonly string[], stdin: NodeJS.ReadableStream): Source {
  let bytesRead = 0;
  let bytesTotal: number | null = null;
  async function* records() {
    bytesTotal = await sizeOf(files);
    for (const file of files) {
      const name = nameOf(file);
      const bytes = bytesOf(file, stdin, (count) => {
        bytesRead += count;
      });
      for await (const split of splitAll(bytes)) yield split.map((record) => recordOf(record, name));
    }
  }
  return {
    [Symbol.asyncIterator]: () => records(),
    progress: (): SourceProgress => ({ bytesRead, bytesTotal }),
  };
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
