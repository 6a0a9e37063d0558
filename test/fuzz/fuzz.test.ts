import { expect, test } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { random } from '../support/random.ts';
import { fuzz } from './fuzz.ts';

const database = useDatabase();

/** A taste of it; `npm run fuzz` is the meal. */
const RUNS = 1_000;

test('whatever stores send, it is taken, parked or refused, and what is good is booked', async () => {
  const { seed } = random('fuzz');
  const { received, drained, documents } = await fuzz(database, { runs: RUNS, seed });
  expect(Object.values(received).reduce((all, n) => all + n, 0)).toBe(RUNS);
  expect(Object.keys(received).sort()).toEqual(['accepted', 'malformed', 'refused']);
  expect(drained).toBeGreaterThan(RUNS);
  expect(documents).toBeGreaterThan(RUNS / 10);
});
