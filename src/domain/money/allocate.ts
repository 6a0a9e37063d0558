import { type Minor, minor } from './minor.ts';

/**
 * Splits a total over weights so that the parts add up to it exactly: each part is its exact share rounded down,
 * what is left goes one minor unit at a time to the largest remainders (ties: the earlier part).
 * Weights may be negative (a discount line) as long as they do not add up to zero; when all are zero
 * the first part takes everything.
 */
export function allocate(total: Minor, weights: readonly number[]): Minor[] {
  let whole = 0;
  for (const weight of weights) whole += weight;
  if (whole === 0) return weights.map((_, index) => (index === 0 ? total : minor(0)));
  return allocateRatio(weights, BigInt(total), BigInt(whole), total);
}

/**
 * Rounds every weight × numerator ÷ denominator so that the parts add up to `total`: used to give each leg of an
 * entry its base amount (accounting.md 25: control leg first, the rest by largest remainder).
 */
export function allocateRatio(
  weights: readonly (number | bigint)[],
  numerator: bigint,
  denominator: bigint,
  total: Minor,
): Minor[] {
  const flip = denominator < 0n ? -1n : 1n;
  const bottom = denominator * flip;
  const parts: number[] = [];
  const order: { index: number; rest: bigint }[] = [];
  let given = 0;
  weights.forEach((weight, index) => {
    const top = BigInt(weight) * numerator * flip;
    let floor = top / bottom;
    let rest = top % bottom;
    if (rest < 0n) {
      floor -= 1n;
      rest += bottom;
    }
    parts.push(Number(floor));
    given += Number(floor);
    order.push({ index, rest });
  });
  let left = total - given;
  if (left === 0) return parts.map(minor);
  order.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  if (left < 0) order.reverse();
  const step = left < 0 ? -1 : 1;
  for (let turn = 0; left !== 0; turn = (turn + 1) % order.length) {
    const slot = order[turn];
    if (slot === undefined) throw new RangeError('nothing to allocate to');
    parts[slot.index] = (parts[slot.index] ?? 0) + step;
    left -= step;
  }
  return parts.map(minor);
}
