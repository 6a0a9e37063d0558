import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Missed, NO_SETTINGS } from '../connectors/contract.ts';
import type { Json } from '../connectors/shape.ts';
import { decode } from '../connectors/woocommerce/decode.ts';
import type { Report } from '../domain/documents/report.ts';
import { readAgainAt } from './again.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function reported(payload: unknown): Report {
  const decoded = decode(payload, NO_SETTINGS, { via: 'read', topic: '' });
  if (decoded.kind !== 'report') throw new Error(decoded.detail);
  return decoded.report;
}

const payloads = (file: string): Json[] =>
  readFileSync(join(import.meta.dirname, '..', '..', 'samples', 'woocommerce', file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

const sample = payloads('orders.jsonl').find(({ id }) => id === 30);
const order = reported(sample);
const placedAt = Date.parse(`${String(sample?.date_created_gmt)}Z`);

const gapAt = (age: number, misses: readonly Missed[]) => {
  const now = placedAt + age;
  const at = readAgainAt({ misses }, [order], now).get('30');
  return at === undefined ? null : at - now;
};

describe('an order whose feed misses what happens to it is read again', () => {
  test.each([
    ['at once', 0, 2 * MINUTE],
    ['in its first hour', HOUR - 1, 2 * MINUTE],
    ['on its first day', HOUR, 20 * MINUTE],
    ['in its first week', DAY, 3 * HOUR],
    ['in its first two months', 7 * DAY, DAY],
    ['till then', 60 * DAY - 1, DAY],
    ['and is old then', 60 * DAY, null],
    ['from a shop whose clock is ahead', -5 * MINUTE, 2 * MINUTE],
  ])('%s', (_, age, gap) => {
    expect(gapAt(age, ['payment', 'deletion'])).toBe(gap);
  });

  test('daily for a month where only undone refunds are missed', () => {
    expect([0, 30 * DAY - 1, 30 * DAY].map((age) => gapAt(age, ['deletion', 'refund-deletion']))).toEqual([
      DAY,
      DAY,
      null,
    ]);
  });

  test('never where nothing is missed but what was deleted', () => {
    expect(gapAt(0, [])).toBeNull();
    expect(gapAt(0, ['deletion'])).toBeNull();
  });
});

test('a report that does not say when its order was placed changes nothing', () => {
  const refund = reported(payloads('refunds.jsonl')[0]);
  expect(readAgainAt({ misses: ['refund'] }, [refund], placedAt).size).toBe(0);
});
