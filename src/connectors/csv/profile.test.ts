import { describe, expect, it } from 'vitest';
import { parseProfile } from './profile.ts';
import { profileFile, smallProfile } from './testing.ts';
import { headerFlaws } from './used.ts';

const LINES = { code: 'Sku', quantity: 'Qty', price: 'Price' };
const document = (changes: Record<string, unknown>) => ({ document: { placedAt: 'Date', ...changes } });

describe('parseProfile', () => {
  it.each([
    'profiles/shopify-orders-export.json',
    'profiles/woocommerce-orders-export.json',
    'bench/profiles/olist.json',
    'bench/profiles/online-retail.json',
  ])('takes %s', (path) => {
    expect(`${path}`).toContain(parseProfile(profileFile(path)).name);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['an unknown word', { colour: 'red' }, 'Unrecognized key: "colour"'],
    ['a wrong type', { files: { orders: { key: 5 } } }, 'the profile at files.orders.key'],
    ['no files', { files: {} }, 'files: there is none'],
    [
      'an unknown file',
      { lines: { ...LINES, file: 'items' } },
      "lines.file: there is no file 'items': name one of orders",
    ],
    ['several files', { files: { a: { key: 'x' }, b: { key: 'x' } } }, 'document.file is missing: name one of a, b'],
    ['one sign for two things', { numbers: { decimal: ',', thousands: ',' } }, "',' is both the decimal"],
    ['an unknown date format', { dates: { formats: ['dd.QQ.yyyy'], zone: 'UTC' } }, "'dd.QQ.yyyy' is no date format"],
    [
      'formats that contradict each other',
      { dates: { formats: ['dd/MM/yyyy', 'MM/dd/yyyy'], zone: 'UTC' } },
      'dd/MM/yyyy and MM/dd/yyyy read 03/04/2026 as two days: keep the one the export uses',
    ],
    ['no time zone', { dates: { formats: ['iso'] } }, 'the profile at dates.zone'],
    ['an unknown time zone', { dates: { zone: 'Europe/Atlantis' } }, "there is no time zone 'Europe/Atlantis'"],
    ['an unknown currency', { currency: 'EURO' }, "'EURO' is not an ISO 4217 currency"],
    ['price and amount', { lines: { ...LINES, amount: 'Total' } }, 'one of price and amount is wanted'],
    ['neither', { lines: { code: 'Sku' } }, 'one of price and amount is wanted'],
    ['before with price', { lines: { ...LINES, before: 'X' } }, 'lines.before goes with amount'],
    ['discount with amount', { lines: { amount: 'X', discount: 'Y' } }, 'lines.discount goes with price'],
    [
      'codes without their column',
      { lines: { price: 'P', codes: [{ code: 'D', account: '4800' }] } },
      'needs lines.code',
    ],
    ['a code without account', { lines: { ...LINES, codes: [{ code: 'D' }] } }, 'an account is missing'],
    ['a bad pattern', { lines: { ...LINES, codes: [{ pattern: '(', kind: 'fee' }] } }, 'no regular expression'],
    ['a charge without account', { charges: [{ kind: 'other', amount: 'X' }] }, 'charges.0: an account is missing'],
    ['a condition without a test', { lines: { ...LINES, when: { column: 'Kind' } } }, "is wanted for column 'Kind'"],
    ['a condition with two tests', { lines: { ...LINES, when: { column: 'K', is: 'a', empty: true } } }, 'of lines'],
    ['a condition with nothing', document({ terms: [{ when: {}, is: 'prepay' }] }), 'a condition of document'],
    ['a bad condition inside', { lines: { ...LINES, when: { all: [{ column: 'K' }] } } }, "wanted for column 'K'"],
    ['both totals of lines', document({ linesTotal: 'A', discount: 'B' }), 'linesTotal and discount say the same'],
    ['a bad name', { name: 'My Shop' }, 'small letters, digits and dashes only'],
  ])('refuses %s with cause and remedy in one line', (_what, changes, message) => {
    expect(() => parseProfile(smallProfile(changes))).toThrow(message);
    expect(() => parseProfile(smallProfile(changes))).toThrow(/^[^\n]+: [^\n]+$/);
  });

  it.each([null, 'text', [], 5])('refuses %o', (json) => {
    expect(() => parseProfile(json)).toThrow('the profile is not as it should be');
  });
});

describe('headerFlaws', () => {
  it('names what a header lacks and must have, and what it names twice', () => {
    const profile = parseProfile(
      smallProfile({ files: { orders: { key: 'Order', mayLack: ['Qty'] } }, person: { id: 'Mail' } }),
    );
    expect(headerFlaws(profile, 'orders', ['Order', 'Price', 'Other', 'Other', 'Price'])).toEqual({
      missing: ['Date', 'Sku', 'Mail'],
      doubled: ['Price'],
    });
  });
});
