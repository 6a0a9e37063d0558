import { expect, test } from 'vitest';
import type { LocalDate } from '../time/when.ts';
import { DEFAULT_POLICY, type Policy, policyOn } from './policy.ts';

const from = (version: number, day: string): Policy => ({
  version,
  effectiveFrom: day as LocalDate,
  body: DEFAULT_POLICY,
});

const policies = [from(1, '2026-01-01'), from(2, '2026-03-01'), from(3, '2026-03-01'), from(4, '2026-02-01')];

test.each([
  ['before all: the first', '2025-12-31', 1],
  ['the latest start that is not after it', '2026-02-15', 4],
  ['on the very day, of equal starts the newest', '2026-03-01', 3],
  ['later', '2027-01-01', 3],
])('%s', (_, day, version) => {
  expect(policyOn(policies, day as LocalDate).version).toBe(version);
});

test('a book has at least one', () => {
  expect(() => policyOn([], '2026-01-01' as LocalDate)).toThrow(RangeError);
});
