import type { Finding } from '../posting/desired.ts';
import type { OpenDiscrepancy, Plan } from './state.ts';

/** What is wrong now against what is open, by kind: opened, changed, or healed by itself (design.md 1). */
export function compareFindings(
  found: readonly Finding[],
  open: readonly OpenDiscrepancy[],
): { readonly opened: readonly Finding[]; readonly changed: Plan['changed']; readonly healed: readonly number[] } {
  const opened: Finding[] = [];
  const changed: Plan['changed'][number][] = [];
  const left = new Map(open.map((discrepancy) => [discrepancy.kind, discrepancy]));
  for (const finding of found) {
    const known = left.get(finding.kind);
    left.delete(finding.kind);
    if (known === undefined) opened.push(finding);
    else if (known.amount !== finding.amount || known.currency !== finding.currency) {
      changed.push({ discrepancyId: known.discrepancyId, amount: finding.amount, currency: finding.currency, note: finding.note });
    }
  }
  return { opened, changed, healed: [...left.values()].map(({ discrepancyId }) => discrepancyId) };
}
