import { expect, test } from 'vitest';
import type { Certificate } from '../../engine/certificate-shown.ts';
import { certificatesTable } from './certificates.ts';

const certificate: Certificate = {
  channel: 'Shop',
  day: '2026-11-20',
  verdict: 'broken',
  theirs: { EUR: { orders: 1_204, total: '38110.00' }, USD: { orders: 1, total: '-1250.50' } },
  ours: {},
  differing: [],
  madeAt: '2026-11-21T00:00:00.000Z',
  age: 0,
  nextAt: null,
} as never;

test('what either side counts is written as in all tables, and nothing is a dash', () => {
  const [row] = certificatesTable([certificate]).rows;
  expect(row?.cells).toEqual(['2026-11-20', 'broken', '1,204: 38,110.00 EUR, 1: −1,250.50 USD', '–', '']);
});
