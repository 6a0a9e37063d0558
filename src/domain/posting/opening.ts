import { contentOf, type DocumentState } from '../documents/fold.ts';
import { CHART } from '../ledger/account.ts';
import { minor } from '../money/minor.ts';
import { dateIn } from '../time/when.ts';
import { AccountBook } from './accounts.ts';
import type { RuleContext } from './context.ts';
import { type Derived, type DesiredEntry, line, NO_TOTALS } from './desired.ts';
import { convert } from './rates.ts';

/** Clearing accounts open once with the gateway's own balance (accounting.md 33). */
export function deriveOpening(state: DocumentState, context: RuleContext): Derived {
  const accounts = new AccountBook(context.policy, context.accounts);
  const entries: DesiredEntry[] = [];
  for (const part of Object.values(state.parts)) {
    const content = contentOf(part);
    if (content.type !== 'opening') continue;
    const date = dateIn(content.at, context.zone);
    const isBase = content.currency === context.baseCurrency;
    const rate = isBase ? null : context.findRate(content.currency, date);
    if (!isBase && rate === null) {
      return { kind: 'waits', reason: 'rate', detail: `${content.currency}/${context.baseCurrency} of ${date}` };
    }
    const base = rate === null ? content.amount : convert(content.amount, rate);
    const clearing = accounts.tender({ kind: 'gateway', gateway: content.gateway }, content.currency);
    const leg = (account: typeof clearing, sign: 1 | -1) =>
      line(
        { account, sku: '', taxCode: '', liable: '', amount: sign * content.amount, taxBase: 0 },
        minor(sign * base),
        content.currency,
        0,
        rate?.rateId ?? null,
      );
    entries.push({
      key: 'opening:clearing',
      date,
      cause: 'opening',
      note: '',
      lines: [leg(clearing, 1), leg(CHART.openingBalances, -1)],
    });
  }
  return {
    kind: 'derived',
    entries,
    findings: [],
    reason: entries.length > 0 ? null : 'nothing-to-show',
    accounts: accounts.used,
    totals: NO_TOTALS,
  };
}
