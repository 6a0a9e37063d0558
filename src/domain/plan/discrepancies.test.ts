import { describe, expect, test } from 'vitest';
import { finding } from '../posting/desired.ts';
import { compareFindings } from './discrepancies.ts';
import type { StandingDiscrepancy } from './state.ts';

const open = (discrepancyId: number, kind: StandingDiscrepancy['kind'], amount: number): StandingDiscrepancy => ({
  discrepancyId,
  kind,
  state: 'open',
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
    expect(compareFindings([underpaid], [open(7, 'underpaid', 400)]).changed).toEqual([
      { discrepancyId: 7, ...change },
    ]);
  });

  test('gone: healed by itself', () => {
    expect(compareFindings([], [open(7, 'underpaid', 500), open(8, 'refund-owed', -3)]).healed).toEqual([7, 8]);
  });

  test('accepted: quiet until its figures change, then a new one', () => {
    const accepted = { ...open(7, 'underpaid', 500), state: 'accepted' } as const;
    expect(compareFindings([underpaid], [accepted])).toEqual({ opened: [], changed: [], healed: [] });
    const more = finding('underpaid', 600, 'EUR', 'less was paid');
    expect(compareFindings([more], [accepted])).toEqual({ opened: [more], changed: [], healed: [] });
    expect(compareFindings([], [accepted]).healed).toEqual([]);
  });
});
