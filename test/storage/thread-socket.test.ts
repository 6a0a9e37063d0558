import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { ThreadSocket } from '../../src/storage/thread/thread-socket.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();

/** Hears a notification, and wakes whoever waits for the flag. */
const LISTENER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const pg = require('pg');
  const client = new pg.Client(workerData.url);
  client.on('notification', () => {
    Atomics.store(workerData.flag, 0, 1);
    Atomics.notify(workerData.flag, 0);
    client.end();
  });
  client.connect().then(() => client.query('listen heard')).then(() => parentPort.postMessage('listening'));
`;

test('a statement larger than a socket holds arrives while the program is busy', async () => {
  const client = await database.fed();
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const listener = new Worker(LISTENER, { eval: true, workerData: { url: database.url, flag } });
  onTestFinished(async () => void (await listener.terminate()));
  await once(listener, 'message');
  const told = client.query("select pg_notify('heard', length($1)::text)", ['x'.repeat(4_000_000)]);
  expect(Atomics.wait(flag, 0, 0, 20_000)).toBe('ok');
  await told;
  await client.end();
});

test('a server that is not there is said to be not there', async () => {
  const client = new pg.Client({ host: '/nowhere', stream: () => new ThreadSocket() });
  await expect(client.connect()).rejects.toMatchObject({ code: 'ENOENT' });
});

test('who waits on a connection that the server ends is told', async () => {
  const client = await database.fed();
  const { rows } = await client.query('select pg_backend_pid() as pid');
  const waiting = expect(client.query('select pg_sleep(60)')).rejects.toMatchObject({ code: '57P01' });
  await database.pool.query('select pg_terminate_backend($1)', [rows[0].pid]);
  await waiting;
});
