import { describe, expect, it } from 'vitest';
import { exactText } from '../../domain/money/exact.ts';
import { type NumberSigns, numberReader } from './numbers.ts';

const ENGLISH: NumberSigns = { decimal: '.', thousands: ',', signs: ['$'] };
const PLAIN: NumberSigns = { decimal: '.', thousands: '', signs: [] };
const GERMAN: NumberSigns = { decimal: ',', thousands: '.', signs: ['€', 'EUR'] };
const FRENCH: NumberSigns = { decimal: ',', thousands: ' ', signs: ['€'] };
const SWISS: NumberSigns = { decimal: '.', thousands: "'", signs: ['CHF'] };

const read = (locale: NumberSigns, text: string): string | null => {
  const number = numberReader(locale)(text);
  return number === null ? null : exactText(number);
};

describe('numbers', () => {
  it.each([
    [PLAIN, '1234.56', '1234.56'],
    [PLAIN, '-0.5', '-0.5'],
    [PLAIN, '.5', '0.5'],
    [PLAIN, '+7', '7'],
    [PLAIN, '0.001', '0.001'],
    [PLAIN, '1e3', '1000'],
    [PLAIN, '123456789012345678901.23', '123456789012345678901.23'],
    [ENGLISH, '$1,234.56', '1234.56'],
    [ENGLISH, '-$ 5.00', '-5'],
    [ENGLISH, '12,34,567.00', '1234567'],
    [GERMAN, '1.234,56', '1234.56'],
    [GERMAN, '1.234', '1234'],
    [GERMAN, '12,5 €', '12.5'],
    [GERMAN, '-1.234.567,89 EUR', '-1234567.89'],
    [FRENCH, '1 234,50', '1234.5'],
    [FRENCH, '1\u202f234,50\u00a0€', '1234.5'],
    [SWISS, "CHF 1'234.50", '1234.5'],
    [SWISS, '1’234.50', '1234.5'],
    [ENGLISH, '(12.50)', '-12.5'],
    [ENGLISH, '12.50-', '-12.5'],
    [ENGLISH, '\u221212.50', '-12.5'],
  ])('%o reads %s', (locale, text, value) => {
    expect(read(locale, text)).toBe(value);
  });

  it.each([
    [PLAIN, '1,234.56'],
    [PLAIN, '12,50'],
    [PLAIN, '1.234.567'],
    [ENGLISH, '1,23'],
    [ENGLISH, '1.234,56'],
    [GERMAN, '12.34'],
    [GERMAN, '1,234.56'],
    [GERMAN, '1.23,4'],
    [FRENCH, '1.234,50'],
    [PLAIN, 'abc'],
    [PLAIN, '-'],
    [PLAIN, '.'],
    [PLAIN, '1 2'],
    [PLAIN, '--5'],
    [PLAIN, '(-5)-'],
  ])('%o refuses %s', (locale, text) => {
    expect(read(locale, text)).toBeNull();
  });
});
