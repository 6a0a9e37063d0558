import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { retryWaiting } from '../../src/books/retry.ts';
import { verify } from '../../src/books/verify.ts';
import type { Connector } from '../../src/connectors/contract.ts';
import { woocommerce } from '../../src/connectors/woocommerce/index.ts';
import { parseInstant } from '../../src/domain/time/when.ts';
import { clock, importFiles, loadSampleRates, makeBook, type TestBook, tryImport } from '../support/books.ts';
import { useDatabase } from '../support/database.ts';
import { faultsOf, sizesOf, sumsOf } from '../support/journal.ts';
import { random } from '../support/random.ts';
import { delivery, linksOf, mentionOf, order, type Payload, refund } from '../support/woocommerce.ts';

const database = useDatabase();
let folder: string;
let book: TestBook;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bookkeeper-import-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  book = await makeBook(database, woocommerce);
});

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

const lines = (payloads: readonly Payload[]) => payloads.map((payload) => `${JSON.stringify(payload)}\n`).join('');

/** Imports payloads as JSON lines. */
async function take(...payloads: Payload[]) {
  return await importFiles(database, book, [await write('payloads.jsonl', lines(payloads))]);
}

async function rows<T extends object>(text: string): Promise<T[]> {
  return (await database.pool.query<T>(text, [book.bookId])).rows;
}

const documents = () =>
  rows<{ number: string; status: string; paid: number; refunded: number }>(
    'select number, status, paid, refunded from document where book_id = $1 order by document_id',
  );

const proofOf = ({ bookId }: TestBook) =>
  verify({ ...database, close: async () => {} }, { bookId, since: 1, every: 1, head: null }, clock);

const at = (text: string) => parseInstant(text) ?? Number.NaN;

describe('what a file may hold', () => {
  const payloads = [order(1), order(2, { total: '38.10' })];
  const forms: readonly (readonly [name: string, content: string | Uint8Array])[] = [
    ['array.json', JSON.stringify(payloads)],
    ['written-for-people.json', JSON.stringify(payloads, null, 2)],
    ['lines.jsonl', lines(payloads)],
    ['lines-without-an-end.jsonl', lines(payloads).trimEnd()],
    ['windows.jsonl', `\uFEFF${lines(payloads).replaceAll('\n', '\r\n')}`],
    ['lines.jsonl.gz', gzipSync(lines(payloads))],
    ['array.json.gz', gzipSync(JSON.stringify(payloads))],
  ];

  test.each(forms)('%s', async (name, content) => {
    const imported = await importFiles(database, book, [await write(name, content)]);
    expect(imported).toMatchObject({ read: 2, posted: 2, unchanged: 0, parked: 0 });
    expect(await documents()).toMatchObject([{ number: '1', paid: 3810 }, { number: '2' }]);
  });

  test('one object each, and standard input', async () => {
    const first = await write('1.json', JSON.stringify(payloads[0], null, 2));
    const stdin = Readable.from([Buffer.from(lines(payloads.slice(1)))]);
    expect(await importFiles(database, book, [first, '-'], { stdin })).toMatchObject({ read: 2, posted: 2 });
    expect(await documents()).toHaveLength(2);
  });
});

test('a recorded webhook is its body, with its arrival and its topic', async () => {
  const created = delivery(order(1), 'order.created', '2026-11-21T17:00:00.500Z');
  const { raw_body: _, ...rest } = delivery('', 'order.updated', '2026-11-21T18:00:00Z');
  const updated = { ...rest, body: order(1, { status: 'completed', date_modified_gmt: '2026-11-21T17:59:58' }) };
  const ping = delivery('webhook_id=1', '', '2026-11-21T16:00:00Z');
  const deleted = delivery('{"id":1}', 'order.deleted', '2026-11-21T19:00:00Z');
  const imported = await take(created, ping, updated, deleted);
  expect(imported).toMatchObject({ read: 4, posted: 2, parked: 2 });
  expect(imported.parkedPlaces).toEqual(['payloads.jsonl:2: no-record', 'payloads.jsonl:4: deletion-notice']);
  expect(
    await rows("select via, seen_at, kind from observation where book_id = $1 and kind = 'order' order by seen_at"),
  ).toEqual([
    { via: 'event', seen_at: at('2026-11-21T17:00:00.500Z'), kind: 'order' },
    { via: 'event', seen_at: at('2026-11-21T18:00:00Z'), kind: 'order' },
  ]);
});

test('what cannot be read is parked with its place and reason, and the stream goes on', async () => {
  const product = { id: 9, sku: 'MUG', stock_status: 'instock' };
  const content = `${lines([order(1)])}no JSON at all\n${lines([product, order(2, { currency: 'XYZ' })])}[\n${lines([order(3)])}]{"id":`;
  const imported = await importFiles(database, book, [await write('mixed.jsonl', content)]);
  expect(imported).toMatchObject({ read: 6, posted: 2, unchanged: 0, parked: 4 });
  expect(imported.parkedPlaces).toEqual([
    'mixed.jsonl:2: unknown-shape',
    'mixed.jsonl:3: unknown-shape',
    'mixed.jsonl:4: unknown-currency',
    'mixed.jsonl:7: unknown-shape',
  ]);
  const parked = await rows<{ detail: string }>('select detail from parked where book_id = $1 order by observation_id');
  expect(parked.map(({ detail }) => detail)).toEqual([
    'mixed.jsonl:2: not JSON',
    expect.stringContaining('mixed.jsonl:3: payload: neither an order nor a refund: it looks like a product'),
    expect.stringContaining("mixed.jsonl:4: order.currency: 'XYZ'"),
    'mixed.jsonl:7: not JSON',
  ]);
  expect((await documents()).map(({ number }) => number)).toEqual(['1', '3']);
});

test('an absurd amount is parked, so that every sum of the book can still be told', async () => {
  const absurd = [order(2, { total: '80000000000000.00' }), order(3, { total: '80000000000000.00' })];
  const unreadable = order(4, { total: '900000000000000000.00' });
  const [item] = order(5).line_items as Payload[];
  const heap = order(5, { line_items: [{ ...item, quantity: 9_000_000_000_000_000 }] });
  const imported = await take(order(1), ...absurd, unreadable, heap, order(6));
  expect(imported).toMatchObject({ read: 6, posted: 2, parked: 4 });
  const parked = await rows<{ reason: string; detail: string }>(
    'select reason, detail from parked where book_id = $1 order by observation_id',
  );
  expect(parked.map(({ reason }) => reason)).toEqual(['too-large', 'too-large', 'too-large', 'too-large']);
  expect(parked[0]?.detail).toBe(
    '8000000000000000 is more than a book can add up (100000000000000): correct it at its source',
  );
  expect(await documents()).toMatchObject([
    { number: '1', paid: 3810 },
    { number: '6', paid: 3810 },
  ]);
  expect(await proofOf(book)).toMatchObject({ ok: true, firstDifference: null });
});

describe('a part whose document is not here yet', () => {
  test('waits, and is taken up by itself', async () => {
    expect(await take(refund(7, 1))).toMatchObject({ read: 1, posted: 0, parked: 1 });
    expect(await rows('select reason from parked where book_id = $1')).toEqual([{ reason: 'waits-for-order' }]);
    expect(await take(order(1, { refunds: [mentionOf(7, '5.00')] }))).toMatchObject({ read: 1, posted: 1, parked: 0 });
    expect(await documents()).toMatchObject([{ status: 'posted', paid: 3810, refunded: 500 }]);
    expect(await rows('select from parked where book_id = $1')).toEqual([]);
  });

  test('does not wait where the same run brings it', async () => {
    expect(await take(refund(7, 1), order(1))).toMatchObject({ read: 2, posted: 2, parked: 0 });
    const sums = await sumsOf(database.pool, book.bookId);
    book = await makeBook(database, woocommerce);
    await take(order(1), refund(7, 1));
    expect(await sumsOf(database.pool, book.bookId)).toEqual(sums);
  });
});

test('without a rate an order is parked; it is taken up when rates come', async () => {
  const sterling = order(1, { currency: 'GBP' });
  const imported = await take(sterling, order(2));
  expect(imported).toMatchObject({ read: 2, posted: 1, parked: 1 });
  expect(imported.parkedPlaces).toEqual(['payloads.jsonl:1: waits-for-rate']);
  expect(await rows('select reason, detail from parked where book_id = $1')).toEqual([
    { reason: 'waits-for-rate', detail: 'GBP/USD of 2026-11-21' },
  ]);
  const books = { ...database, close: async () => {} };
  expect(await retryWaiting(books, book.bookId, clock)).toEqual({ tried: 1, takenUp: 0 });

  await loadSampleRates(database);
  expect(await retryWaiting(books, book.bookId, clock)).toEqual({ tried: 1, takenUp: 1 });
  expect(await documents()).toMatchObject([{ status: 'posted' }, { status: 'posted' }]);
  expect(await rows('select from parked where book_id = $1')).toEqual([]);
  expect(await take(sterling)).toMatchObject({ read: 1, unchanged: 1 });
  expect(await faultsOf(database.pool, book.bookId)).toEqual([]);
});

describe('another shop under the same channel', () => {
  test('is refused, within a file and later', async () => {
    const other = order(2, linksOf('orders/2', undefined, 'https://other.example'));
    const file = await write('two-shops.jsonl', lines([order(1), other]));
    const refused = { kind: 'other-shop', place: 'two-shops.jsonl:2', known: 'shop.example', named: 'other.example' };
    expect((await tryImport(database, book, [file])).result).toEqual(refused);
    await take(order(1));
    const later = await write('other-shop.json', JSON.stringify(other));
    expect((await tryImport(database, book, [later])).result).toEqual({ ...refused, place: 'other-shop.json:1' });
    expect(await documents()).toHaveLength(1);
  });

  test('is not the same shop by another scheme', async () => {
    await take(order(1));
    await take(order(2, linksOf('orders/2', undefined, 'http://shop.example')));
    expect(await documents()).toHaveLength(2);
  });
});

test('a file whose payloads name no instant needs one', async () => {
  const timeless: Connector = {
    ...woocommerce,
    decode(payload, settings, arrival) {
      const decoded = woocommerce.decode(payload, settings, arrival);
      return decoded.kind === 'report' ? { ...decoded, report: { ...decoded.report, newestInstant: null } } : decoded;
    },
  };
  const file = await write('timeless.json', JSON.stringify(order(1)));
  const refused = await tryImport(database, book, [file], { connector: timeless });
  expect(refused.result).toEqual({ kind: 'needs-as-of', place: 'timeless.json:1' });
  expect(await sizesOf(database.pool, book.bookId)).toMatchObject({ document: 0, observation: 0 });

  const asOf = parseInstant('2026-11-21T20:00:00Z');
  expect(await importFiles(database, book, [file], { connector: timeless, asOf })).toMatchObject({ posted: 1 });
  expect(await rows('select seen_at from observation where book_id = $1')).toEqual([{ seen_at: asOf }]);
});

test('a dry run counts the same and writes nothing', async () => {
  const mixed = [order(1), refund(7, 1), refund(8, 99), { id: 3 }, order(2)];
  const file = await write('dry.jsonl', `${lines(mixed)}not JSON\n`);
  const stored = () =>
    Promise.all([sizesOf(database.pool, book.bookId), rows('select * from book_head where book_id = $1')]);
  const segments = () => rows('select from evidence where book_id = $1');
  const before = await stored();
  const dry = await importFiles(database, book, [file], { dryRun: true });
  expect(await stored()).toEqual(before);
  expect(await segments()).toEqual([]);
  expect(dry).toMatchObject({ read: 6, posted: 3, parked: 3 });
  expect(await importFiles(database, book, [file])).toEqual(dry);

  const after = await stored();
  expect(await importFiles(database, book, [file], { dryRun: true })).toMatchObject({ read: 6, unchanged: 6 });
  expect(await stored()).toEqual(after);
});

describe('a record that the database refuses', () => {
  const line = (sku: string) => (order(0).line_items as Payload[]).map((one) => ({ ...one, sku }));

  const incompressible = randomBytes(6_000).toString('hex');

  test.each([
    ['known beforehand: a NUL in a SKU', order(13, { line_items: line('MUG\0') }), 'holds a NUL'],
    ['known beforehand: a NUL in its number', order(13, { number: '13\0' }), 'holds a NUL'],
    ['known beforehand: a NUL in its id', order(13, { id: '13\0' }), 'holds a NUL'],
    ['found by halving: an id longer than an index holds', order(13, { id: incompressible }), 'index row'],
  ])('is parked, %s', async (_what, bad, detail) => {
    const good = [1, 2, 3, 4, 5, 6, 7].map((id) => order(id));
    const imported = await take(...good.slice(0, 4), bad, ...good.slice(4));
    expect(imported).toMatchObject({ read: 8, posted: 7, parked: 1 });
    expect(imported.parkedPlaces).toEqual(['payloads.jsonl:5: fault']);
    const [parked] = await rows<{ reason: string; detail: string }>(
      'select reason, detail from parked where book_id = $1',
    );
    expect(parked).toEqual({ reason: 'fault', detail: expect.stringContaining(detail) });
    expect((await documents()).map(({ number }) => number)).toEqual(['1', '2', '3', '4', '5', '6', '7']);
    expect(await faultsOf(database.pool, book.bookId)).toEqual([]);
    expect(await take(bad, order(1))).toMatchObject({ read: 2, unchanged: 2 });
  });

  test('is not one that holds a NUL where nothing is read', async () => {
    expect(await take(order(1, { customer_note: 'thanks\0' }), order(2))).toMatchObject({ posted: 2, parked: 0 });
  });

  test('is parked also where only the words about it would be refused', async () => {
    const imported = await take(order(1), order(13, { currency: 'US\0' }));
    expect(imported).toMatchObject({ posted: 1, parked: 1, parkedPlaces: ['payloads.jsonl:2: unknown-currency'] });
  });
});

test('whatever an order holds, the stream goes on and the journal is whole', async () => {
  await loadSampleRates(database);
  const { next, seed } = random('import');
  const pick = <T>(items: readonly T[]) => items[Math.floor(next() * items.length)] as T;
  const broken = (id: number): Payload => {
    const body: Payload = structuredClone(order(id));
    const [path, inside] = pick(placesIn(body));
    inside[path] = pick(ODDITIES);
    return body;
  };
  for (let round = 1; round <= 5; round += 1) {
    book = await makeBook(database, woocommerce);
    const imported = await take(...Array.from({ length: 60 }, (_, index) => broken(index + 1)));
    expect(imported.read, `seed ${seed}`).toBe(60);
    expect(await faultsOf(database.pool, book.bookId), `seed ${seed}`).toEqual([]);
  }
});

const ODDITIES: readonly unknown[] = [
  ...['\0', 'a\0b', '\ud800', '', randomBytes(6_000).toString('hex'), null, true, [], {}],
  ...[-1, 0.1, 1e21, 2 ** 53, '99999999999999999999', '1e9', '1e-30', 'NaN', '-12.34'],
  ...[
    '2026-13-45T99:99:99',
    '0000-00-00T00:00:00',
    '-000001-01-01T00:00:00',
    '+275000-01-01T00:00:00',
    '0001-01-01T00:00:00',
  ],
  ...['XYZ', 'KWD', 'completed', 'trash', 'cancelled', 'pending'],
];

/** Every place of a body where a value stands, with the object or list that holds it. */
function placesIn(value: unknown): [key: string, inside: Record<string, unknown>][] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = value as Record<string, unknown>;
  return Object.keys(inside).flatMap((key) => [
    [key, inside] as [string, Record<string, unknown>],
    ...placesIn(inside[key]),
  ]);
}

test('a book that is written to while it is proved holds, and each document counts once', async () => {
  await take(order(1), order(2));
  const news = order(1, {
    status: 'completed',
    date_completed_gmt: '2026-11-21T18:00:00',
    date_modified_gmt: '2026-11-21T18:00:00',
  });
  let meanwhile: (() => Promise<unknown>) | null = () => take(news);
  const { pool } = database;
  const query = async (...args: Parameters<typeof pool.query>) => {
    const answer = await pool.query(...args);
    const write = (args[0] as { readonly name?: string }).name === 'walk documents' ? meanwhile : null;
    if (write === null) return answer;
    meanwhile = null;
    await write();
    return answer;
  };
  const watched = { ...database, pool: Object.assign(Object.create(pool), { query }), close: async () => {} };
  const verified = await verify(watched, { bookId: book.bookId, since: 1, every: 1, head: null }, clock);
  expect(meanwhile).toBeNull();
  expect(verified).toMatchObject({ ok: true, documents: 2, firstDifference: null });
});

describe('the same again', () => {
  async function takeAsOf(payload: Payload, asOf: string) {
    const file = await write('as-of.json', JSON.stringify(payload));
    return await importFiles(database, book, [file], { asOf: parseInstant(asOf) });
  }

  test('is unchanged, also in another order and with news beside it', async () => {
    await take(order(1), order(2), refund(7, 1), { id: 72 });
    const before = await sizesOf(database.pool, book.bookId);
    expect(await take({ id: 72 }, refund(7, 1), order(2), order(1))).toMatchObject({ read: 4, unchanged: 4 });
    expect(await sizesOf(database.pool, book.bookId)).toEqual(before);
    expect(await take(order(2), order(3), order(1))).toMatchObject({ read: 3, unchanged: 2, posted: 1 });
  });

  test('is unchanged where only what says nothing has changed', async () => {
    await take(order(1));
    expect(await take(order(1, { payment_url: 'elsewhere', needs_payment: true }))).toMatchObject({ unchanged: 1 });
  });

  test('seen later is no new observation, and says that it still stood', async () => {
    await takeAsOf(order(1), '2026-11-21T20:00:00Z');
    expect(await takeAsOf(order(1), '2026-11-21T22:00:00Z')).toMatchObject({ unchanged: 1 });
    expect(await rows('select seen_at, last_seen_at from observation where book_id = $1')).toEqual([
      { seen_at: at('2026-11-21T20:00:00Z'), last_seen_at: at('2026-11-21T22:00:00Z') },
    ]);
  });

  test('A, B and A again are three observations', async () => {
    const held = { status: 'on-hold', date_modified_gmt: '2026-11-21T20:30:00' };
    expect(await takeAsOf(order(1), '2026-11-21T20:00:00Z')).toMatchObject({ posted: 1 });
    expect(await takeAsOf(order(1, held), '2026-11-21T21:00:00Z')).toMatchObject({ posted: 1 });
    expect(await takeAsOf(order(1), '2026-11-21T22:00:00Z')).toMatchObject({ posted: 1 });
    expect(await rows('select from observation where book_id = $1')).toHaveLength(3);
    expect(await takeAsOf(order(1, held), '2026-11-21T21:00:00Z')).toMatchObject({ unchanged: 1 });
    expect(await takeAsOf(order(1), '2026-11-21T21:30:00Z')).toMatchObject({ posted: 1 });
  });

  test('what stood between two sightings of A, however late it comes, is told from them', async () => {
    const held = { status: 'on-hold', date_modified_gmt: '2026-11-21T20:30:00' };
    const sightings: [Payload, string][] = [
      [order(1), '2026-11-21T20:00:00Z'],
      [order(1), '2026-11-21T22:00:00Z'],
      [order(1, held), '2026-11-21T21:00:00Z'],
      [order(1), '2026-11-21T21:30:00Z'],
    ];
    for (const [payload, asOf] of sightings) await takeAsOf(payload, asOf);
    const before = await sizesOf(database.pool, book.bookId);
    const sums = await sumsOf(database.pool, book.bookId);
    for (const [payload, asOf] of sightings) expect(await takeAsOf(payload, asOf)).toMatchObject({ unchanged: 1 });
    expect(await sizesOf(database.pool, book.bookId)).toEqual(before);
    expect(await proofOf(book)).toMatchObject({ ok: true, firstDifference: null });
    book = await makeBook(database, woocommerce);
    for (const [payload, asOf] of sightings.toReversed()) await takeAsOf(payload, asOf);
    expect(await sumsOf(database.pool, book.bookId)).toEqual(sums);
  });

  test('read again after its webhook it is an observation of its own: only a read tells what is gone', async () => {
    const modified = { date_modified_gmt: '2026-11-21T20:30:00' };
    await take(
      delivery(order(1, { ...modified, refunds: [mentionOf(7, '5.00')] }), 'order.updated', '2026-11-21T20:30:01Z'),
    );
    expect(await documents()).toMatchObject([{ refunded: 500 }]);
    const body = order(1, { ...modified, date_modified_gmt: '2026-11-21T21:00:00' });
    await take(delivery(body, 'order.updated', '2026-11-21T21:00:01Z'));
    expect(await documents()).toMatchObject([{ refunded: 500 }]);
    expect(await takeAsOf(body, '2026-11-21T21:00:02Z')).toMatchObject({ posted: 1 });
    expect(await documents()).toMatchObject([{ refunded: 0 }]);
    expect(await proofOf(book)).toMatchObject({ ok: true, firstDifference: null });
  });

  test('a refund that a later body no longer names is undone', async () => {
    const modified = { date_modified_gmt: '2026-11-21T20:30:00' };
    await takeAsOf(order(1), '2026-11-21T20:00:00Z');
    const sums = await sumsOf(database.pool, book.bookId);
    await takeAsOf(order(1, { ...modified, refunds: [mentionOf(7, '5.00')] }), '2026-11-21T21:00:00Z');
    expect(await documents()).toMatchObject([{ paid: 3810, refunded: 500 }]);
    await takeAsOf(order(1, modified), '2026-11-21T22:00:00Z');
    expect(await documents()).toMatchObject([{ paid: 3810, refunded: 0 }]);
    expect(await sumsOf(database.pool, book.bookId)).toEqual(sums);
    expect(await rows("select distinct cause from entry where book_id = $1 and posting_key = 'refund:7'")).toEqual([
      { cause: 'correction' },
      { cause: 'fact' },
    ]);
  });
});
