import type { Component, CreditLine, FulfilmentContent, OrderContent } from '../documents/parts.ts';
import { type Account, CHART } from '../ledger/account.ts';
import { type Minor, minor } from '../money/minor.ts';
import type { AccountBook } from './accounts.ts';
import { Booking, isBookedAlike } from './booking.ts';
import type { Legs } from './desired.ts';
import {
  atLeast,
  type Figures,
  figuresOf,
  grossOf,
  isNothing,
  less,
  NOTHING,
  negated,
  plus,
  shareOf,
  within,
} from './figures.ts';
import { discountOf, type Held, heldOf, keptDiscount, keptUnits, takeOff } from './held.ts';
import { SUSPENSE, withRounding } from './order-rounding.ts';

type Units = NonNullable<FulfilmentContent['lines']>;

/** One component's part of an amount that is given back. */
export interface AmountPart {
  readonly id: string;
  readonly figures: Figures;
}

/**
 * The position of an order's components. Every event changes what stands, then `#recognise` books the difference
 * between what is due by now and what is booked already (accounting.md 11: cumulative), so that no event needs to know
 * another's postings. Goods that were delivered and came back are booked apart, as Returns.
 */
export class OrderPosition {
  readonly #held = new Map<string, Held>();
  readonly #shipped = new Map<string, number>();
  readonly #shipments = new Map<string, Units>();
  readonly #booking: Booking;
  readonly #capUnits: number;
  readonly #tellsShipments: boolean;
  /** True: recognised by shipments; false: all at once by the sale. */
  readonly #byShipment: boolean;
  /** How everything stood before the order was cancelled: it may be opened again. */
  #beforeVoid: ReadonlyMap<string, Held> | null = null;

  constructor(accounts: AccountBook, options: { tellsShipments: boolean; byShipment: boolean }) {
    this.#booking = new Booking(accounts);
    this.#capUnits = accounts.roundingCap;
    this.#tellsShipments = options.tellsShipments;
    this.#byShipment = options.byShipment;
  }

  /** What the customer owes for all that stands and was not given back. */
  get owed(): number {
    let owed = 0;
    for (const { current, given } of this.#held.values()) owed += grossOf(current) - grossOf(given);
    return owed;
  }

  /** True once everything that stands is recognised. */
  get isRecognised(): boolean {
    for (const { current, recognised } of this.#held.values()) if (!isNothing(less(current, recognised))) return false;
    return true;
  }

  /** By how much the order's own figures miss its total beyond rounding. */
  get suspense(): Minor {
    return minor(this.#held.get(SUSPENSE)?.current.net ?? 0);
  }

  /** Takes over the figures of a version: the sale as placed, an edit, an order opened again. */
  setVersion(content: OrderContent, legs: Legs): void {
    this.#reopen(legs);
    const present = new Set<string>();
    for (const component of withRounding(content, this.#capUnits)) {
      present.add(component.id);
      this.#renew(component, legs);
    }
    for (const [id, held] of this.#held) if (!present.has(id)) held.current = atLeast(NOTHING, held.given);
    this.#recognise(legs);
  }

  /** Notes a shipment's units; `lines` null ships all that is left. */
  ship(id: string, lines: Units | null, legs: Legs): void {
    const units = lines ?? this.#unitsLeft();
    this.#shipments.set(id, units);
    this.#move(units, 1);
    this.#recognise(legs);
  }

  /** A shipment that was cancelled after it had left (accounting.md 11). */
  unship(id: string, legs: Legs): void {
    this.#move(this.#shipments.get(id) ?? [], -1);
    this.#recognise(legs);
  }

  /** Gives back what a refund names, as far as it is still there; returns the gross credited. */
  credit(lines: readonly CreditLine[], legs: Legs): number {
    const before = this.owed;
    for (const line of lines) this.#lower(line, true, legs);
    this.#recognise(legs);
    return before - this.owed;
  }

  /** Takes units off the order: what had left comes back, the rest was never delivered (accounting.md 12). */
  cancelUnits(lines: readonly CreditLine[], legs: Legs): void {
    for (const line of lines) this.#lower(line, false, legs);
    this.#recognise(legs);
  }

  /** What can still be given back: the ground an amount-only credit is spread over. */
  remaining(): AmountPart[] {
    const list: AmountPart[] = [];
    for (const [id, { component, current, given }] of this.#held) {
      if (component.kind !== 'gift-card') list.push({ id, figures: less(current, given) });
    }
    return list;
  }

  /** Lowers components by an amount for which no goods are named: Returns, or Sales where nothing has left (accounting.md 12). */
  creditAmount(parts: readonly AmountPart[], legs: Legs): void {
    for (const { id, figures } of parts) {
      const held = this.#held.get(id);
      if (held !== undefined) takeOff(held, figures);
    }
    this.#recognise(legs, this.#awaitsShipment() ? CHART.sales : CHART.returns);
  }

  /** Voids all that remains: what has shipped is a return, the rest was never delivered (accounting.md 12). */
  cancel(legs: Legs): void {
    this.#beforeVoid ??= new Map([...this.#held].map(([id, held]) => [id, { ...held }]));
    for (const held of this.#held.values()) {
      const { component, current, given } = held;
      const kept = keptUnits(held);
      const shipped = this.#tellsShipments && isGoods(component) ? Math.min(this.#shippedUnits(component.id), kept) : 0;
      const stays = atLeast(shipped > 0 ? shareOf(current, shipped, kept) : NOTHING, given);
      const discount = shipped > 0 ? stays.discount : keptDiscount(current, stays);
      this.#giveBack(held, less({ ...stays, discount: 0 }, given), legs);
      takeOff(held, less(current, { ...stays, discount }));
      held.takenUnits = component.quantity - shipped;
    }
    this.#recognise(legs);
  }

  /** True while there are goods to ship and none has left. */
  #awaitsShipment(): boolean {
    if (!this.#tellsShipments) return false;
    const toShip = [...this.#held.values()].filter(({ component }) => isGoods(component) && component.ships);
    return toShip.length > 0 && toShip.every(({ component }) => this.#shippedUnits(component.id) === 0);
  }

  #reopen(legs: Legs): void {
    if (this.#beforeVoid === null) return;
    for (const [id, before] of this.#beforeVoid) {
      const held = this.#held.get(id);
      if (held === undefined) continue;
      this.#giveBack(held, less(before.given, held.given), legs);
      this.#held.set(id, { ...before, recognised: held.recognised, given: before.given });
    }
    this.#beforeVoid = null;
  }

  #renew(component: Component, legs: Legs): void {
    const figures = figuresOf(component);
    const held = this.#held.get(component.id);
    if (held === undefined) {
      this.#held.set(component.id, heldOf(component, figures));
      return;
    }
    if (!isBookedAlike(held.component, component)) {
      this.#booking.sold(held.component, negated(held.recognised), legs);
      held.recognised = NOTHING;
    }
    held.component = component;
    held.current = atLeast(less(figures, within(held.taken, figures)), held.given);
  }

  #lower(line: CreditLine, isReturn: boolean, legs: Legs): void {
    const held = this.#held.get(line.component);
    if (held === undefined) return;
    const wanted = within({ ...figuresOf(line), discount: 0 }, less(held.current, held.given));
    const units = this.#undeliveredUnits(held, line.quantity, isReturn);
    const undelivered = this.#undelivered(held, line.quantity, units, wanted);
    takeOff(held, { ...undelivered, discount: discountOf(held, undelivered, units) });
    held.takenUnits += units;
    this.#giveBack(held, less(wanted, undelivered), legs);
  }

  /** What of a credit was never delivered. Order-level parts follow the goods: a credit of theirs lowers what stands. */
  #undelivered(held: Held, quantity: number, units: number, wanted: Figures): Figures {
    if (!isGoods(held.component)) return wanted;
    if (quantity > 0) return shareOf(wanted, units, quantity);
    return this.#isShipped(held.component) && this.#shippedUnits(held.component.id) === 0 ? wanted : NOTHING;
  }

  /** Of goods whose shipments are told, what has not left; of others what is cancelled, and nothing that is returned. */
  #undeliveredUnits(held: Held, quantity: number, isReturn: boolean): number {
    if (!isGoods(held.component)) return 0;
    if (!this.#isShipped(held.component)) return isReturn ? 0 : quantity;
    return Math.min(quantity, Math.max(0, keptUnits(held) - this.#shippedUnits(held.component.id)));
  }

  #isShipped({ ships }: Component): boolean {
    return this.#tellsShipments && ships;
  }

  #giveBack(held: Held, figures: Figures, legs: Legs): void {
    if (isNothing(figures)) return;
    held.given = plus(held.given, figures);
    this.#booking.returned(held.component, figures, legs);
  }

  /** Books what is due by now and not booked yet; `into` takes its net in place of the components' own accounts. */
  #recognise(legs: Legs, into: Account | null = null): void {
    for (const held of this.#held.values()) {
      if (isGoods(held.component)) this.#recogniseTo(held, this.#dueOfGoods(held), legs, into);
    }
    const [shipped, all] = this.#byShipment ? this.#shippedValue() : [0, 0];
    for (const held of this.#held.values()) {
      if (isGoods(held.component)) continue;
      const follows = all !== 0 && held.component.ships;
      this.#recogniseTo(held, follows ? shareOf(held.current, shipped, all) : held.current, legs, into);
    }
  }

  #recogniseTo(held: Held, due: Figures, legs: Legs, into: Account | null): void {
    if (due === held.recognised) return;
    const change = less(due, held.recognised);
    held.recognised = due;
    if (!isNothing(change)) this.#booking.sold(held.component, change, legs, into);
  }

  #dueOfGoods(held: Held): Figures {
    const kept = keptUnits(held);
    if (!this.#byShipment || !held.component.ships || kept <= 0) return held.current;
    const shipped = Math.min(this.#shippedUnits(held.component.id), kept);
    return atLeast(shareOf(held.current, shipped, kept), held.given);
  }

  /** Shipped and in all: by net value, by units where the value tells nothing (accounting.md 11). */
  #shippedValue(): readonly [number, number] {
    let shipped = 0;
    let all = 0;
    let shippedUnits = 0;
    let allUnits = 0;
    for (const held of this.#held.values()) {
      const { component, current, recognised } = held;
      if (!isGoods(component) || !component.ships) continue;
      const kept = Math.max(0, keptUnits(held));
      shipped += recognised.net;
      all += current.net;
      shippedUnits += Math.min(this.#shippedUnits(component.id), kept);
      allUnits += kept;
    }
    return all > 0 && shipped >= 0 && shipped <= all ? [shipped, all] : [shippedUnits, allUnits];
  }

  #shippedUnits(id: string): number {
    return Math.max(0, this.#shipped.get(id) ?? 0);
  }

  #unitsLeft(): Units {
    const left: { component: string; quantity: number }[] = [];
    for (const [id, held] of this.#held) {
      const quantity = keptUnits(held) - this.#shippedUnits(id);
      if (isGoods(held.component) && quantity > 0) left.push({ component: id, quantity });
    }
    return left;
  }

  #move(units: Units, sign: 1 | -1): void {
    for (const { component, quantity } of units) {
      this.#shipped.set(component, (this.#shipped.get(component) ?? 0) + sign * quantity);
    }
  }
}

function isGoods(component: Component): boolean {
  return component.kind === 'goods';
}
