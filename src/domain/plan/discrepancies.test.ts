import { describe, expect, test } from 'vitest';
import { finding } from '../posting/desired.ts';
import { compareFindings } from './discrepancies.ts';
import type { OpenDiscrepancy } from './state.ts';

const open = (discrepancyId: number, kind: OpenDiscrepancy['kind'], amount: number): OpenDiscrepancy => ({
  discrepancyId,
  kind,
  amount: finding(kind, amount, 'EUR', '').amount,
  currency: 'EUR',
});

describe('what is wrong now against what is open', () => {
  const underpaid = finding('underpaid', 500, 'EUR', 'less was paid');

  test('new: opened', () => {
    expect(compareFindings([underpaid], [])).toEqual({ opened: [underpaid], changed: [], healed: [] });
  });

  test('the same: nothing', () => {
    expect(compareFindings([underpaid], [open(7, 'underpaid', 500)])).toEqual({ opened: [], changed: [], healed: [] });
  });

  test('another amount: changed', () => {
    const { kind: _, ...change } = underpaid;
    expect(compareFindings([underpaid], [open(7, 'underpaid', 400)]).changed).toEqual([{ discrepancyId: 7, ...change }]);
  });

  test('gone: healed by itself', () => {
    expect(compareFindings([], [open(7, 'underpaid', 500), open(8, 'refund-owed', -3)]).healed).toEqual([7, 8]);
  });
});
