import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { movementsOf, readOlist } from '../oracle/olist.ts';
import { type TestDatabase, useDatabase } from '../support/database.ts';
import { faultsOf, sizesOf } from '../support/journal.ts';
import { killServer } from '../support/kill.ts';
import { random, shuffled } from '../support/random.ts';
import { splitOlist } from './olist.ts';
import { differing, figure, postedLines } from './posted.ts';
import { Program } from './program.ts';
import { profileFile, say, shared } from './shared.ts';

/*
 * kill -9 of an import of tables, or of its database, at moments that follow from a seed and from how far the import
 * has come. The same import again must end in the oracle's books. On a cut of the orders, chosen by the same seed.
 */

const { folder, isHere } = shared('data/olist');
const profile = profileFile('olist');
const ORDERS = 3_000;
const BATCH = 500;
const ROUNDS = [1, 2, 3];
const MINUTES = 60_000;

const { seed, next } = random('Olist, killed');
let scratch: string;
let cut: string;
let expected: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'bookkeeper-killed-'));
  if (!isHere) return;
  cut = join(scratch, 'cut');
  await mkdir(cut);
  const orders = shuffled(await readOlist(folder), next).slice(0, ORDERS);
  await splitOlist(folder, [cut], orders, next);
  expected = new Map(orders.map((order) => [order.id, movementsOf(order)]));
}, 2 * MINUTES);

afterAll(() => rm(scratch, { recursive: true, force: true }));

test.runIf(!isHere)('not run: the tables are not here', () => {});

const PROGRESS = `select (select count(*) from evidence where book_id = b.book_id) as segments,
    (select count(*) from document where book_id = b.book_id) as documents
  from book b where name = $1`;

interface Progress {
  readonly segments: number;
  readonly documents: number;
}

async function progressOf({ pool }: Pick<TestDatabase, 'pool'>, book: string): Promise<Progress> {
  const { rows } = await pool.query<Progress>(PROGRESS, [book]);
  const [{ segments, documents } = { segments: 0, documents: 0 }] = rows;
  return { segments: Number(segments), documents: Number(documents) };
}

/** Kills something while an import runs, and tells where the books stand afterwards. */
type Kill = (running: ReturnType<Program['startImport']>) => Promise<TestDatabase>;

/** Imports into a new book, is killed on the way, and imports again. */
async function disturb(database: TestDatabase, name: string, kill: Kill): Promise<void> {
  const program = new Program(database, name);
  await program.create('BRL', 'America/Sao_Paulo');
  const running = program.startImport(profile, [cut]);
  onTestFinished(() => void running.child.kill('SIGKILL'));
  // Evidence is stored ahead of its batch, so that both kinds of mark lie at other steps of a batch's way.
  const bySegments = next() < 0.5;
  const share = next() * 0.7;
  const mark = {
    segments: bySegments ? Math.ceil((share * ORDERS) / BATCH) : 0,
    documents: bySegments ? 0 : Math.ceil(share * ORDERS),
    looks: Math.ceil(next() * 50),
  };
  const moment = `${name} of seed ${seed}, ${JSON.stringify(mark)}`;
  let seen = await progressOf(database, name);
  for (let looks = 0; looks < mark.looks; ) {
    if (running.child.exitCode !== null)
      throw new Error(`it ended by itself (${moment}): ${(await running.ended).stderr}`);
    seen = await progressOf(database, name);
    if (seen.segments >= mark.segments && seen.documents >= mark.documents) looks += 1;
  }
  const restored = await kill(running);
  const left = await progressOf(restored, name);
  say(`${moment}: killed with ${left.documents} of ${ORDERS} orders in the books`);
  expect(left.documents, moment).toBeLessThan(ORDERS);
  expect(left.documents, `what was seen committed is still there, ${moment}`).toBeGreaterThanOrEqual(seen.documents);
  await expectWhole(restored, name, moment);
}

async function expectWhole(database: TestDatabase, name: string, moment: string): Promise<void> {
  const { pool } = database;
  const program = new Program(database, name);
  const bookId = await figure(pool, name, 'select book_id as figure from book where name = $1');
  expect(await faultsOf(pool, bookId), moment).toEqual([]);
  const again = await program.importTables(profile, [cut]);
  expect(again, moment).toMatchObject({ read: ORDERS, parked: 0 });
  expect(differing(expected, await postedLines(pool, name)), moment).toEqual([]);
  expect(await faultsOf(pool, bookId), moment).toEqual([]);
  expect(await sizesOf(pool, bookId), moment).toMatchObject({ document: ORDERS, observation: ORDERS, parked: 0 });
  expect((await pool.query('select 1 from staging limit 1')).rows, moment).toEqual([]);
  expect(await program.verify(), moment).toMatchObject({ ok: true, firstDifference: null });
}

describe.runIf(isHere)('kill -9 of the importing process', () => {
  const database = useDatabase();

  test.each(ROUNDS)('round %i: the same import again ends in the same books', async (round) => {
    await disturb(database, `Round ${round}`, async ({ child, ended }) => {
      child.kill('SIGKILL');
      expect((await ended).code).toBe('SIGKILL');
      return database;
    });
  });
});

describe.runIf(isHere)('kill -9 of the database server', () => {
  let home: string;
  let opened: Database;

  /** The home's own server, durable as shipped; started again where it was killed. */
  async function open(): Promise<TestDatabase> {
    opened = await openDatabase({ env: { ...process.env, DATABASE_URL: undefined }, home });
    const { host, port, user, database } = opened.pool.options;
    return { ...opened, url: `postgresql://${user}@${encodeURIComponent(host ?? '')}:${port}/${database}` };
  }

  let database: TestDatabase;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'bookkeeper-killed-home-'));
    database = await open();
    const client = await database.client();
    await migrate(client).finally(() => client.end());
  });

  afterAll(async () => {
    await opened?.close();
    await rm(home, { recursive: true, force: true });
  });

  test.each(ROUNDS)('round %i: after its recovery the same import again ends in the same books', async (round) => {
    await disturb(database, `Round ${round}`, async ({ ended }) => {
      await killServer(home);
      const { code, stderr } = await ended;
      expect(code).toBe(1);
      expect(stderr).toMatch(/connection|terminated|ECONN|EPIPE/i);
      const lost = opened;
      database = await open();
      await lost.close();
      return database;
    });
  });
});
