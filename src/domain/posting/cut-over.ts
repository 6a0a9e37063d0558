import { CHART, isClearing, isControl } from '../ledger/account.ts';
import type { PostingLine } from '../ledger/entry.ts';
import { minor } from '../money/minor.ts';
import { addDays } from '../time/when.ts';
import type { RuleContext } from './context.ts';
import type { Derived, DesiredEntry } from './desired.ts';

/**
 * Facts before a connection's cut-over post no P&L: what they left standing on the accounts that have a subledger per
 * document (bridge, gift cards, store credit) opens the day before, against Opening balances; clearing opens by the
 * gateway's own balance and all else by the merchant's trial balance (accounting.md 33, ex 15).
 */
export function openAtCutOver(derived: Derived, context: RuleContext): Derived {
  const { cutOver } = context;
  if (derived.kind !== 'derived' || cutOver === null) return derived;
  const before = derived.entries.filter((entry) => entry.date < cutOver);
  if (before.length === 0) return derived;
  const after = derived.entries.filter((entry) => entry.date >= cutOver);
  const standing = sumByAccount(before.flatMap((entry) => entry.lines).filter((line) => opens(line.account)));
  if (standing.length === 0) {
    return { ...derived, entries: after, reason: after.length > 0 ? null : 'before-cut-over' };
  }
  const opening: DesiredEntry = {
    key: 'opening',
    date: addDays(cutOver, -1),
    cause: 'opening',
    note: '',
    lines: [...standing, ...counterLegs(standing)],
  };
  return { ...derived, entries: [opening, ...after], reason: null };
}

function opens(code: string): boolean {
  return isControl(code) && !isClearing(code);
}

function sumByAccount(lines: readonly PostingLine[]): PostingLine[] {
  const sums = new Map<string, PostingLine>();
  for (const line of lines) {
    const key = `${line.account} ${line.currency}`;
    const known = sums.get(key);
    const amount = minor((known?.amount ?? 0) + line.amount);
    const base = minor((known?.base ?? 0) + line.base);
    sums.set(key, { ...line, sku: '', taxCode: '', taxBase: minor(0), liable: '', amount, base });
  }
  return [...sums.values()].filter((line) => line.amount !== 0 || line.base !== 0);
}

function counterLegs(lines: readonly PostingLine[]): PostingLine[] {
  const sums = new Map<string, PostingLine>();
  for (const line of lines) {
    const known = sums.get(line.currency);
    const amount = minor((known?.amount ?? 0) - line.amount);
    const base = minor((known?.base ?? 0) - line.base);
    sums.set(line.currency, { ...line, account: CHART.openingBalances.code, amount, base });
  }
  return [...sums.values()].filter((line) => line.amount !== 0 || line.base !== 0);
}
