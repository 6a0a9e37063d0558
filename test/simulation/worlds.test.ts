import { expect, test } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { sessionOf } from '../support/ledger.ts';
import { faultsNamed } from './faults.ts';
import { Simulation } from './simulation.ts';

/* As many worlds as `npm run simulate` asks for. */

const database = useDatabase();
const seeds = Number(process.env.SIMULATE_SEEDS ?? 25);
const from = Number(process.env.SIMULATE_FROM ?? 1);
const orders = Number(process.env.SIMULATE_ORDERS ?? 300);
const faults = process.env.SIMULATE_FAULTS ?? 'all';

test.each(Array.from({ length: seeds }, (_, index) => from + index))(
  'the books are the world’s, whatever goes wrong on the way (seed %i)',
  async (seed) => {
    const options = { seed, orders, faults: faultsNamed(faults), deaths: faults === 'none' ? 0 : 30 };
    const { wrong } = await new Simulation({ ...options, database: sessionOf(database).database }).run();
    const again = `npm run simulate -- --seeds 1 --from ${seed} --orders ${orders} --faults '${faults}'`;
    expect(wrong.slice(0, 10), `${wrong.length} differences; again: ${again}`).toEqual([]);
  },
);
