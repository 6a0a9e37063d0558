import { expect, test } from 'vitest';
import type { Database } from '../../src/storage/database.ts';
import { useDatabase } from '../support/database.ts';
import { sessionOf } from '../support/ledger.ts';
import { faultsNamed } from './faults.ts';
import { type Defect, Simulation } from './simulation.ts';

/*
 * Identity is a key in the database, not a check before an insert: with the check blinded the books are
 * still the world's; with the key dropped, too, they are not.
 */
const database = useDatabase();
const SEEDS = [11, 12, 13, 14];

/** What is looked up ahead of a batch is always found to be new. */
const BLIND: Defect = {
  isCertified: true,
  faults: 'webhook doubled=300',
  sabotage: (store) => {
    const { writer } = store.intake;
    const lookUp = writer.lookUp.bind(writer);
    writer.lookUp = async (...asked) => ({
      ...(await lookUp(...asked)),
      documents: new Set(),
      observations: new Map(),
    });
    return store;
  },
};

const DROP_KEY = `alter table document drop constraint if exists document_book_id_connection_id_kind_remote_id_key`;

async function wrongOf(on: Database, seed: number): Promise<readonly string[]> {
  const faults = faultsNamed(BLIND.faults);
  return (await new Simulation({ seed, orders: 200, faults, deaths: 0, defect: BLIND, database: on }).run()).wrong;
}

test('the check before an insert finds nothing: the key holds', async () => {
  expect(await wrongOf(sessionOf(database).database, SEEDS[0] ?? 0)).toEqual([]);
});

test('the unique key of documents is dropped as well: it shows', async () => {
  const { database: keyless } = sessionOf(database);
  await keyless.pool.query(DROP_KEY);
  for (const seed of SEEDS) if ((await wrongOf(keyless, seed)).length > 0) return;
  expect.fail('the comparison did not find it');
});
