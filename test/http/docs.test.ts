import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { makeDemoBook } from '../../src/books/demo.ts';
import type { Session } from '../../src/books/session.ts';
import { instant } from '../../src/domain/time/when.ts';
import { storeListings } from '../../src/storage/live/listings.ts';
import type { ConnectionKey } from '../../src/storage/live/streams.ts';
import { clock } from '../support/books.ts';
import { mugsStore, wireTo } from '../support/desk.ts';
import { useServer } from '../support/http.ts';

/* Runs the examples of docs/api.md against the demo book, in their order: a request, and the answer that follows it. */
const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/api.md'), 'utf8');
const server = useServer({
  stores: wireTo(mugsStore()),
  fill: async (session) => {
    await makeDemoBook(session, clock);
    await slipOfAPrice(session);
  },
});

/** A shop of the demo that was read twice, and whose merchant mistyped a price in between. */
async function slipOfAPrice({ database }: Session): Promise<void> {
  const { rows } = await database.pool.query<ConnectionKey>(
    `select book_id as "bookId", connection_id as "connectionId" from connection where channel = 'Woo shop'`,
  );
  for (const [ago, price] of [
    [3_600_000, 1_499],
    [1_800_000, 149],
  ] as const) {
    const mug = { remoteId: '12', productId: '12', sku: 'MUG-1', title: 'Mug', price, currency: 'USD', stock: [] };
    for (const key of rows) {
      await storeListings(database.pool, key, [{ ...mug, seenAt: instant(clock() - ago) }], clock());
    }
  }
}

interface Example {
  readonly request: string;
  readonly answer: unknown;
}

const blocks = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, kind = '', text = '']) => ({ kind, text }));
const examples: Example[] = blocks.flatMap(({ kind, text }, index) => {
  const next = blocks[index + 1];
  if (kind === 'json' || next?.kind !== 'json') return [];
  return { request: text, answer: JSON.parse(next.text) };
});

async function send(request: string) {
  if (request.startsWith('curl')) return await upload(request);
  const [head = '', ...body] = request.trim().split('\n\n');
  const [line = '', ...headers] = head.split('\n');
  const [method = '', url = ''] = line.split(' ');
  const options = { headers: Object.fromEntries(headers.map((each) => each.split(': '))) };
  return await server.ask(url, {
    ...options,
    method: method as 'GET',
    ...(body.length > 0 && { payload: body.join('\n\n') }),
  });
}

/** What `curl -F` would send. */
async function upload(command: string) {
  const form = new FormData();
  for (const [, name = '', value = ''] of command.matchAll(/-F (\w+)=('[^']*'|\S+)/g)) {
    const text = value.replaceAll("'", '');
    if (!text.startsWith('@')) form.append(name, text);
    else form.append(name, new Blob([readFileSync(join(root, text.slice(1)))]), basename(text));
  }
  const url = /http:\/\/[^/]+(\/[^']*)'/.exec(command)?.[1] ?? '';
  const body = new Response(form);
  const headers = { 'content-type': body.headers.get('content-type') ?? '' };
  return await server.ask(url, { method: 'POST', headers, payload: Buffer.from(await body.arrayBuffer()) });
}

/** The answer with "…" where the page leaves something open: the rest has to be just so. */
function asWritten(answer: unknown, written: unknown): unknown {
  if (written === '…') return written;
  if (Array.isArray(written) && Array.isArray(answer)) {
    const isOpen = written.at(-1) === '…' && answer.length >= written.length - 1;
    const shown = isOpen ? answer.slice(0, written.length - 1) : answer;
    return [...shown.map((item, index) => asWritten(item, written[index])), ...(isOpen ? ['…'] : [])];
  }
  if (typeof written !== 'object' || written === null || typeof answer !== 'object' || answer === null) return answer;
  const isOpen = '…' in written;
  const fields = Object.entries(answer).filter(([name]) => !isOpen || name in written);
  const named = written as Readonly<Record<string, unknown>>;
  return Object.fromEntries([
    ...fields.map(([name, value]) => [name, asWritten(value, named[name])]),
    ...(isOpen ? [['…', '…']] : []),
  ]);
}

test('there are examples', () => {
  expect(examples.length).toBeGreaterThan(12);
});

test.each(examples)('$request', async ({ request, answer }) => {
  const look = async () => {
    const { json, text } = await send(request);
    return json === undefined ? text : asWritten(json, answer);
  };
  // An import goes on for a moment.
  if (request.includes('/imports/')) await expect.poll(look).toEqual(answer);
  else expect(await look()).toEqual(answer);
});

test('every endpoint of the document is told of', async () => {
  const { paths } = (await server.ask('/api/openapi.json')).json as { paths: object };
  const plain = (path: string) => path.replace('/api/books/{book}', '…').replace(/\/reports\/.*/, '/reports/{report}');
  const missing = Object.keys(paths)
    .map(plain)
    .filter((path) => path !== '…' && !page.includes(path.replace(/\{.*$/, '').replace(/\/$/, '')));
  expect(missing).toEqual([]);
});
