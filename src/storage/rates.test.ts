import type pg from 'pg';
import { expect, test } from 'vitest';
import type { LocalDate } from '../domain/time/when.ts';
import { RateTable } from './rates.ts';

test('a series that was being read when newer rates came is read again', async () => {
  const DAY = '2026-11-20' as LocalDate;
  const row = (rate_id: number) => ({ rows: [{ rate_id, date: DAY, rate: '1.1000000000' }] });
  let release = () => {};
  const slow = new Promise<void>((resolve) => {
    release = resolve;
  });
  let asked = 0;
  const client = {
    query: async (_text: string, [currency]: [string]) => {
      if (currency !== 'GBP') return { rows: [] };
      asked += 1;
      if (asked > 1) return row(2);
      await slow;
      return row(1);
    },
  };
  const rates = new RateTable(client as unknown as pg.Pool);
  const older = rates.ensure('USD', ['GBP'], 1);
  await rates.ensure('USD', ['GBP'], 2);
  release();
  await older;
  expect(rates.find('GBP', 'USD', DAY)?.rateId).toBe(2);
});
