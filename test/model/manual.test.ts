import { describe, expect, test } from 'vitest';
import type { ManualLine } from '../../src/domain/documents/parts.ts';
import { on, rate, Shop, type ShopOptions } from '../support/memory-books.ts';

const line = (account: string, amount: number, more: Partial<ManualLine> = {}): ManualLine => ({
  account,
  currency: 'EUR',
  amount: amount as never,
  base: null,
  channel: '',
  taxCode: '',
  taxBase: 0 as never,
  reference: '',
  ...more,
});

const entered = (lines: readonly ManualLine[], options: ShopOptions = {}, shop = new Shop(options)) =>
  shop.tell('03-31', 'manual', { type: 'manual', at: on('03-31'), text: 'Rent', maker: 'Ann', lines }, 'm1');

describe('accounting.md 34: manual entries', () => {
  test('stand as they are written, by their own cause', () => {
    const shop = entered([line('6090', 80000), line('1000', -80000)]);
    expect(shop.booked('manual')).toEqual({ 'Other expenses': 80000, Bank: -80000 });
    expect(shop.book.entries[0]).toMatchObject({ cause: 'manual', note: 'Rent', date: '2026-03-31' });
  });

  test('a revision changes the entry, an empty one undoes it', () => {
    const shop = entered([line('6090', 80000), line('1000', -80000)]);
    entered([line('6060', 80000), line('1000', -80000)], {}, shop);
    expect(shop.booked('manual')).toEqual({ Interest: 80000, Bank: -80000 });
    entered([], {}, shop);
    expect(shop.booked('manual')).toEqual({});
    expect(shop.book.entries.map(({ revision, cause }) => `${revision} ${cause}`)).toEqual([
      '1 manual',
      '2 manual',
      '3 undo',
    ]);
  });

  test('lines of one account and tax code are one posting', () => {
    const shop = entered([line('6090', 500), line('6090', 300), line('1000', -800)]);
    expect(shop.book.entries[0]?.lines).toHaveLength(2);
  });

  test('a channel is named by its name', () => {
    const shop = entered([line('6010', 700, { channel: 'shop' }), line('1000', -700)]);
    expect(shop.book.entries[0]?.lines.map(({ channel }) => channel)).toEqual([2, 0]);
  });

  test('an account that is in no chart is made', () => {
    const shop = entered([line('expenses:rent', 700), line('1000', -700)]);
    expect(shop.book.accountNamed('expenses:rent')).toMatchObject({ type: 'expense' });
  });

  test('in another currency: at the rate of the date, or as stated', () => {
    const rates = [rate(1, 'EUR', 'USD', '03-30', 1.1111)];
    const options = { baseCurrency: 'USD', rates } as const;
    const lines = [line('6090', 101), line('6060', 202), line('1000', -303)];
    expect(entered(lines, options).booked('manual', 'base')).toEqual({
      'Other expenses': 112,
      Interest: 225,
      Bank: -337,
    });
    const stated = [line('6090', 100, { base: 120 as never }), line('1000', -100, { base: -120 as never })];
    expect(entered(stated, { baseCurrency: 'USD' }).booked('manual', 'base')).toEqual({
      'Other expenses': 120,
      Bank: -120,
    });
  });

  test('without a rate it waits', () => {
    const shop = entered([line('6090', 100), line('1000', -100)], { baseCurrency: 'USD' });
    expect(shop.book.parked).toMatchObject([{ reason: 'waits-for-rate' }]);
  });
});
