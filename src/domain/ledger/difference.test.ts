import { describe, expect, test } from 'vitest';
import { minor } from '../money/minor.ts';
import type { DesiredEntry } from '../posting/desired.ts';
import type { LocalDate } from '../time/when.ts';
import { difference, type PostedSum } from './difference.ts';
import type { PostingLine } from './entry.ts';

const line = (account: string, amount: number, more: Partial<PostingLine> = {}): PostingLine => ({
  account,
  currency: 'EUR',
  amount: minor(amount),
  base: minor(amount),
  channel: 2,
  sku: '',
  taxCode: '',
  taxBase: minor(0),
  liable: '',
  rateId: null,
  ...more,
});

const wanted = (
  key: string,
  day: string,
  lines: readonly PostingLine[],
  more: Partial<DesiredEntry> = {},
): DesiredEntry => ({
  key,
  date: `2026-03-${day}` as LocalDate,
  cause: 'fact',
  note: '',
  lines,
  ...more,
});

const posted = (key: string, day: string, lines: readonly PostingLine[]): PostedSum[] =>
  lines.map((each) => ({ ...each, key, belongsTo: `2026-03-${day}` as LocalDate }));

const sale = [line('1200', 100), line('4000', -100)];
const shown = (desired: readonly DesiredEntry[], sums: readonly PostedSum[]) =>
  difference(desired, sums).map(({ key, belongsTo, cause, lines }) => [
    `${key} ${belongsTo.slice(8)} ${cause}`,
    lines.map(({ account, amount }) => `${account} ${amount}`).join(', '),
  ]);

describe('the difference between what should be and what is', () => {
  test('nothing posted: all of it, as a fact', () => {
    expect(shown([wanted('sale', '01', sale)], [])).toEqual([['sale 01 fact', '1200 100, 4000 -100']]);
  });

  test('the same: nothing', () => {
    expect(shown([wanted('sale', '01', sale)], posted('sale', '01', sale))).toEqual([]);
  });

  test('another amount: what is missing, as a correction', () => {
    const more = [line('1200', 120), line('4000', -120)];
    expect(shown([wanted('sale', '01', more)], posted('sale', '01', sale))).toEqual([
      ['sale 01 correction', '1200 20, 4000 -20'],
    ]);
  });

  test('another date: taken back there and posted here, both corrections', () => {
    expect(shown([wanted('sale', '05', sale)], posted('sale', '01', sale))).toEqual([
      ['sale 01 correction', '1200 -100, 4000 100'],
      ['sale 05 correction', '1200 100, 4000 -100'],
    ]);
  });

  test('the same key on a further date is a fact of its own: a shipment that is cancelled', () => {
    const reversal = [line('1200', -100), line('4000', 100)];
    const desired = [wanted('fulfilment:F1', '01', sale), wanted('fulfilment:F1', '05', reversal)];
    expect(shown(desired, posted('fulfilment:F1', '01', sale))).toEqual([
      ['fulfilment:F1 05 fact', '1200 -100, 4000 100'],
    ]);
  });

  test('no longer wanted: taken back; of a manual entry that is an undo', () => {
    expect(shown([], posted('sale', '01', sale))).toEqual([['sale 01 correction', '1200 -100, 4000 100']]);
    expect(shown([], posted('manual', '01', sale))).toEqual([['manual 01 undo', '1200 -100, 4000 100']]);
  });

  test.each(['deposits:2026-03-01', 'rounding'])('%s follows whatever fact arrives', (key) => {
    const more = [line('1200', 120), line('2200', -120)];
    expect(shown([wanted(key, '01', more)], posted(key, '01', sale))[0]?.[0]).toBe(`${key} 01 fact`);
  });

  test('a manual entry keeps its cause when it is revised', () => {
    const revised = wanted('manual', '01', [line('6090', 100), line('1000', -100)], { cause: 'manual' });
    expect(shown([revised], posted('manual', '01', sale))[0]?.[0]).toBe('manual 01 manual');
  });

  test.each([
    ['account', { account: '4100' }],
    ['currency', { currency: 'USD' }],
    ['channel', { channel: 3 }],
    ['SKU', { sku: 'MUG' }],
    ['tax code', { taxCode: 'DE:VAT:7' }],
    ['liable', { liable: 'marketplace' as const }],
  ])('lines that differ in %s are different lines', (_, more) => {
    const [change] = difference(
      [wanted('sale', '01', [line('4000', -100, more)])],
      posted('sale', '01', [line('4000', -100)]),
    );
    expect(change?.lines).toHaveLength(2);
  });

  test('base amounts and tax bases are compared too', () => {
    const based = difference(
      [wanted('sale', '01', [line('4000', -100, { base: minor(-110) })])],
      posted('sale', '01', [line('4000', -100)]),
    );
    expect(based[0]?.lines).toMatchObject([{ amount: 0, base: -10 }]);
  });

  test('a tax base alone stands as an entry of two lines', () => {
    const [change] = difference(
      [wanted('sale', '01', [line('2100-DE', 0, { taxCode: 'DE::0', taxBase: minor(100) })])],
      [],
    );
    expect(change?.lines.map(({ taxCode, taxBase }) => [taxCode, taxBase])).toEqual([
      ['DE::0', 100],
      ['', 0],
    ]);
  });
});
