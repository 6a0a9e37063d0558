import type { Finding } from '../posting/desired.ts';
import type { Plan, StandingDiscrepancy } from './state.ts';

/**
 * What is wrong now against what is open, by kind: opened, changed, or healed by itself (design.md 1). One that a person
 * accepted keeps quiet until its figures change; then it is a new one.
 */
export function compareFindings(
  found: readonly Finding[],
  standing: readonly StandingDiscrepancy[],
): { readonly opened: readonly Finding[]; readonly changed: Plan['changed']; readonly healed: readonly number[] } {
  const opened: Finding[] = [];
  const changed: Plan['changed'][number][] = [];
  const accepted = standing.filter(({ state }) => state === 'accepted');
  const left = new Map(standing.filter(({ state }) => state === 'open').map((one) => [one.kind, one]));
  for (const finding of found) {
    if (accepted.some((one) => isSame(one, finding))) continue;
    const known = left.get(finding.kind);
    left.delete(finding.kind);
    if (known === undefined) opened.push(finding);
    else if (!isSame(known, finding)) {
      const { amount, currency, note } = finding;
      changed.push({ discrepancyId: known.discrepancyId, amount, currency, note });
    }
  }
  return { opened, changed, healed: [...left.values()].map(({ discrepancyId }) => discrepancyId) };
}

function isSame(known: StandingDiscrepancy, { kind, amount, currency }: Finding): boolean {
  return known.kind === kind && known.amount === amount && known.currency === currency;
}
