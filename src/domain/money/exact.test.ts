import { describe, expect, test } from 'vitest';
import {
  compare,
  exact,
  exactText,
  fromMinor,
  isFiner,
  isZero,
  minus,
  negative,
  plus,
  times,
  toMinor,
  total,
} from './exact.ts';

const read = (text: string | number) => {
  const value = exact(text);
  if (value === null) throw new Error(`not read: ${text}`);
  return value;
};

describe('reading decimals', () => {
  test.each([
    ['98.88', '98.88'],
    ['-0.50', '-0.5'],
    ['+7', '7'],
    ['.5', '0.5'],
    ['5.', '5'],
    [' 1.20 ', '1.2'],
    ['1e-7', '0.0000001'],
    ['1.5E3', '1500'],
    ['-0.00', '0'],
    [0.1, '0.1'],
    [1e21, '1000000000000000000000'],
    ['46.255299999999999762', '46.255299999999999762'],
  ])('%j is %s', (text, expected) => {
    expect(exactText(read(text))).toBe(expected);
  });

  test.each(['', '.', '-', '1,5', '1.2.3', '0x10', 'abc', '1e', 'NaN', Number.NaN, Number.POSITIVE_INFINITY])(
    '%j is none',
    (text) => {
      expect(exact(text)).toBeNull();
    },
  );
});

describe('reckoning', () => {
  test('is exact at any scale', () => {
    expect(exactText(plus(read('0.1'), read('0.02')))).toBe('0.12');
    expect(exactText(minus(read('1'), read('0.999')))).toBe('0.001');
    expect(exactText(total([read('0.1'), read('0.1'), read('0.1')]))).toBe('0.3');
    expect(exactText(times(read('3.335'), 3))).toBe('10.005');
    expect(exactText(negative(read('-2.5')))).toBe('2.5');
    expect(isZero(minus(read('1.10'), read('1.1')))).toBe(true);
    expect([
      compare(read('1.1'), read('1.10')),
      compare(read('1'), read('2')),
      compare(read('-1'), read('-2')),
    ]).toEqual([0, -1, 1]);
  });

  test.each([
    ['14073.4', 0, 14073],
    ['0.5', 0, 1],
    ['-0.5', 0, -1],
    ['10.005', 2, 1001],
    ['10.005', 3, 10005],
    ['10', 2, 1000],
    ['1.004999', 2, 100],
  ])('%s at %i decimals is %i', (text, decimals, expected) => {
    expect(toMinor(read(text), decimals)).toBe(expected);
  });

  test('what has digits below the minor unit is finer', () => {
    expect(isFiner(read('10.005'), 2)).toBe(true);
    expect(isFiner(read('10.500'), 1)).toBe(false);
    expect(isFiner(fromMinor(1001, 2), 2)).toBe(false);
  });
});
