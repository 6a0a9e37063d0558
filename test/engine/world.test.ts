import { expect, test } from 'vitest';
import { faultsNamed } from '../simulation/faults.ts';
import { Simulation } from '../simulation/simulation.ts';
import { useDatabase } from '../support/database.ts';
import { sessionOf } from '../support/ledger.ts';

/* Two small worlds; `npm run simulate` runs large ones, seed by seed, and defects that must show. */

const database = useDatabase();

test.each([
  ['whatever goes wrong on the way', 'all', 30],
  ['when every webhook is lost', 'webhook dropped=1000', 0],
] as const)('the books are the world’s %s', { timeout: 300_000 }, async (_how, faults, deaths) => {
  const options = { seed: 1, orders: 40, faults: faultsNamed(faults), deaths };
  const { wrong } = await new Simulation({ ...options, database: sessionOf(database).database }).run();
  expect(wrong).toEqual([]);
});
