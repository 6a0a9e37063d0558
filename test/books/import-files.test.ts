import { once } from 'node:events';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type ImportRequest, type ImportWatch, importFiles } from '../../src/books/import/import-files.ts';
import { jsonSource } from '../../src/books/import/json-source.ts';
import { previewImport } from '../../src/books/import-preview.ts';
import { listImports } from '../../src/books/import-runs.ts';
import type { Connector } from '../../src/connectors/contract.ts';
import { NO_SETTINGS } from '../../src/connectors/contract.ts';
import { smallProfile } from '../../src/connectors/csv/testing.ts';
import { woocommerce } from '../../src/connectors/woocommerce/index.ts';
import { findBook, findConnection } from '../../src/storage/books.ts';
import { clock, tryImport } from '../support/books.ts';
import { useDatabase } from '../support/database.ts';
import { linksOf, order, type Payload, refund } from '../support/woocommerce.ts';

const database = useDatabase();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bookkeeper-import-files-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

const lines = (...payloads: readonly Payload[]) => payloads.map((payload) => `${JSON.stringify(payload)}\n`).join('');

const books = () => ({ ...database, close: async () => {} });

/** Imports WooCommerce files as the command does, into a book in US dollars. */
async function run(book: string, paths: readonly string[], given: Partial<ImportRequest> = {}, watch?: ImportWatch) {
  const request: ImportRequest = {
    ...{ paths, book, platform: 'woocommerce', channel: null, currency: 'USD', zone: null, asOf: null },
    ...{ dryRun: false, profile: null, decimals: null, giftCardSkus: [], command: 'import', ...given },
  };
  return await importFiles(books(), request, Readable.from([]), clock, watch);
}

async function bookOf(name: string) {
  const book = await findBook(database.pool, name);
  if (book === null) throw new Error(`there is no book ${name}`);
  return book;
}

async function importsOf(name: string) {
  return (await listImports({ database: books(), close: async () => {} }, (await bookOf(name)).bookId, {}, clock))
    .imports;
}

const elsewhere = (id: number) => order(id, linksOf(`orders/${id}`, undefined, 'https://other.example'));

describe('a dry run', () => {
  const mixed = lines(order(1), refund(7, 1), refund(8, 99), { id: 3 }, order(2));

  test('into a book that is not there makes none, and counts as the import would', async () => {
    const file = await write('mixed.jsonl', mixed);
    const told: string[] = [];
    const onNewBook: ImportWatch['onNewBook'] = ({ name, baseCurrency, zone }) =>
      told.push(`${name} ${baseCurrency} ${zone}`);
    const dry = await run('Dry', [file], { dryRun: true, currency: null }, { onNewBook });
    expect(told).toEqual(['Dry USD UTC']);
    expect(await findBook(database.pool, 'Dry')).toBeNull();
    expect((await database.pool.query('select from connection union all select from import')).rows).toEqual([]);
    expect(dry).toMatchObject({ read: 5, posted: 3, parked: 2 });
    expect(await run('Dry', [file])).toEqual(dry);
  });

  test('into a channel that is not there makes none, and fixes no setting of it', async () => {
    const file = await write('new-channel.jsonl', lines(elsewhere(1)));
    const given = { channel: 'Second', giftCardSkus: ['MUG'] };
    expect(await run('Dry', [file], { ...given, dryRun: true })).toMatchObject({ read: 1, posted: 1 });
    const { bookId } = await bookOf('Dry');
    expect(await findConnection(database.pool, bookId, 'Second')).toBeNull();
    expect(await run('Dry', [file], { ...given, giftCardSkus: [] })).toMatchObject({ read: 1, posted: 1 });
    expect(await run('Dry', [file], { channel: 'Second', dryRun: true })).toMatchObject({ read: 1, unchanged: 1 });
  });

  test.each([
    ['a currency that is none', { currency: 'EURO' }, /'EURO' is not an ISO 4217 currency/],
    ['a zone that is none', { zone: 'Mars/Base' }, /'Mars\/Base' is not a time zone/],
    ['another shop’s orders', { channel: 'Third' }, /is channel 'woocommerce' already/],
  ])('is refused for what an import would be: %s', async (_what, given, words) => {
    const file = await write('refused.jsonl', lines(order(1)));
    const book = 'channel' in given ? 'Dry' : 'Nowhere';
    await expect(run(book, [file], { ...given, dryRun: true })).rejects.toThrow(words);
  });

  test('parks what an import would park: a text with a NUL', async () => {
    const [line] = order(0).line_items as Payload[];
    const file = await write('nul.jsonl', lines(order(21), order(22, { line_items: [{ ...line, sku: 'MUG\0' }] })));
    const dryNew = await run('Nul', [file], { dryRun: true });
    expect(dryNew).toMatchObject({ read: 2, posted: 1, parked: 1 });
    await run('Nul', [await write('first.jsonl', lines(order(20)))]);
    expect(await run('Nul', [file], { dryRun: true })).toEqual(dryNew);
    expect(await run('Nul', [file])).toEqual(dryNew);
  });

  test('into a new channel parks a record that cannot be planned, and goes on', async () => {
    const unplannable: Connector = {
      ...woocommerce,
      decode(payload, settings, arrival) {
        const decoded = woocommerce.decode(payload, settings, arrival);
        if (decoded.kind !== 'report' || decoded.report.remoteId !== '33') return decoded;
        const parts = decoded.report.parts.map((part) => ({ ...part, content: { ...part.content, components: null } }));
        return { ...decoded, report: { ...decoded.report, parts: parts as never } };
      },
    };
    const payloads = [31, 32, 33, 34, 35].map((id) => order(id));
    const source = jsonSource([await write('unplannable.jsonl', lines(...payloads))], Readable.from([]));
    const parked: string[] = [];
    const onParked = (place: string, reason: string) => parked.push(`${place}: ${reason}`);
    const reading = { connector: unplannable, settings: NO_SETTINGS, asOf: null, onParked };
    const into = { connectionId: null, remoteAccount: null };
    const preview = await previewImport(books(), await bookOf('Nul'), into, source, reading, clock);
    expect(preview).toMatchObject({ kind: 'done', counts: { read: 5, posted: 4, parked: 1 } });
    expect(parked).toEqual(['unplannable.jsonl:3: fault']);
  });
});

describe('a setting of a channel that stands', () => {
  beforeAll(async () => {
    await run('Settings', [await write('one.jsonl', lines(order(1)))], { giftCardSkus: ['GIFT-10', 'GIFT-20'] });
    await run('Settings', [await write('two.jsonl', lines(elsewhere(1)))], { channel: 'Plain' });
  });

  test.each<[string, Partial<ImportRequest>, RegExp]>([
    ['other gift cards', { giftCardSkus: ['GIFT-10'] }, /'woocommerce' has the gift card SKUs GIFT-10, GIFT-20.*leave/],
    ['gift cards, where it has none', { channel: 'Plain', giftCardSkus: ['GIFT-10'] }, /'Plain' has no gift card SKUs/],
    ['decimals, where it has the usual ones', { decimals: 3 }, /'woocommerce' has the usual decimals.*leave/],
  ])('is not changed by the way: %s', async (_what, given, words) => {
    const file = await write('more.jsonl', lines(order(2)));
    await expect(run('Settings', [file], given)).rejects.toThrow(words);
    await expect(run('Settings', [file], { ...given, dryRun: true })).rejects.toThrow(words);
  });

  test('stays where none is given, or the same', async () => {
    const file = await write('later.jsonl', lines(order(3)));
    await run('Settings', [file], { giftCardSkus: ['GIFT-20', 'GIFT-10'] });
    expect(await run('Settings', [file])).toMatchObject({ unchanged: 1 });
    const standing = await findConnection(database.pool, (await bookOf('Settings')).bookId, 'woocommerce');
    expect(standing?.settings).toEqual({ giftCardSkus: ['GIFT-10', 'GIFT-20'] });
  });
});

describe('a book that stands', () => {
  beforeAll(async () => {
    await run('Stands', [await write('first.jsonl', lines(order(1)))], { zone: 'Europe/Kiev' });
  });

  test.each<[string, Partial<ImportRequest>, RegExp]>([
    [
      'another currency',
      { currency: 'EUR' },
      /^the base currency of book 'Stands' is USD, not EUR: leave --currency out/,
    ],
    ['another zone', { zone: 'UTC' }, /^the time zone of book 'Stands' is Europe\/Kiev, not UTC: leave --zone out/],
    ['a zone that is none', { zone: 'Mars' }, /^the time zone of book 'Stands' is Europe\/Kiev, not Mars: /],
  ])('is not imported into with %s', async (_what, given, words) => {
    const file = await write('next.jsonl', lines(order(2)));
    await expect(run('Stands', [file], given)).rejects.toThrow(words);
    await expect(run('Stands', [file], { ...given, dryRun: true })).rejects.toThrow(words);
  });

  test('may be given its own, under any name of the zone, and with spaces around its own name', async () => {
    const file = await write('later.jsonl', lines(order(3)));
    expect(await run(' Stands ', [file], { zone: 'europe/kyiv' })).toMatchObject({ posted: 1 });
  });

  test('has no channel without a name', async () => {
    const file = await write('later.jsonl', lines(order(3)));
    await expect(run('Stands', [file], { channel: ' ' })).rejects.toThrow(/^the channel has no name: /);
  });
});

describe('a path that holds nothing to import', () => {
  test.each<[string, () => Promise<string>, RegExp]>([
    ['is not there', async () => join(folder, 'none.json'), /^there is no file at .*none.json: check the path$/],
    [
      'is an empty directory',
      emptyDirectory,
      /^the directory .*\/empty-.* holds no file to import: files end in .json, /,
    ],
    ['cannot be read', openSocket, /cannot be read \(ENXIO\): check the path, and that you may read what is there$/],
  ])('%s', async (_what, path, words) => {
    await expect(run('Paths', [await path()])).rejects.toThrow(words);
  });

  async function emptyDirectory(): Promise<string> {
    const directory = await mkdtemp(join(folder, 'empty-'));
    await symlink('nowhere', join(directory, 'dangling.json'));
    return directory;
  }

  /** Whoever runs the tests, root too, may not read it. */
  async function openSocket(): Promise<string> {
    const path = join(folder, 'socket.json');
    const server = createServer().listen(path);
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    return path;
  }
});

describe('an import that fails', () => {
  test('has ended, and says why', async () => {
    await run('Failing', [await write('own.jsonl', lines(order(1), order(2)))]);
    const strange = await write('strange.jsonl', lines(order(3), elsewhere(4)));
    await expect(run('Failing', [strange])).rejects.toThrow(/is of other.example/);
    const [failed, done] = await importsOf('Failing');
    expect(failed).toMatchObject({
      state: 'failed',
      recognised: null,
      endedAt: '2026-11-22T09:00:00.000Z',
      firstEntries: [],
      problem: { detail: expect.stringContaining('is of other.example'), remedy: expect.any(String) },
    });
    expect(done).toMatchObject({ state: 'done', posted: 2, problem: null });
  });

  test('because its file is cut short or damaged says which and what to do', async () => {
    const packed = gzipSync(lines(...Array.from({ length: 50 }, (_, id) => order(id + 1))));
    const cut = await write('cut.jsonl.gz', packed.subarray(0, -20));
    const damaged = await write('damaged.jsonl.gz', Buffer.concat([packed.subarray(0, 15), Buffer.alloc(500, 0xff)]));
    await expect(run('Cut', [cut])).rejects.toThrow(/^cut.jsonl.gz cannot be unpacked, it is cut short: /);
    await expect(run('Cut', [damaged])).rejects.toThrow(/^damaged.jsonl.gz cannot be unpacked, it is damaged: /);
    expect(await importsOf('Cut')).toMatchObject([{ state: 'failed' }, { state: 'failed' }]);
    const table = await write(
      'orders.csv.gz',
      gzipSync('Order,Date,Sku,Qty,Price\n1,2026-11-20,MUG,1,1.00\n').subarray(0, -9),
    );
    const profile = smallProfile();
    await expect(run('Cut', [table], { platform: 'csv', profile })).rejects.toThrow(
      /^orders.csv.gz cannot be unpacked, it is cut short: /,
    );
  });
});

test('of two shops that begin a channel at once, the second is told that it is taken', async () => {
  await run('Two', [await write('empty.jsonl', 'no order\n')]);
  const { bookId } = await bookOf('Two');
  const connectionId = (await findConnection(database.pool, bookId, 'woocommerce'))?.connectionId ?? 0;
  const book = { bookId, connectionId, connector: woocommerce };
  const begun = { remoteAccount: null };
  const ours = [await write('ours.jsonl', lines(order(1), order(2)))];
  const theirs = [await write('theirs.jsonl', lines(elsewhere(1), elsewhere(2)))];
  expect((await tryImport(database, book, ours, begun)).result).toMatchObject({ kind: 'done' });
  expect((await tryImport(database, book, theirs, begun)).result).toEqual({
    kind: 'other-shop',
    place: 'theirs.jsonl:1',
    known: 'shop.example',
    named: 'other.example',
  });
  expect((await tryImport(database, book, ours, begun)).result).toMatchObject({ counts: { unchanged: 2 } });
});

test('two imports may begin a channel at once', async () => {
  const begin = async (name: string, id: number) => await run('Both', [await write(name, lines(order(id)))]);
  const [first, second] = await Promise.all([begin('a.jsonl', 1), begin('b.jsonl', 2)]);
  expect([first, second]).toMatchObject([{ posted: 1 }, { posted: 1 }]);
});

test('of two imports that begin channels of one shop at once, the second is told which it is', async () => {
  await run('Twice', [await write('empty.jsonl', 'no order\n')]);
  const { bookId } = await bookOf('Twice');
  const connectionIds = await Promise.all(
    ['One', 'Two'].map(async (channel) => {
      await run('Twice', [await write('empty.jsonl', 'no order\n')], { channel });
      return (await findConnection(database.pool, bookId, channel))?.connectionId ?? 0;
    }),
  );
  const file = await write('twice.jsonl', lines(order(1)));
  const outcomes = await Promise.allSettled(
    connectionIds.map((connectionId) =>
      tryImport(database, { bookId, connectionId, connector: woocommerce }, [file], { remoteAccount: null }),
    ),
  );
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const refused = outcomes.find((outcome) => outcome.status === 'rejected');
  expect(refused?.reason.message).toMatch(
    /^twice.jsonl:1 is of shop.example, which is channel '(One|Two)' already: import it into '(One|Two)'$/,
  );
});
