import { contentOf, type DocumentState } from '../documents/fold.ts';
import type { ManualContent, ManualLine } from '../documents/parts.ts';
import type { PostingLine } from '../ledger/entry.ts';
import { allocateRatio } from '../money/allocate.ts';
import { decimalsOf } from '../money/currency.ts';
import { type Currency, type Minor, minor } from '../money/minor.ts';
import { dateIn, type LocalDate } from '../time/when.ts';
import { AccountBook } from './accounts.ts';
import type { RuleContext } from './context.ts';
import { type Derived, NO_TOTALS } from './desired.ts';
import { RATE_SCALE } from './rates.ts';

/** A manual entry as it is written (accounting.md 34); lines without a base amount take the rate of the date. */
export function deriveManual(state: DocumentState, context: RuleContext): Derived {
  const part = state.parts.manual;
  const content = part === undefined ? null : contentOf(part);
  if (content?.type !== 'manual') return { kind: 'waits', reason: 'order', detail: 'the entry itself is not here yet' };
  const accounts = new AccountBook(context.policy, context.accounts);
  const date = dateIn(content.at, context.zone);
  const lines: PostingLine[] = [];
  for (const [currency, group] of byCurrency(content)) {
    const based = baseOf(currency, group, date, context);
    if (based === null)
      return { kind: 'waits', reason: 'rate', detail: `${currency}/${context.baseCurrency} of ${date}` };
    group.forEach((entry, index) => {
      lines.push({
        account: accounts.named(entry.account).code,
        currency,
        amount: entry.amount,
        base: entry.base ?? based.bases[index] ?? minor(0),
        channel: context.channels.get(entry.channel) ?? 0,
        sku: '',
        taxCode: entry.taxCode,
        taxBase: entry.taxBase,
        liable: entry.taxCode === '' ? '' : 'merchant',
        rateId: based.rateId,
      });
    });
  }
  const entry = { key: 'manual', date, cause: 'manual', note: content.text, lines: merge(lines) } as const;
  const isEmpty = entry.lines.every((line) => line.amount === 0 && line.base === 0);
  return {
    kind: 'derived',
    entries: isEmpty ? [] : [entry],
    findings: [],
    reason: isEmpty ? 'nothing-to-show' : null,
    accounts: accounts.used,
    totals: NO_TOTALS,
  };
}

function byCurrency(content: ManualContent): Map<Currency, ManualLine[]> {
  const groups = new Map<Currency, ManualLine[]>();
  for (const line of content.lines) {
    const group = groups.get(line.currency);
    if (group === undefined) groups.set(line.currency, [line]);
    else group.push(line);
  }
  return groups;
}

/** Base amounts of one currency's lines: they add up to zero with the lines, by largest remainder. */
function baseOf(
  currency: Currency,
  lines: readonly ManualLine[],
  date: LocalDate,
  context: RuleContext,
): { readonly bases: readonly Minor[]; readonly rateId: number | null } | null {
  if (currency === context.baseCurrency) return { bases: lines.map((line) => line.amount), rateId: null };
  if (lines.every((line) => line.base !== null)) return { bases: [], rateId: null };
  const rate = context.findRate(currency, date);
  if (rate === null) return null;
  const numerator = rate.units * 10n ** BigInt(decimalsOf(context.baseCurrency));
  const denominator = 10n ** BigInt(decimalsOf(currency) + RATE_SCALE);
  const weights = lines.map((line) => line.amount);
  return { bases: allocateRatio(weights, numerator, denominator, minor(0)), rateId: rate.rateId };
}

/** Lines that differ in nothing but amount are one posting. */
function merge(lines: readonly PostingLine[]): PostingLine[] {
  const merged: PostingLine[] = [];
  for (const line of lines) {
    const at = merged.findIndex(
      (other) =>
        other.account === line.account &&
        other.currency === line.currency &&
        other.channel === line.channel &&
        other.taxCode === line.taxCode &&
        other.liable === line.liable,
    );
    const same = merged[at];
    if (same === undefined) merged.push(line);
    else {
      merged[at] = {
        ...same,
        amount: minor(same.amount + line.amount),
        base: minor(same.base + line.base),
        taxBase: minor(same.taxBase + line.taxBase),
      };
    }
  }
  return merged;
}
