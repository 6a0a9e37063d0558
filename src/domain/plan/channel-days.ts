import { type DocumentState, orderVersions } from '../documents/fold.ts';
import { dateIn } from '../time/when.ts';
import type { ChannelDayDelta, Counted } from './state.ts';

/** Orders and units per channel and day placed: what "orders by day" is read from. */
export class ChannelDays {
  readonly #deltas = new Map<string, ChannelDayDelta>();

  /** Moves a document's contribution from what it counted for to what it counts for now. */
  move(connectionId: number, before: Counted | null, after: Counted | null): void {
    if (before?.date === after?.date && before?.units === after?.units) return;
    if (before !== null) this.#add(connectionId, before, -1);
    if (after !== null) this.#add(connectionId, after, 1);
  }

  deltas(): ChannelDayDelta[] {
    return [...this.#deltas.values()]
      .filter((delta) => delta.orders !== 0 || delta.units !== 0)
      .sort((a, b) => a.connectionId - b.connectionId || (a.date < b.date ? -1 : 1));
  }

  #add(connectionId: number, counted: Counted, sign: 1 | -1): void {
    const key = `${connectionId} ${counted.date}`;
    let delta = this.#deltas.get(key);
    if (delta === undefined) {
      delta = { connectionId, date: counted.date, orders: 0, units: 0 };
      this.#deltas.set(key, delta);
    }
    delta.orders += sign;
    delta.units += sign * counted.units;
  }
}

/** The day an order was placed and how many units it sold; null for what is no order. */
export function countOf(state: DocumentState, zone: string): Counted | null {
  const part = state.parts.order;
  const newest = part === undefined ? undefined : orderVersions(part).at(-1)?.content;
  if (newest === undefined) return null;
  let units = 0;
  for (const component of newest.components) if (component.kind === 'goods') units += component.quantity;
  return { date: dateIn(newest.placedAt, zone), units };
}
