import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEMO_BOOK } from '../../src/books/demo.ts';
import { listen } from '../../src/http/server.ts';
import { demo, useServer } from '../support/http.ts';
import { order } from '../support/woocommerce.ts';

const server = useServer();
const live = `/api/live?book=${encodeURIComponent(DEMO_BOOK)}`;
let url: string;

beforeAll(async () => {
  url = await listen(server.app, 0);
});

const stop = new AbortController();
afterAll(() => stop.abort());

const headers = () => ({ authorization: `Bearer ${server.token}` });

interface Said {
  readonly entries: number;
  readonly documents: number;
  readonly head: string;
  readonly parked: number;
  readonly discrepancies: number;
}

/** What the stream says, event by event. */
async function* events(sent: Record<string, string> = headers()): AsyncGenerator<Said> {
  const { body, headers: answered } = await fetch(`${url}${live}`, { headers: sent, signal: stop.signal });
  expect(answered.get('content-type')).toBe('text/event-stream; charset=utf-8');
  let text = '';
  for await (const chunk of body ?? []) {
    text += Buffer.from(chunk).toString('utf8');
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1];
      text = text.slice(end + 2);
      if (data !== undefined) yield JSON.parse(data);
    }
  }
}

test('an upload through a socket, and the stream that tells of it', async () => {
  const stream = events();
  const before = (await stream.next()).value as Said;
  expect(before).toMatchObject({ book: DEMO_BOOK, entries: 153, documents: 66, parked: 0 });

  const form = new FormData();
  form.append('as', 'woocommerce');
  form.append('channel', 'Socket');
  const payloads = Array.from({ length: 400 }, (_, index) => JSON.stringify(order(5_000 + index)));
  form.append('files', new Blob([payloads.join('\n')]), 'orders.jsonl');
  const started = await fetch(`${url}${demo}/imports`, { method: 'POST', headers: headers(), body: form });
  expect(started.status).toBe(202);
  const { import: id } = (await started.json()) as { import: number };

  let now = before;
  while (now.documents < before.documents + 400) now = (await stream.next()).value as Said;
  expect(now.entries).toBeGreaterThan(before.entries);
  expect(now.head).not.toBe(before.head);
  const look = async () =>
    (await (await fetch(`${url}${demo}/imports/${id}`, { headers: headers() })).json()) as object;
  await expect.poll(look).toMatchObject({ state: 'done', read: 400, posted: 400, parked: 0 });
  await stream.return(undefined);
});

test('what is settled without an entry is told too', async () => {
  const stream = events();
  const before = (await stream.next()).value as Said;
  await server.post(`${demo}/discrepancies/accept`, { ids: [1] });
  const after = (await stream.next()).value as Said;
  expect(after).toEqual({ ...before, discrepancies: before.discrepancies - 1 });
  await stream.return(undefined);
});

test('who has signed out is told nothing more', async () => {
  const theirs = { authorization: `Bearer ${await server.signIns.open(await server.signIns.makeLink())}` };
  const stream = events(theirs);
  await stream.next();
  const left = await fetch(`${url}/api/session`, { method: 'DELETE', headers: theirs });
  expect(left.status).toBe(200);
  await server.post(`${demo}/discrepancies/accept`, { ids: [2] });
  expect(await stream.next()).toMatchObject({ done: true });
});

test('a large answer is sent as it is read, and one that nobody waits for ends', async () => {
  const reading = new AbortController();
  const { body, status } = await fetch(`${url}${demo}/export/csv`, { headers: headers(), signal: reading.signal });
  expect(status).toBe(200);
  const reader = body?.getReader();
  expect((await reader?.read())?.value?.length).toBeGreaterThan(0);
  reading.abort();
  const open = async () =>
    (await server.database.pool.query(`select count(*) from pg_stat_activity where state = 'idle in transaction'`))
      .rows[0].count;
  await expect.poll(open).toBe(0);
});

test('closing the server ends streams that are open', async () => {
  const stream = events();
  await stream.next();
  const ended = stream.next().catch(() => ({ done: true }));
  await server.app.close();
  expect(await ended).toMatchObject({ done: true });
});
