import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { Leases } from '../../../src/storage/live/leases.ts';
import { useDatabase } from '../../support/database.ts';

const database = useDatabase();

/** The leases of one process, and how it is told that it has lost them. */
async function open() {
  let pid = 0;
  const lost = Promise.withResolvers<void>();
  const client = async () => {
    const opened = await database.client();
    pid = (await opened.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid ?? 0;
    return opened;
  };
  const leases = await Leases.open({ client }, () => lost.resolve());
  onTestFinished(() => leases.close().catch(() => undefined));
  const kill = async () => {
    await database.pool.query('select pg_terminate_backend($1)', [pid]);
    await lost.promise;
  };
  return { leases, kill, lost: lost.promise };
}

test('one process at a time has a lease, and may take it again', async () => {
  const [one, other] = [await open(), await open()];
  const key = randomUUID();
  expect(await one.leases.take(key)).toBe(true);
  expect(await one.leases.take(key)).toBe(true);
  expect(await other.leases.take(key)).toBe(false);
  expect(await other.leases.take(randomUUID())).toBe(true);
  await one.leases.giveBack(key);
  expect(await other.leases.take(key)).toBe(true);
  expect(await one.leases.take(key)).toBe(false);
  await one.leases.giveBack(key);
  expect(await one.leases.take(key)).toBe(false);
});

test('what a dead process held another takes', async () => {
  const [one, other] = [await open(), await open()];
  const key = randomUUID();
  await one.leases.take(key);
  await one.kill();
  expect(await other.leases.take(key)).toBe(true);
});

test('who has lost the connection is told, and has no lease any more', async () => {
  const one = await open();
  const key = randomUUID();
  await one.leases.take(key);
  await one.kill();
  expect(await one.leases.take(key)).toBe(false);
  await one.leases.giveBack(key);
});

test('who closes gives all of them back', async () => {
  const [one, other] = [await open(), await open()];
  const key = randomUUID();
  await one.leases.take(key);
  await one.leases.close();
  await one.lost;
  expect(await other.leases.take(key)).toBe(true);
});
