import type { Component } from '../documents/parts.ts';
import { minor, share } from '../money/minor.ts';
import { type Figures, isNothing, less, NOTHING, plus } from './figures.ts';

/** Where one component stands at a moment of the order's timeline. */
export interface Held {
  component: Component;
  /** As the newest version has it, less what was taken off it. */
  current: Figures;
  /** Of `current`, what is booked as sold. */
  recognised: Figures;
  /** Delivered goods that came back: booked as Returns; `current` still has them. */
  given: Figures;
  /** Taken off by credits and cancellations; later versions are read less this. */
  taken: Figures;
  takenUnits: number;
}

export function heldOf(component: Component, current: Figures): Held {
  return { component, current, recognised: NOTHING, given: NOTHING, taken: NOTHING, takenUnits: 0 };
}

export function keptUnits({ component, takenUnits }: Held): number {
  return component.quantity - takenUnits;
}

export function takeOff(held: Held, figures: Figures): void {
  if (isNothing(figures)) return;
  held.current = less(held.current, figures);
  held.taken = plus(held.taken, figures);
}

/** Units taken off carry their share of the discount shown for them; a bare amount carries none. */
export function discountOf(held: Held, taken: Figures, units: number): number {
  const { discount, net } = held.current;
  if (units <= 0 || discount === 0) return 0;
  if (net !== 0) return share(minor(discount), taken.net, net);
  return share(minor(discount), units, Math.max(units, keptUnits(held)));
}

/** Of goods that were credited before a cancel, the discount stays with them (accounting.md 12). */
export function keptDiscount(current: Figures, stays: Figures): number {
  return current.net === 0 ? 0 : share(minor(current.discount), stays.net, current.net);
}
