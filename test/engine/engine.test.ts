import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import { purposeOf } from '../../src/engine/sealed.ts';
import { type LiveRow, setState } from '../../src/storage/live/connections.ts';
import { useDatabase } from '../support/database.ts';
import { connectStore, makeWorld, type TestWorld } from '../support/live-store.ts';

const database = useDatabase();

/** A process that keeps up with stores; its clock stands still unless it is told to go on. */
interface Process {
  readonly world: TestWorld;
  readonly engine: Engine;
  /** Ends it; what it waits for has its time. */
  stop(): Promise<void>;
  /** Lets its time pass until something is so. */
  until(isSo: () => boolean): Promise<void>;
  /** As the database sees the death of a process. */
  die(): Promise<void>;
}

function startProcess(shared?: TestWorld): Process {
  const world = makeWorld(database, { answer: () => ({ status: 503 }) });
  const pids: number[] = [];
  const client = async () => {
    const opened = await database.client();
    const { rows } = await opened.query<{ pid: number }>('select pg_backend_pid() as pid');
    pids.push(rows[0]?.pid ?? 0);
    return opened;
  };
  const sealer = shared?.surroundings.sealer ?? world.surroundings.sealer;
  const engine = Engine.start({
    ...world.surroundings,
    sealer,
    database: { ...world.surroundings.database, client },
  });
  const until = async (isSo: () => boolean) =>
    await expect
      .poll(
        async () => {
          await world.timers.advance(500);
          return isSo();
        },
        { interval: 5 },
      )
      .toBe(true);
  const stop = async () => {
    let isOver = false;
    const stopping = engine.stop().finally(() => {
      isOver = true;
    });
    await until(() => isOver);
    await stopping;
  };
  onTestFinished(stop);
  return {
    ...{ engine, until, stop },
    world: { ...world, surroundings: { ...world.surroundings, sealer } },
    die: async () =>
      void (await database.pool.query('select pg_terminate_backend(p) from unnest($1::int4[]) p', [pids])),
  };
}

/** What each test asks of its stores goes to their own world; nobody else's are live meanwhile. */
async function connect(world: TestWorld): Promise<LiveRow> {
  const row = await connectStore(database, world, { remoteAccount: `${randomUUID()}.example` });
  onTestFinished(() => setState(database.pool, row.bookId, row.connectionId, 'off', world.timers.now()));
  return row;
}

test('a store is taken up by one process, and by another when that one is dead', async () => {
  const first = startProcess();
  await connect(first.world);
  await first.until(() => first.world.asked.length > 0);
  const second = startProcess(first.world);
  const startedAt = second.world.timers.now();
  await second.until(() => second.world.timers.now() > startedAt + 10_000);
  expect(second.world.asked).toEqual([]);
  await first.die();
  await second.until(() => second.world.asked.length > 0);
});

test('who stops lets go of its stores', async () => {
  const first = startProcess();
  await connect(first.world);
  await first.until(() => first.world.asked.length > 0);
  await first.stop();
  const second = startProcess(first.world);
  await second.until(() => second.world.asked.length > 0);
});

test('a store that was disconnected is left alone', async () => {
  const { world, until, engine } = startProcess();
  const row = await connect(world);
  await until(() => world.asked.length > 0);
  await setState(database.pool, row.bookId, row.connectionId, 'off', world.timers.now());
  engine.look();
  let quiet = 0;
  let asked = -1;
  await until(() => {
    quiet = world.asked.length === asked ? quiet + 1 : 0;
    asked = world.asked.length;
    return quiet > 100;
  });
});

test('one that cannot be opened keeps nobody from the others', async () => {
  const before = makeWorld(database);
  const broken = await connect(before);
  await database.pool.query(`update live set credentials = 'x' where book_id = $1`, [broken.bookId]);
  await connect(before);
  const { world, until } = startProcess(before);
  await until(() => world.asked.length > 0);
  expect(world.logged.filter((line) => /cannot be kept up with: credentials of a store/.test(line))).not.toEqual([]);
});

test('who cannot open a store leaves it to those who can', async () => {
  const before = makeWorld(database);
  await connect(before);
  const wrong = startProcess();
  await wrong.until(() => wrong.world.logged.some((line) => line.includes('cannot be kept up with')));
  const right = startProcess(before);
  await right.until(() => right.world.asked.length > 0);
  expect(wrong.world.asked).toEqual([]);
});

test('a store that is connected anew is asked with its new credentials', async () => {
  const { world, until, engine } = startProcess();
  const row = await connect(world);
  await until(() => world.asked.length > 0);
  const credentials = { address: 'https://new.example', 'consumer-key': 'ck_new', 'consumer-secret': 'cs_new' };
  await database.pool.query(
    `update live set credentials = $2, connected_at = connected_at + interval '1 second', failures = 0, retry_at = null
     where book_id = $1`,
    [row.bookId, world.surroundings.sealer.seal(JSON.stringify(credentials), purposeOf(row, 'credentials'))],
  );
  engine.look();
  await until(() => world.asked.some(({ url }) => url.host === 'new.example'));
});
