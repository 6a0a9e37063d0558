import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allocate, charge, divide, grossOf, minus, share, taxOf, total } from './money.ts';
import type { TaxRate } from './types.ts';

const rate = (id: number, ppm: number): TaxRate => {
  return { id, ppm, name: '', country: 'XX', region: '', taxClass: 'standard', taxesShipping: true, priority: id };
};

const amounts = fc.integer({ min: 0, max: 10_000_000 });
const rates = fc
  .array(fc.integer({ min: 0, max: 300_000 }), { maxLength: 3 })
  .map((all) => all.map((ppm, index) => rate(index + 1, ppm)));

test.each([
  [5, 2, 3],
  [4, 2, 2],
  [7, 3, 2],
  [0, 3, 0],
])('%i / %i is %i, half rounded up', (amount, by, expected) => {
  expect(divide(amount, by)).toBe(expected);
});

test('nothing is lost in an allocation, and no share is off by a unit', () => {
  fc.assert(
    fc.property(amounts, fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1 }), (amount, weights) => {
      const sum = total(weights);
      const shares = allocate(amount, weights);
      expect(total(shares)).toBe(sum === 0 ? 0 : amount);
      for (const [index, part] of shares.entries()) {
        if (sum > 0) expect(Math.abs(part - (amount * (weights[index] ?? 0)) / sum)).toBeLessThan(1);
      }
    }),
  );
});

test('a price with tax is charged as it stands; one without gets its tax on top', () => {
  fc.assert(
    fc.property(amounts, rates, (listed, taxes) => {
      expect(grossOf(charge(listed, taxes, true))).toBe(listed);
      const added = charge(listed, taxes, false);
      expect(added.net).toBe(listed);
      expect(taxOf(added)).toBe(total(taxes.map(({ ppm }) => Math.round((listed * ppm) / 1_000_000))));
    }),
  );
});

test('shares of a charge, taken one unit after the other, come to the whole', () => {
  fc.assert(
    fc.property(amounts, rates, fc.integer({ min: 1, max: 9 }), (listed, taxes, quantity) => {
      const whole = charge(listed, taxes, true);
      const parts = Array.from({ length: quantity }, (_, taken) =>
        minus(share(whole, taken + 1, quantity), share(whole, taken, quantity)),
      );
      expect(total(parts.map(grossOf))).toBe(listed);
      expect(total(parts.map(({ net }) => net))).toBe(whole.net);
      for (const part of parts) expect(part.net).toBeGreaterThanOrEqual(0);
    }),
  );
});
