import { describe, expect, test } from 'vitest';
import { add, divideHalfUp, minor, negate, share, subtract, sum } from './minor.ts';

describe('minor units', () => {
  test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('%s is no amount', (value) => {
    expect(() => minor(value)).toThrow(RangeError);
  });

  test('there is no negative zero', () => {
    expect(Object.is(minor(-0), 0)).toBe(true);
    expect(Object.is(negate(minor(0)), 0)).toBe(true);
  });

  test('a sum that leaves what a number holds exactly is refused', () => {
    const most = minor(Number.MAX_SAFE_INTEGER);
    expect(() => add(most, minor(1))).toThrow(RangeError);
    expect(() => subtract(minor(-2), most)).toThrow(RangeError);
    expect(sum([minor(1), minor(2), minor(-4)])).toBe(-1);
  });
});

describe('share: rounded half away from zero', () => {
  test.each([
    [1000, 1, 3, 333],
    [1000, 2, 3, 667],
    [5, 1, 2, 3],
    [-5, 1, 2, -3],
    [5, -1, 2, -3],
    [5, 1, -2, -3],
    [-5, -1, 2, 3],
    [7, 3, 3, 7],
    [7, 0, 3, 0],
    [9_007_199_254_740_991, 1, 2, 4_503_599_627_370_496],
    [9_007_199_254_740_000, 999, 1000, 8_998_192_055_485_260],
  ])('%i × %i ÷ %i = %i', (amount, numerator, denominator, expected) => {
    expect(share(minor(amount), numerator, denominator)).toBe(expected);
  });
});

test.each([
  [5n, 2n, 3n],
  [-5n, 2n, -3n],
  [5n, -2n, -3n],
  [4n, 3n, 1n],
  [0n, 7n, 0n],
])('divideHalfUp(%i, %i) = %i', (top, bottom, expected) => {
  expect(divideHalfUp(top, bottom)).toBe(expected);
});
