import type { DesiredEntry, Totals } from './desired.ts';

/**
 * What one amount of a document may be at the most, in minor units: a thousand billion of a currency with two decimals.
 * Sums over a book are exact in a number up to 9 × 10^15; without a bound, one absurd order would end every report.
 */
const LARGEST = 100_000_000_000_000;

/** An amount that no book adds up: the record that makes it is parked. */
export class TooLarge extends RangeError {}

/** Throws TooLarge where a document would bring more into a book than its sums can hold. */
export function refuseTooLarge(entries: readonly DesiredEntry[], totals: Totals, units: number): void {
  refuse(totals.total);
  refuse(totals.paid);
  refuse(totals.refunded);
  refuse(units);
  for (const { lines } of entries) {
    for (const line of lines) {
      refuse(line.amount);
      refuse(line.base);
      refuse(line.taxBase);
    }
  }
}

function refuse(figure: number): void {
  if (figure > LARGEST || figure < -LARGEST)
    throw new TooLarge(`${figure} is more than a book can add up (${LARGEST}): correct it at its source`);
}
