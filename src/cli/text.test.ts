import { describe, expect, test } from 'vitest';
import { amountText, clean, cut, opposite, padEnd, padStart, quoted, widthOf, wrap } from './text.ts';

test.each([
  ['1234567.80', '1,234,567.80'],
  ['-1234.5', '−1,234.5'],
  ['-0.01', '−0.01'],
  ['999', '999'],
  ['1000', '1,000'],
  ['0.00', '–'],
  ['0', '–'],
  ['-0.000', '–'],
  ['', ''],
])('%s is shown as %s', (decimal, text) => {
  expect(amountText(decimal)).toBe(text);
});

test.each([
  ['1.20', '-1.20'],
  ['-1.20', '1.20'],
  ['0.00', '0.00'],
  ['-0.00', '0.00'],
])('the opposite of %s is %s', (decimal, other) => {
  expect(opposite(decimal)).toBe(other);
});

describe('text from strangers', () => {
  test.each([
    ['a\u001b[31mred', 'a [31mred'],
    ['two\r\nlines', 'two lines'],
    ['turned \u202egnp.exe', 'turned  gnp.exe'],
    ['Märkte "Ost"; Süd', 'Märkte "Ost"; Süd'],
    ['日本の店', '日本の店'],
  ])('%j is shown as %j', (text, shown) => {
    expect(clean(text)).toBe(shown);
  });
});

test.each([
  ['abc', 3],
  ['Süd', 3],
  ['u\u0308', 1],
  ['日本', 4],
  ['🛒', 2],
  ['', 0],
])('%j is %i wide', (text, width) => {
  expect(widthOf(text)).toBe(width);
});

test('padding and cutting go by the width on the screen', () => {
  expect(padEnd('日本', 6)).toBe('日本  ');
  expect(padStart('7', 3)).toBe('  7');
  expect(cut('Clearing: stripe EUR', 12)).toBe('Clearing: s…');
  expect(cut('Clearing stripe', 10)).toBe('Clearing…');
  expect(cut('日本の店', 5)).toBe('日本…');
  expect(cut('short', 5)).toBe('short');
});

test('a text is one word of a shell', () => {
  expect(['Mugs', 'My shop', "Ada's"].map(quoted)).toEqual(['Mugs', "'My shop'", "'Ada'\\''s'"]);
});

test('long text goes on below', () => {
  expect(wrap('more was paid than is owed', 12)).toEqual(['more was', 'paid than is', 'owed']);
  expect(wrap('', 12)).toEqual(['']);
  expect(wrap('head 0123456789abcdef is it', 10)).toEqual(['head', '0123456789', 'abcdef is', 'it']);
  expect(wrap('日本語の', 4)).toEqual(['日本', '語の']);
});
