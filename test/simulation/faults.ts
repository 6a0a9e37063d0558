import { FAULT_KINDS, type FaultKind } from '../../sandbox/faults/faults.ts';

/** How often each fault happens where it could, in thousandths, unless said otherwise. */
const ODDS = 60;

/** 'all', 'none', or kinds with their odds: 'webhook dropped=1000,server error'. Throws for a kind that is not there. */
export function faultsNamed(text: string): Partial<Record<FaultKind, number>> {
  if (text === 'none') return {};
  if (text === 'all') return Object.fromEntries(FAULT_KINDS.map((kind) => [kind, ODDS]));
  return Object.fromEntries(
    text.split(',').map((part) => {
      const [name = '', odds] = part.split('=');
      const kind = FAULT_KINDS.find((one) => one === name.trim());
      if (kind === undefined) throw new RangeError(`there is no fault '${name}'; there are ${FAULT_KINDS.join(', ')}`);
      return [kind, odds === undefined ? ODDS : Number(odds)];
    }),
  );
}
