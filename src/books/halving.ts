import { planBatch } from '../domain/plan/plan.ts';
import type { Again, BookState, Incoming, Plan } from '../domain/plan/state.ts';
import { TooLarge } from '../domain/posting/bounds.ts';

/** A payload that cannot be planned or written, parked with the error. */
export function parkedFor(incoming: Incoming, error: unknown): Incoming {
  const detail = error instanceof Error ? error.message : String(error);
  const reason = error instanceof TooLarge ? 'too-large' : 'fault';
  return { ...incoming, content: { kind: 'undecodable', reason, detail } };
}

/** Plans a batch as the writer would in the end write it: what cannot be planned is found by halving and parked. */
export function planHalved(state: BookState, batch: readonly Incoming[], again: readonly Again[] = []): Plan {
  try {
    return planBatch(state, batch, again);
  } catch {
    return planBatch(state, plannable(state, [], batch), again);
  }
}

/** What can be planned, followed by a batch of which those are parked that cannot be planned after it. */
function plannable(state: BookState, before: readonly Incoming[], batch: readonly Incoming[]): readonly Incoming[] {
  const all = [...before, ...batch];
  try {
    planBatch(state, all);
    return all;
  } catch (error) {
    const [only] = batch;
    if (only === undefined) throw error;
    if (batch.length === 1) return [...before, parkedFor(only, error)];
    const middle = batch.length >> 1;
    const first = plannable(state, before, batch.slice(0, middle));
    return plannable(state, first, batch.slice(middle));
  }
}
