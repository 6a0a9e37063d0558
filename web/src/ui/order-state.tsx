import { isNegative, isNothing } from '../money/decimal.ts';
import { statusName } from '../words.ts';
import { State, type Tone } from './room.tsx';

interface Amounts {
  readonly status: string;
  readonly total: string | null;
  readonly paid: string | null;
  readonly refunded: string | null;
  readonly due: string | null;
  readonly fulfilled: string | null;
}

/** How an order stands with money; what is not booked says why. */
function stateOf({ status, total, paid, refunded, due, fulfilled }: Amounts): {
  readonly tone: Tone;
  readonly word: string;
} {
  if (status.startsWith('waits')) return { tone: 'warn', word: statusName(status) };
  if (status === 'gone') return { tone: 'bad', word: statusName(status) };
  if (status !== 'posted') return { tone: 'quiet', word: statusName(status) };
  if (total === null || paid === null || refunded === null || due === null)
    return { tone: 'quiet', word: statusName(status) };
  // Paid ahead of a shipment: nothing is wrong.
  if (isNegative(due) && (fulfilled === 'none' || fulfilled === 'partly')) return { tone: 'good', word: 'Paid' };
  if (isNegative(due)) return { tone: 'warn', word: 'You owe' };
  if (!isNothing(due)) return { tone: 'warn', word: isNothing(paid) ? 'Unpaid' : 'Partly paid' };
  if (isNothing(paid)) return { tone: 'quiet', word: 'Nothing due' };
  if (isNothing(refunded)) return { tone: 'good', word: 'Paid' };
  return refunded === paid ? { tone: 'quiet', word: 'Refunded' } : { tone: 'quiet', word: 'Partly refunded' };
}

export function OrderState({ order }: { readonly order: Amounts }) {
  const { tone, word } = stateOf(order);
  return <State tone={tone}>{word}</State>;
}
