import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { verify } from '../../src/books/verify.ts';
import { woocommerce } from '../../src/connectors/woocommerce/index.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { isRunning, readPostmaster } from '../../src/storage/server/postmaster.ts';
import { clock, importFiles, loadSampleRates, makeBook, type TestBook } from '../support/books.ts';
import { type TestDatabase, useDatabase } from '../support/database.ts';
import { faultsOf, sizesOf, sumsOf } from '../support/journal.ts';
import { random } from '../support/random.ts';
import { linksOf, type Payload, sampleOrders, sampleRefunds } from '../support/woocommerce.ts';

/*
 * kill -9 at moments that follow from a seed and from how far the import has come, never from the clock. Whatever was
 * under way, the same import again must end in the same books as one that nothing disturbed.
 */

const COPIES = 40;
const ROUNDS = [1, 2, 3];

let folder: string;
let file: string;
let records: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bookkeeper-recovery-'));
  file = join(folder, 'orders.jsonl');
  const payloads = Array.from({ length: COPIES }, (_, copy) => copyOf(copy)).flat();
  records = payloads.length;
  await writeFile(file, payloads.map((payload) => `${JSON.stringify(payload)}\n`).join(''));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The samples with ids of their own. Of some copies the refunds come long before their orders. */
function copyOf(copy: number): Payload[] {
  const id = (of: unknown) => Number(of) + 1_000 * copy;
  const orders = sampleOrders.map((sample) => ({
    ...sample,
    id: id(sample.id),
    number: `${id(sample.id)}`,
    transaction_id: `tx_${id(sample.id)}`,
    refunds: (sample.refunds as Payload[]).map((refund) => ({ ...refund, id: id(refund.id) })),
    ...linksOf(`orders/${id(sample.id)}`),
  }));
  const refunds = (copies: number) =>
    sampleRefunds.map((sample) => {
      const own = Number(sample.id) + 1_000 * copies;
      const order = Number(sample.parent_id ?? orderOf(sample)) + 1_000 * copies;
      return { ...sample, id: own, parent_id: order, ...linksOf(`orders/${order}/refunds/${own}`, `orders/${order}`) };
    });
  const early = copy + COPIES / 2;
  return [...(early < COPIES ? refunds(early) : []), ...orders, ...(copy < COPIES / 2 ? refunds(copy) : [])];
}

function orderOf(refund: Payload): number {
  const { up } = refund._links as { up: { href: string }[] };
  return Number(up[0]?.href.split('/').at(-1));
}

interface Disturbed {
  /** Kills something; the import ends by it. */
  kill(importer: ReturnType<typeof startImporter>): Promise<void>;
  /** Where the books stand afterwards. */
  after(): Promise<TestDatabase>;
}

function startImporter(database: TestDatabase, { bookId, connectionId }: TestBook) {
  const args = [
    join(import.meta.dirname, '..', 'support', 'importer.ts'),
    database.url,
    `${bookId}`,
    `${connectionId}`,
    file,
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, exited: once(child, 'exit'), words: Promise.all([text(child.stdout), text(child.stderr)]) };
}

const PROGRESS =
  'select coalesce(e.next_segment, 1) - 1 as segments, h.next_entry - 1 as entries from book_head h left join evidence_head e using (book_id) where h.book_id = $1';

async function progressOf(database: TestDatabase, { bookId }: TestBook) {
  const { rows } = await database.pool.query<{ segments: number; entries: number }>(PROGRESS, [bookId]);
  return rows[0] ?? { segments: 0, entries: 0 };
}

/** Imports into a new book, is killed on the way, and imports again: the sums must be those of the undisturbed book. */
async function disturb(
  database: TestDatabase,
  undisturbed: TestBook,
  seed: number,
  next: () => number,
  how: Disturbed,
) {
  const whole = await progressOf(database, undisturbed);
  const book = await makeBook(database, woocommerce);
  const importer = startImporter(database, book);
  // Evidence is stored ahead of its batch, so that both kinds of mark lie at other steps of a batch's way.
  const bySegments = next() < 0.5;
  const mark = {
    segments: bySegments ? Math.ceil(next() * (whole.segments - 2)) : 0,
    entries: bySegments ? 0 : Math.ceil(next() * whole.entries * 0.6),
    looks: Math.ceil(next() * 100),
  };
  const moment = `seed ${seed}, ${JSON.stringify(mark)}`;
  let seen = await progressOf(database, book);
  for (let looks = 0; looks < mark.looks; ) {
    if (importer.child.exitCode !== null)
      throw new Error(`it ended by itself (${moment}): ${(await importer.words)[1]}`);
    seen = await progressOf(database, book);
    if (seen.segments >= mark.segments && seen.entries >= mark.entries) looks += 1;
  }
  await how.kill(importer);
  const restored = await how.after();
  const left = await progressOf(restored, book);
  expect(left.entries, moment).toBeLessThan(whole.entries);
  expect(left.entries, `what was seen committed is still there, ${moment}`).toBeGreaterThanOrEqual(seen.entries);
  expect(await faultsOf(restored.pool, book.bookId), moment).toEqual([]);

  const again = startImporter(restored, book);
  const [[stdout, stderr]] = await Promise.all([again.words, again.exited]);
  expect(stderr, moment).toBe('');
  expect(JSON.parse(stdout), moment).toMatchObject({ read: records });
  expect(await sumsOf(restored.pool, book.bookId), moment).toEqual(await sumsOf(restored.pool, undisturbed.bookId));
  expect(await faultsOf(restored.pool, book.bookId), moment).toEqual([]);
  const { observation, document, parked } = await sizesOf(restored.pool, undisturbed.bookId);
  expect(await sizesOf(restored.pool, book.bookId), moment).toMatchObject({ observation, document, parked });
  const every = { bookId: book.bookId, since: 1, every: 1, head: null };
  expect(await verify({ ...restored, close: async () => {} }, every, clock), moment).toMatchObject({
    ok: true,
    firstDifference: null,
  });
}

async function importUndisturbed(database: TestDatabase): Promise<TestBook> {
  await loadSampleRates(database);
  const book = await makeBook(database, woocommerce);
  expect(await importFiles(database, book, [file])).toMatchObject({ read: records, unchanged: 0 });
  expect(await sizesOf(database.pool, book.bookId)).toMatchObject({ observation: records, parked: 0 });
  return book;
}

describe('kill -9 of the importing process', () => {
  const database = useDatabase();
  const { seed, next } = random('kill the importer');
  let undisturbed: TestBook;

  beforeAll(async () => {
    undisturbed = await importUndisturbed(database);
  });

  test.each(ROUNDS)('round %i: the same import again ends in the same books', async () => {
    await disturb(database, undisturbed, seed, next, {
      async kill({ child, exited }) {
        child.kill('SIGKILL');
        expect(await exited, `seed ${seed}`).toEqual([null, 'SIGKILL']);
      },
      after: async () => database,
    });
  });
});

describe('kill -9 of the database server', () => {
  const { seed, next } = random('kill the database');
  let home: string;
  let opened: Database;
  let undisturbed: TestBook;

  /** The home's own server, durable as shipped; started again where it was killed. */
  async function open(): Promise<TestDatabase> {
    opened = await openDatabase({ env: { ...process.env, DATABASE_URL: undefined }, home });
    const { host, port, user, database } = opened.pool.options;
    return { ...opened, url: `postgresql://${user}@${encodeURIComponent(host ?? '')}:${port}/${database}` };
  }

  let database: TestDatabase;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'bookkeeper-recovery-home-'));
    database = await open();
    const client = await database.client();
    await migrate(client).finally(() => client.end());
    undisturbed = await importUndisturbed(database);
  });

  afterAll(async () => {
    await opened?.close();
    await rm(home, { recursive: true, force: true });
  });

  test.each(ROUNDS)('round %i: after its recovery the same import again ends in the same books', async () => {
    await disturb(database, undisturbed, seed, next, {
      async kill({ exited, words }) {
        await killServer(home);
        expect(await exited, `seed ${seed}`).toEqual([1, null]);
        expect((await words)[1]).toMatch(/connection|terminated|ECONN|EPIPE/i);
      },
      async after() {
        const lost = opened;
        database = await open();
        await lost.close();
        return database;
      },
    });
    expect(await faultsOf(database.pool, undisturbed.bookId)).toEqual([]);
  });
});

/** kill -9 of the server and all that it started. */
async function killServer(home: string): Promise<void> {
  const postmaster = await readPostmaster(join(home, 'postgres'));
  if (postmaster === undefined) throw new Error('no server runs');
  const { pid } = postmaster;
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  for (const victim of [pid, ...children.trim().split(' ').map(Number)]) process.kill(victim, 'SIGKILL');
  await expect.poll(() => isRunning(pid)).toBe(false);
}
