import type { Component, CreditLine, OrderContent } from '../documents/parts.ts';
import type { Account } from '../ledger/account.ts';
import { CHART } from '../ledger/account.ts';
import { minor, share } from '../money/minor.ts';
import type { Legs } from './desired.ts';
import { creditFigures, type Figures, figuresOf, grossOf, isNothing, less, NOTHING, plus, shareOf, within } from './figures.ts';
import type { AccountBook } from './accounts.ts';

/**
 * The position of an order's components at one moment of its timeline: what each stands at now, what of it is
 * recognised, what was given back. Events change the position; the legs they write are the difference it makes
 * (accounting.md 11: cumulative), so that no event needs to know another's postings.
 */
interface Held {
  readonly component: Component;
  /** As the newest version has it, less what was taken off before it shipped. */
  current: Figures;
  recognised: Figures;
  /** Given back of what was recognised: Returns and the like. */
  given: Figures;
  /** Taken off unshipped by credits and cancellations; later versions are read less this. */
  taken: Figures;
  takenQuantity: number;
  shipped: number;
}

const ROUNDING = '~rounding';

export class OrderPosition {
  readonly #held = new Map<string, Held>();
  readonly #accounts: AccountBook;
  readonly #tellsShipments: boolean;
  /** True: recognised by shipments; false: all at once by the sale. */
  readonly #byShipment: boolean;
  #sold = false;

  constructor(accounts: AccountBook, options: { tellsShipments: boolean; byShipment: boolean }) {
    this.#accounts = accounts;
    this.#tellsShipments = options.tellsShipments;
    this.#byShipment = options.byShipment;
  }

  /** What the customer owes for all that stands and was not given back. */
  get owed(): number {
    let owed = 0;
    for (const held of this.#held.values()) owed += grossOf(held.current) - grossOf(held.given);
    return owed;
  }

  /** True once everything that stands is recognised. */
  get isRecognised(): boolean {
    for (const held of this.#held.values()) if (!isNothing(less(held.current, held.recognised))) return false;
    return true;
  }

  /** Takes over the figures of a version of the order; with `legs`, books what that changes in the recognised share. */
  setVersion(content: OrderContent, legs: Legs | null): void {
    const present = new Set<string>();
    for (const component of withRounding(content, this.#accounts.roundingCap)) {
      present.add(component.id);
      const known = this.#held.get(component.id);
      const figures = figuresOf(component);
      if (known === undefined) this.#held.set(component.id, fresh(component, figures));
      else this.#held.set(component.id, { ...known, component, current: less(figures, within(known.taken, figures)) });
    }
    for (const [id, held] of this.#held) if (!present.has(id)) held.current = NOTHING_OF(held.current);
    if (legs !== null) this.recognise(legs);
  }

  /** Recognises what is due by now: all of it, or the shipped share. */
  recognise(legs: Legs): void {
    this.#sold = true;
    for (const held of this.#held.values()) {
      if (isGoods(held.component)) this.#recogniseTo(held, this.#goodsShare(held), legs);
    }
    const [shippedNet, goodsNet] = this.#shippedValue();
    for (const held of this.#held.values()) {
      if (isGoods(held.component)) continue;
      const follows = this.#byShipment && held.component.ships && goodsNet !== 0;
      this.#recogniseTo(held, follows ? shareOf(held.current, shippedNet, goodsNet) : held.current, legs);
    }
  }

  /** Notes shipped units; `lines` null ships all that is left. Negative `sign` takes a shipment back. */
  ship(lines: readonly { readonly component: string; readonly quantity: number }[] | null): { component: string; quantity: number }[] {
    const moved: { component: string; quantity: number }[] = [];
    if (lines === null) {
      for (const [id, held] of this.#held) {
        const left = held.component.quantity - held.takenQuantity - held.shipped;
        if (isGoods(held.component) && left > 0) moved.push({ component: id, quantity: left });
      }
    } else moved.push(...lines);
    for (const { component, quantity } of moved) {
      const held = this.#held.get(component);
      if (held !== undefined) held.shipped += quantity;
    }
    return moved;
  }

  /** Gives back what a refund or cancellation names; returns the gross that was really credited. */
  credit(line: CreditLine, legs: Legs): number {
    const held = this.#held.get(line.component);
    if (held === undefined) return 0;
    const remaining = less(held.current, held.given);
    const wanted = within(creditFigures(line), remaining);
    const before = grossOf(held.current) - grossOf(held.given);
    const unshipped = this.#unshippedShare(held, line.quantity, wanted);
    this.#takeOff(held, withDiscount(held, unshipped, line.quantity > 0), legs);
    held.takenQuantity += this.#unshippedQuantity(held, line.quantity);
    this.#giveBack(held, less(wanted, unshipped), legs, true);
    return before - (grossOf(held.current) - grossOf(held.given));
  }

  /** Voids all that remains: what has shipped is a return, the rest was never delivered (accounting.md 12). */
  cancel(legs: Legs): void {
    for (const held of this.#held.values()) {
      const shipped = this.#tellsShipments && isGoods(held.component) ? held.shipped : 0;
      const kept = held.component.quantity - held.takenQuantity;
      if (shipped > 0 && kept > 0) {
        const back = less(shareOf(held.current, Math.min(shipped, kept), kept), held.given);
        this.#giveBack(held, within(back, less(held.recognised, held.given)), legs, true);
      }
      const rest = less(held.current, held.given);
      const keptDiscount = kept > 0 ? share(minor(rest.discount), Math.min(shipped, kept), kept) : 0;
      this.#takeOff(held, { ...rest, discount: rest.discount - keptDiscount }, legs);
      held.takenQuantity = held.component.quantity - Math.min(shipped, held.component.quantity);
    }
  }

  /** What remains to be given back, by tax and component: the ground an amount-only credit is spread over. */
  remaining(): { readonly id: string; readonly figures: Figures }[] {
    const list: { id: string; figures: Figures }[] = [];
    for (const [id, held] of this.#held) {
      if (held.component.kind === 'gift-card') continue;
      list.push({ id, figures: less(held.current, held.given) });
    }
    return list;
  }

  /** An amount-only credit's share of one component. */
  creditAmount(id: string, figures: Figures, legs: Legs): void {
    const held = this.#held.get(id);
    if (held === undefined) return;
    const unrecognised = within(figures, less(held.current, held.recognised));
    const takeOff = this.#tellsShipments && held.shipped === 0 && held.component.ships ? figures : unrecognised;
    this.#takeOff(held, takeOff, legs);
    this.#giveBack(held, less(figures, takeOff), legs, false);
  }

  #goodsShare(held: Held): Figures {
    if (!this.#byShipment || !held.component.ships) return held.current;
    const kept = held.component.quantity - held.takenQuantity;
    if (kept <= 0) return held.shipped > 0 || held.component.quantity === 0 ? held.current : NOTHING_OF(held.current);
    return shareOf(held.current, Math.min(held.shipped, kept), kept);
  }

  /** Net value shipped and in all, by quantity where the goods are worth nothing (accounting.md 11). */
  #shippedValue(): readonly [number, number] {
    let shipped = 0;
    let all = 0;
    let shippedUnits = 0;
    let allUnits = 0;
    for (const held of this.#held.values()) {
      if (!isGoods(held.component) || !held.component.ships) continue;
      const kept = held.component.quantity - held.takenQuantity;
      shipped += held.recognised.net;
      all += held.current.net;
      shippedUnits += Math.min(held.shipped, kept);
      allUnits += kept;
    }
    return all === 0 ? [shippedUnits, allUnits] : [shipped, all];
  }

  #recogniseTo(held: Held, target: Figures, legs: Legs): void {
    const change = less(target, held.recognised);
    held.recognised = target;
    if (!isNothing(change)) this.#book(held.component, change, legs);
  }

  /** Lowers what stands; what of it was recognised already is reversed where it was booked. */
  #takeOff(held: Held, figures: Figures, legs: Legs): void {
    if (isNothing(figures)) return;
    held.current = less(held.current, figures);
    held.taken = plus(held.taken, figures);
    if (!this.#sold) return;
    const excess = less(held.recognised, within(held.recognised, held.current));
    if (isNothing(excess)) return;
    held.recognised = less(held.recognised, excess);
    this.#book(held.component, less(NOTHING_OF(excess), excess), legs);
  }

  #unshippedQuantity(held: Held, quantity: number): number {
    if (!this.#tellsShipments || !held.component.ships || !isGoods(held.component)) return 0;
    return Math.min(quantity, Math.max(0, held.component.quantity - held.takenQuantity - held.shipped));
  }

  #unshippedShare(held: Held, quantity: number, wanted: Figures): Figures {
    if (!isGoods(held.component)) return within(wanted, less(held.current, held.recognised));
    if (!this.#tellsShipments || !held.component.ships) return within(wanted, less(held.current, held.recognised));
    if (quantity > 0) return shareOf(wanted, this.#unshippedQuantity(held, quantity), quantity);
    return held.shipped === 0 ? wanted : NOTHING_OF(wanted);
  }

  #giveBack(held: Held, figures: Figures, legs: Legs, withSku: boolean): void {
    if (isNothing(figures)) return;
    held.given = plus(held.given, { ...figures, discount: 0 });
    const { component } = held;
    legs.add(this.#returnsAccount(component), figures.net, withSku && isGoods(component) ? component.sku : '');
    this.#bookTaxes(less(NOTHING_OF(figures), figures), legs);
  }

  #book(component: Component, change: Figures, legs: Legs): void {
    const showsDiscount = this.#accounts.separateDiscounts && (isGoods(component) || component.kind === 'gift-card');
    const discount = showsDiscount ? change.discount : 0;
    const sku = isGoods(component) ? component.sku : '';
    legs.add(this.#incomeAccount(component), -(change.net + discount), sku);
    legs.add(CHART.discounts, discount, sku);
    this.#bookTaxes(change, legs);
  }

  #bookTaxes(change: Figures, legs: Legs): void {
    for (const tax of change.taxes) {
      const account = tax.liable === 'marketplace' ? CHART.marketplaceTax : this.#accounts.taxPayable(tax.code);
      const code = this.#accounts.taxCode(tax.code, tax.charged ? tax.amount : 0);
      legs.add(account, tax.charged ? -tax.amount : 0, '', code, tax.liable, tax.base);
    }
  }

  #incomeAccount(component: Component): Account {
    switch (component.kind) {
      case 'goods':
        return CHART.sales;
      case 'gift-card':
        return CHART.giftCards;
      case 'shipping':
        return CHART.shippingIncome;
      case 'fee':
        return CHART.feeIncome;
      case 'tip':
        return this.#accounts.tips;
      case 'duty':
        return CHART.dutiesPayable;
      case 'other':
        return this.#accounts.named(component.account ?? CHART.sales.code);
    }
  }

  #returnsAccount(component: Component): Account {
    return isGoods(component) ? CHART.returns : this.#incomeAccount(component);
  }
}

function isGoods(component: Component): boolean {
  return component.kind === 'goods';
}

function NOTHING_OF(figures: Figures): Figures {
  return shareOf(figures, 0, 1);
}

function fresh(component: Component, figures: Figures): Held {
  return { component, current: figures, recognised: NOTHING, given: NOTHING, taken: NOTHING, takenQuantity: 0, shipped: 0 };
}

/** Units taken off carry their share of the discount shown for them; a bare amount carries none. */
function withDiscount(held: Held, taken: Figures, byQuantity: boolean): Figures {
  const { discount, net } = held.current;
  if (!byQuantity || discount === 0 || isNothing(taken)) return { ...taken, discount: 0 };
  if (net !== 0) return { ...taken, discount: share(minor(discount), taken.net, net) };
  return { ...taken, discount };
}

/** What the platform's own figures leave open is a component of its own: Rounding within the cap, else Suspense (accounting.md 16). */
function withRounding(content: OrderContent, capUnits: number): readonly Component[] {
  let components = 0;
  for (const component of content.components) components += grossOf(figuresOf(component));
  const open = content.total - components;
  if (open === 0) return content.components;
  const cap = Math.min(content.components.length, capUnits) * content.unit;
  const account = Math.abs(open) <= cap ? CHART.rounding : CHART.suspense;
  return [...content.components, roundingComponent(account.code, open)];
}

function roundingComponent(account: string, open: number): Component {
  return { id: ROUNDING, kind: 'other', sku: '', quantity: 0, ships: true, net: minor(open), discount: minor(0), taxes: [], account };
}

/** The amount by which an order's own figures miss its total, where that is beyond the rounding cap; else 0. */
export function suspenseOf(content: OrderContent, capUnits: number): number {
  const extra = withRounding(content, capUnits).find((component) => component.id === ROUNDING);
  return extra?.account === CHART.suspense.code ? extra.net : 0;
}
