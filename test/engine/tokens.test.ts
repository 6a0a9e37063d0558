import { expect, test } from 'vitest';
import type { Access, Grant } from '../../src/connectors/contract.ts';
import { instant } from '../../src/domain/time/when.ts';
import type { Tokens } from '../../src/engine/api/api.ts';
import { Budget } from '../../src/engine/api/budget.ts';
import { overWire } from '../../src/engine/store.ts';
import { placeOf, type Renew, tokensOf } from '../../src/engine/tokens.ts';
import { useDatabase } from '../support/database.ts';
import { connectStore, makeWorld } from '../support/live-store.ts';

const database = useDatabase();
const HOUR = 3_600_000;

/** A store whose tokens end after an hour, asked for by so many processes. */
async function useProcesses(count: number, grantOf?: (n: number, refreshToken: string | null) => Promise<Grant>) {
  const world = makeWorld(database);
  const row = await connectStore(database, world);
  const { timers } = world;
  let granted = 0;
  const access: Access = {
    ...{ baseUrl: 'https://shop.example', budgetKey: 'k', limits: { concurrent: 1, bucket: null } },
    authorise: (request) => request,
    grant: null,
  };
  const renew: Renew = async (_api, refreshToken) => {
    granted += 1;
    const next = await grantOf?.(granted, refreshToken);
    return next ?? { token: `token ${granted}`, expiresAt: instant(timers.now() + HOUR) };
  };
  const processes = Array.from({ length: count }, (): Tokens => {
    const budget = new Budget(access.limits, timers);
    const options = { access, budget, urgency: 'live' as const, ...overWire(world.surroundings) };
    return tokensOf(world.surroundings, placeOf(row), renew, options) ?? (async () => 'none is needed');
  });
  const ask = (after: string | null = null, times = 5) =>
    Promise.all(processes.flatMap((tokens) => Array.from({ length: times }, () => tokens(after))));
  return { world, row, timers, ask, processes, granted: () => granted };
}

const same = (token: string, times: number) => Array.from({ length: times }, () => token);

test('fetched once, however many processes and requests need it', async () => {
  const { ask, granted } = await useProcesses(3);
  expect(await ask()).toEqual(same('token 1', 15));
  expect(await ask()).toEqual(same('token 1', 15));
  expect(granted()).toBe(1);
});

test('fetched anew once, a minute before it ends', async () => {
  const { ask, granted, timers } = await useProcesses(2);
  await ask();
  await timers.advance(HOUR - 60_001);
  expect(await ask()).toEqual(same('token 1', 10));
  await timers.advance(1);
  expect(await ask()).toEqual(same('token 2', 10));
  expect(granted()).toBe(2);
});

test('refused, it is fetched anew once; who has the newer one keeps it', async () => {
  const { ask, granted, processes } = await useProcesses(2);
  await ask();
  expect(await ask('token 1')).toEqual(same('token 2', 10));
  expect(await ask('token 1')).toEqual(same('token 2', 10));
  expect(await processes[0]?.(null)).toBe('token 2');
  expect(granted()).toBe(2);
});

test('one without an end is kept until it is refused', async () => {
  const { ask, granted, timers } = await useProcesses(2, async (n) => ({ token: `lasting ${n}`, expiresAt: null }));
  await ask();
  await timers.advance(1_000 * HOUR);
  expect(await ask()).toEqual(same('lasting 1', 10));
  expect(granted()).toBe(1);
});

test('a grant that fails fails who waits for it, and is tried again by the next', async () => {
  const { ask, granted } = await useProcesses(1, async (n) => {
    if (n === 1) throw new Error('the store is away');
    return { token: `token ${n}`, expiresAt: null };
  });
  await expect(ask()).rejects.toThrow('the store is away');
  expect(await ask()).toEqual(same('token 2', 5));
  expect(granted()).toBe(2);
});

test('it is kept sealed', async () => {
  const { ask, row } = await useProcesses(1);
  await ask();
  const text = `select token, token_generation as generation from live where book_id = $1`;
  const [kept] = (await database.pool.query<{ token: Buffer; generation: number }>(text, [row.bookId])).rows;
  expect(kept?.generation).toBe(1);
  expect(kept?.token.includes('token 1')).toBe(false);
});

test('the refresh token that came last serves until another comes', async () => {
  const refreshed: (string | null)[] = [];
  const { ask } = await useProcesses(1, async (n, refreshToken) => {
    refreshed.push(refreshToken);
    const other = n === 1 || n === 3 ? { refreshToken: `refresh ${n}` } : {};
    return { token: `token ${n}`, expiresAt: null, ...other };
  });
  await ask(null, 1);
  for (const n of [1, 2, 3]) await ask(`token ${n}`, 1);
  expect(refreshed).toEqual([null, 'refresh 1', 'refresh 1', 'refresh 3']);
});
