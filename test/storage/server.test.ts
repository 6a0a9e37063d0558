import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { type Cluster, startCluster } from '../../src/storage/server/cluster.ts';
import { isRunning, readPostmaster } from '../../src/storage/server/postmaster.ts';
import { useHome } from '../support/home.ts';

const env = {};

async function start(home: string): Promise<Cluster> {
  const cluster = await startCluster({ home, env });
  onTestFinished(() => cluster.stop());
  return cluster;
}

/** A process of its own that holds the server of a home. */
async function startHolder(home: string) {
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'support', 'holder.ts'), home], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  for await (const line of createInterface(child.stdout)) {
    const { adopted } = JSON.parse(line) as { adopted: boolean };
    return { child, exited, adopted };
  }
  throw new Error('the holder ended without a word');
}

async function ask(cluster: Cluster, statement: string): Promise<unknown[]> {
  const client = new pg.Client(cluster.config);
  await client.connect();
  const { rows } = await client.query({ text: statement, rowMode: 'array' }).finally(() => client.end());
  return rows.flat();
}

const postmasterOf = async (home: string) => {
  const postmaster = await readPostmaster(join(home, 'postgres'));
  return postmaster && (await isRunning(postmaster.pid)) ? postmaster.pid : undefined;
};

/** kill -9 of the server and everything it started. */
async function killServer(home: string): Promise<number> {
  const pid = await postmasterOf(home);
  if (pid === undefined) throw new Error('no server runs');
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  for (const victim of [pid, ...children.trim().split(' ').map(Number)]) process.kill(victim, 'SIGKILL');
  await expect.poll(() => isRunning(pid)).toBe(false);
  return pid;
}

test('starts, keeps its data over a stop, and leaves no server behind', async () => {
  const home = await useHome();
  const first = await start(home);
  expect(first.adopted).toBe(false);
  await ask(first, 'create table kept as select 7 as n');
  await first.stop();
  expect(await postmasterOf(home)).toBeUndefined();

  const second = await start(home);
  expect(second.adopted).toBe(false);
  expect(await ask(second, 'select n from kept')).toEqual([7]);
  expect(await ask(second, `select datlocale from pg_database where datname = 'bookkeeper'`)).toEqual(['C.UTF-8']);
  await second.stop();
  expect(await postmasterOf(home)).toBeUndefined();
});

test('is durable, and listens on nothing but a socket in a folder of its own', async () => {
  const home = await useHome();
  const cluster = await start(home);
  const settings = ['fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses', 'jit', 'wal_compression'];
  expect(await Promise.all(settings.map((name) => ask(cluster, `show ${name}`)))).toEqual(
    ['on', 'on', 'on', '', 'off', 'pglz'].map((value) => [value]),
  );
  expect((await stat(join(home, 'run'))).mode & 0o777).toBe(0o700);
});

test('adopts a server whose starter was killed, and stops it when nobody else is connected', async () => {
  const home = await useHome();
  const { child, exited } = await startHolder(home);
  const orphan = await postmasterOf(home);
  child.kill('SIGKILL');
  await exited;

  const cluster = await start(home);
  expect(cluster.adopted).toBe(true);
  expect(await postmasterOf(home)).toBe(orphan);
  await cluster.stop();
  expect(await postmasterOf(home)).toBeUndefined();
});

test('the starter may go first: the last one stops the server', async () => {
  const home = await useHome();
  const { child, exited } = await startHolder(home);
  const cluster = await start(home);
  expect(cluster.adopted).toBe(true);
  child.stdin.end();
  expect(await exited).toEqual([0, null]);
  expect(await ask(cluster, 'select 1')).toEqual([1]);
  await cluster.stop();
  expect(await postmasterOf(home)).toBeUndefined();
});

test('stays for whoever else is connected, keeper or not', async () => {
  const home = await useHome();
  const cluster = await start(home);
  const guest = new pg.Client(cluster.config);
  await guest.connect();
  await cluster.stop();
  expect((await guest.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await guest.end();
  await (await start(home)).stop();
  expect(await postmasterOf(home)).toBeUndefined();
});

test('two starters at once on a new home share one server', async () => {
  const home = await useHome();
  const [one, other] = await Promise.all([startHolder(home), startHolder(home)]);
  expect([one.adopted, other.adopted].sort()).toEqual([false, true]);
  expect((await readdir(home)).sort()).toEqual(['postgres', 'postgres.log', 'run']);
  one.child.stdin.end();
  other.child.stdin.end();
  expect(await Promise.all([one.exited, other.exited])).toEqual([
    [0, null],
    [0, null],
  ]);
  expect(await postmasterOf(home)).toBeUndefined();
});

test('a starter that meets a stopping server waits and starts it again', async () => {
  const home = await useHome();
  const leaving = await start(home);
  const [, coming] = await Promise.all([leaving.stop(), start(home)]);
  expect(await ask(coming, 'select 1')).toEqual([1]);
});

test('recovers after kill -9 of the server, with all that was committed', async () => {
  const home = await useHome();
  const before = await start(home);
  await ask(before, 'create table acknowledged (n int)');
  for (let n = 0; n < 20; n++) await ask(before, `insert into acknowledged values (${n})`);
  await killServer(home);
  const after = await start(home);
  expect(after.adopted).toBe(false);
  expect(await ask(after, 'select count(*)::int from acknowledged')).toEqual([20]);
});

test('is not misled by a stale file whose number now belongs to another program', async () => {
  const home = await useHome();
  await start(home);
  const killed = await killServer(home);
  const file = join(home, 'postgres', 'postmaster.pid');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(String(killed), String(process.pid)));
  expect(await ask(await start(home), 'select 1')).toEqual([1]);
});

test('a home too deep for a socket gets one elsewhere', async () => {
  const parent = await useHome();
  await chmod(parent, 0o711);
  const home = join(parent, 'd'.repeat(120));
  const cluster = await start(home);
  expect(cluster.config.host).toMatch(/^\/tmp\/bookkeeper-[0-9a-f]{16}$/);
  expect(await ask(cluster, 'select 1')).toEqual([1]);
  await cluster.stop();
  await rm(cluster.config.host ?? '', { recursive: true });
});

test('sweeps away what a starter left half made when it died', async () => {
  const home = await useHome();
  const { child, exited } = await startHolder(home);
  child.stdin.end();
  await exited;
  const fresh = await useHome();
  await mkdir(join(fresh, `postgres.${child.pid}.new`));
  await start(fresh);
  expect(await readdir(fresh)).not.toContain(`postgres.${child.pid}.new`);
});

test('says what is wrong, and what to do', async () => {
  const home = await useHome();
  await expect(startCluster({ home, env: { PG_BIN_DIR: '/nowhere' } })).rejects.toThrow(
    /PG_BIN_DIR holds no PostgreSQL that runs .*: point PG_BIN_DIR to/,
  );
  const blocked = join(home, 'file');
  await writeFile(blocked, '');
  await expect(startCluster({ home: join(blocked, 'home'), env })).rejects.toThrow(/ENOTDIR.*: set BOOKKEEPER_HOME/);
});

test('refuses data of another major version, and names the file with the server’s last words', async () => {
  const home = await useHome();
  await (await start(home)).stop();
  const version = join(home, 'postgres', 'PG_VERSION');
  await writeFile(version, '17\n');
  await expect(startCluster({ home, env })).rejects.toThrow(
    /is of PostgreSQL 17, the binaries are of 18: point PG_BIN/,
  );
  await writeFile(version, '18\n');
  await writeFile(join(home, 'postgres', 'postgresql.conf'), 'no_such_setting = 1\n');
  await expect(startCluster({ home, env })).rejects.toThrow(/did not start: .*configuration file.*postgres\.log/);
});

test('for root, a home in a folder closed to the server’s user is refused with the remedy', async ({ skip }) => {
  if (process.getuid?.() !== 0) skip();
  const home = join(await useHome(), 'inside');
  await expect(startCluster({ home, env })).rejects.toThrow(
    /closed to user .*: set BOOKKEEPER_HOME to a folder such as/,
  );
});
