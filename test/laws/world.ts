import fc from 'fast-check';
import { shortHash } from '../../src/domain/documents/hash.ts';
import type {
  Component,
  CreditLine,
  FulfilmentContent,
  OrderContent,
  PartContent,
  PaymentContent,
  RefundContent,
} from '../../src/domain/documents/parts.ts';
import type { PartReport, Report } from '../../src/domain/documents/report.ts';
import { type Minor, minor, share } from '../../src/domain/money/minor.ts';
import type { Incoming } from '../../src/domain/plan/state.ts';
import { type Instant, instant, type LocalDate } from '../../src/domain/time/when.ts';

/**
 * Generated worlds: orders to which things happen, and what a platform shows of them at different moments. Every choice
 * is a small number, so that fast-check shrinks a failing world to its cause.
 */

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 28, 22, 30);

export interface OrderPlan {
  readonly isVersioned: boolean;
  /** False: payments, refunds and shipments carry no date of their own. */
  readonly isDated: boolean;
  readonly tellsShipments: boolean;
  readonly pricesIncludeTax: boolean;
  readonly isForeign: boolean;
  readonly isOnAccount: boolean;
  readonly beginsUnplaced: boolean;
  readonly lines: readonly LinePlan[];
  readonly shipping: number;
  readonly off: number;
  readonly steps: readonly StepPlan[];
}

export interface LinePlan {
  readonly quantity: number;
  readonly unit: number;
  readonly discount: number;
  readonly rate: number;
  readonly kind: 'goods' | 'digital' | 'gift-card' | 'fee';
}

export interface StepPlan {
  readonly hours: number;
  readonly what:
    | 'pay'
    | 'pay-part'
    | 'authorise'
    | 'fail'
    | 'edit'
    | 'ship'
    | 'unship'
    | 'refund-lines'
    | 'refund-amount'
    | 'refund-pending'
    | 'settle'
    | 'cancel-units'
    | 'cancel'
    | 'reopen';
  /** Which line, which shipment, which payment. */
  readonly which: number;
  readonly amount: number;
}

/** What the platform shows at one moment. */
interface Snapshot {
  readonly at: number;
  readonly order: OrderContent;
  readonly parts: ReadonlyMap<string, PartContent>;
}

const line = fc.record<LinePlan>({
  quantity: fc.integer({ min: 1, max: 3 }),
  unit: fc.integer({ min: 1, max: 3000 }),
  discount: fc.integer({ min: 0, max: 3 }),
  rate: fc.constantFrom(0, 7, 19),
  kind: fc.constantFrom('goods', 'goods', 'goods', 'digital', 'gift-card', 'fee'),
});

const step = fc.record<StepPlan>({
  hours: fc.integer({ min: 0, max: 240 }),
  what: fc.constantFrom(
    'pay',
    'pay',
    'pay-part',
    'authorise',
    'fail',
    'edit',
    'ship',
    'ship',
    'unship',
    'refund-lines',
    'refund-amount',
    'refund-pending',
    'settle',
    'cancel-units',
    'cancel',
    'reopen',
  ),
  which: fc.integer({ min: 0, max: 3 }),
  amount: fc.integer({ min: 1, max: 4000 }),
});

export const orderPlan = fc.record<OrderPlan>({
  isVersioned: fc.boolean(),
  isDated: fc.boolean(),
  tellsShipments: fc.boolean(),
  pricesIncludeTax: fc.boolean(),
  isForeign: fc.boolean(),
  isOnAccount: fc.boolean(),
  beginsUnplaced: fc.boolean(),
  lines: fc.array(line, { minLength: 1, maxLength: 3 }),
  shipping: fc.integer({ min: 0, max: 600 }),
  off: fc.constantFrom(0, 0, 0, 1, -1, 40),
  steps: fc.array(step, { maxLength: 7 }),
});

/** One look at an order: which one, at which of its moments, when, and how. */
export interface Look {
  readonly order: number;
  readonly moment: number;
  readonly hoursLater: number;
  readonly via: Incoming['via'];
  /** Only a refund's own payload, as some platforms send it. */
  readonly isRefundOnly: boolean;
  readonly isDoubled: boolean;
  /** Where it stands in another order of arrival. */
  readonly shuffle: number;
}

const look = fc.record<Look>({
  order: fc.integer({ min: 0, max: 2 }),
  moment: fc.integer({ min: 0, max: 7 }),
  hoursLater: fc.constantFrom(0, 0, 1, 30, 900),
  via: fc.constantFrom('read', 'read', 'file', 'event'),
  isRefundOnly: fc.constantFrom(false, false, false, true),
  isDoubled: fc.boolean(),
  shuffle: fc.integer({ min: 0, max: 1000 }),
});

export interface World {
  readonly orders: readonly OrderPlan[];
  readonly looks: readonly Look[];
  readonly batches: readonly number[];
}

export const world = fc.record<World>({
  orders: fc.array(orderPlan, { minLength: 1, maxLength: 2 }),
  looks: fc.array(look, { minLength: 1, maxLength: 9 }),
  batches: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
});

/** The observations of a world as they might first arrive, and the same in another order with repetitions. */
export function arrivalsOf({ orders, looks, batches }: World): {
  readonly first: Incoming[];
  readonly other: Incoming[][];
} {
  const histories = orders.map((plan) => historyOf(plan));
  const seen = looks.map((each) => ({ look: each, incoming: incomingOf(each, orders, histories) }));
  const shuffled = [...seen, ...seen.filter((each) => each.look.isDoubled)].sort(
    (a, b) => a.look.shuffle - b.look.shuffle,
  );
  const other: Incoming[][] = [];
  for (let taken = 0, turn = 0; taken < shuffled.length; turn += 1) {
    const size = batches[turn % batches.length] ?? 1;
    other.push(shuffled.slice(taken, taken + size).map(({ incoming }) => incoming));
    taken += size;
  }
  return { first: seen.map(({ incoming }) => incoming), other };
}

/** The whole of an order as it is shown last, and at each of its moments. */
export function everyLook(plan: OrderPlan): Incoming[] {
  const history = historyOf(plan);
  return history.map((snapshot) => reportIncoming(reportOf(snapshot, plan, 'o0', false), snapshot.at, 'read'));
}

function incomingOf(each: Look, orders: readonly OrderPlan[], histories: readonly Snapshot[][]): Incoming {
  const index = each.order % orders.length;
  const plan = orders[index] as OrderPlan;
  const history = histories[index] ?? [];
  const snapshot = history[each.moment % history.length] as Snapshot;
  const report = reportOf(snapshot, plan, `o${index}`, each.isRefundOnly);
  return reportIncoming(report, snapshot.at + each.hoursLater * 3_600_000, each.via);
}

function reportIncoming(report: Report, seenAt: number, via: Incoming['via']): Incoming {
  return {
    connectionId: 2,
    contentHash: shortHash(JSON.stringify(report)).repeat(2),
    via,
    seenAt: instant(seenAt),
    decoderVersion: 1,
    evidence: { receivedMonth: '2026-01-01' as LocalDate, segmentId: 1, slot: 0 },
    content: { kind: 'report', report },
  };
}

function reportOf({ at, order, parts }: Snapshot, plan: OrderPlan, remoteId: string, isRefundOnly: boolean): Report {
  const others = [...parts].map(([key, content]): PartReport => ({ key, version: null, content, at: instant(at) }));
  const refund = others.find(({ key }) => key.startsWith('refund:'));
  const base = { kind: 'order', remoteId, newestInstant: null, person: null } as const;
  if (isRefundOnly && refund !== undefined) return { ...base, parts: [refund], lists: [] };
  const version = plan.isVersioned ? at : null;
  const keys = (list: string) => others.filter(({ key }) => key.startsWith(`${list}:`)).map(({ key }) => key);
  return {
    ...base,
    parts: [{ key: 'order', version, content: order, at: instant(at) }, ...others],
    lists: ['payment', 'fulfilment'].map((list) => ({ list, keys: keys(list) })),
  };
}

/** Plays a plan: what the platform shows after each step. */
export function historyOf(plan: OrderPlan): Snapshot[] {
  let at = START;
  let order = placedOrder(plan);
  const parts = new Map<string, PartContent>();
  const history: Snapshot[] = [{ at, order, parts: new Map() }];
  for (const [index, each] of plan.steps.entries()) {
    at += each.hours * 3_600_000;
    order = afterStep(order, parts, each, { at: instant(at), id: `${index}`, plan });
    if (plan.isVersioned) order = { ...order, changedAt: instant(at) };
    history.push({ at, order, parts: new Map(parts) });
  }
  return history;
}

interface Moment {
  readonly at: Instant;
  readonly id: string;
  readonly plan: OrderPlan;
}

function placedOrder(plan: OrderPlan): OrderContent {
  const components = plan.lines.map(componentOf);
  if (plan.shipping > 0) components.push(extra('shipping', plan.shipping, 19));
  return {
    type: 'order',
    number: '#1',
    placedAt: instant(START),
    currency: plan.isForeign ? 'USD' : 'EUR',
    status: plan.beginsUnplaced ? 'unplaced' : 'open',
    terms: plan.isOnAccount ? 'on-account' : 'prepay',
    cancelledAt: null,
    changedAt: plan.isVersioned ? instant(START) : null,
    pricesIncludeTax: plan.pricesIncludeTax,
    tellsShipments: plan.tellsShipments,
    components,
    cancellations: [],
    total: minor(Math.max(0, totalOf(components) + plan.off)),
    unit: 1,
    paid: null,
    overpaidIsInterest: false,
  };
}

function componentOf(plan: LinePlan, index: number): Component {
  const before = plan.quantity * plan.unit;
  const discount = share(minor(before), plan.discount, 10);
  const net = minor(before - discount);
  const kind = plan.kind === 'digital' ? 'goods' : plan.kind;
  const signed = kind === 'fee' ? minor(-Math.min(net, 300)) : net;
  return {
    id: `line:${index}`,
    kind,
    sku: `S${index}`,
    quantity: plan.quantity,
    ships: plan.kind === 'goods' || kind === 'fee',
    net: signed,
    discount: kind === 'fee' ? minor(0) : discount,
    taxes: taxesOn(signed, kind === 'gift-card' ? 0 : plan.rate),
  };
}

function extra(kind: 'shipping', net: number, rate: number): Component {
  const taxes = taxesOn(minor(net), rate);
  return { id: kind, kind, sku: '', quantity: 1, ships: true, net: minor(net), discount: minor(0), taxes };
}

function taxesOn(net: Minor, rate: number): Component['taxes'] {
  if (rate === 0) return [];
  return [{ code: `DE:VAT:${rate}`, amount: share(net, rate, 100), base: net, liable: 'merchant', charged: true }];
}

export function totalOf(components: readonly Component[]): number {
  let total = 0;
  for (const { net, taxes } of components) total += net + taxes.reduce((sum, tax) => sum + tax.amount, 0);
  return total;
}

function afterStep(order: OrderContent, parts: Map<string, PartContent>, each: StepPlan, moment: Moment): OrderContent {
  const { at, id } = moment;
  const open = (order.status === 'unplaced' ? { ...order, status: 'open' } : order) as OrderContent;
  switch (each.what) {
    case 'pay':
    case 'pay-part':
    case 'authorise': {
      const amount = each.what === 'pay-part' ? minor(each.amount) : order.total;
      if (amount > 0) parts.set(`payment:${id}`, payment(order, amount, each, moment));
      return open;
    }
    case 'fail': {
      const [key, content] = nth(parts, 'payment:', each.which) ?? ['', null];
      if (content?.type === 'payment') parts.set(key, { ...content, reversedAt: at });
      return order;
    }
    case 'edit':
      return edited(order, each);
    case 'ship':
      parts.set(`fulfilment:${id}`, shipment(order, each, moment));
      return order;
    case 'unship': {
      const [key, content] = nth(parts, 'fulfilment:', each.which) ?? ['', null];
      if (content?.type !== 'fulfilment') return order;
      parts.set(key, { ...content, status: 'cancelled', cancelledAt: moment.plan.isDated ? at : null });
      return order;
    }
    case 'refund-lines':
    case 'refund-amount':
    case 'refund-pending':
      parts.set(`refund:${id}`, refund(order, each, moment));
      return order;
    case 'settle': {
      const [key, content] = nth(parts, 'refund:', each.which) ?? ['', null];
      if (content?.type !== 'refund') return order;
      parts.set(key, { ...content, status: 'settled', at: moment.plan.isDated ? at : null });
      return order;
    }
    case 'cancel-units': {
      const lines = [unitsOf(order, each)];
      return { ...open, cancellations: [...order.cancellations, { id: `c${id}`, at, lines }] };
    }
    case 'cancel':
      return order.status === 'cancelled' ? order : { ...order, status: 'cancelled', cancelledAt: at };
    case 'reopen':
      return { ...order, status: 'open', cancelledAt: null };
  }
}

function payment(order: OrderContent, amount: Minor, each: StepPlan, { at, id, plan }: Moment): PaymentContent {
  return {
    type: 'payment',
    id,
    tender: { kind: 'gateway', gateway: each.which % 2 === 0 ? 'stripe' : 'paypal' },
    status: each.what === 'authorise' ? 'authorised' : 'captured',
    currency: order.currency,
    amount,
    at: plan.isDated ? at : null,
  };
}

function shipment(order: OrderContent, each: StepPlan, { at, id, plan }: Moment): FulfilmentContent {
  const goods = order.components.filter(({ kind, ships }) => kind === 'goods' && ships);
  const one = goods[each.which % Math.max(1, goods.length)];
  const lines = one === undefined || each.amount % 2 === 0 ? null : [{ component: one.id, quantity: 1 }];
  const shippedAt = plan.isDated ? at : null;
  return { type: 'fulfilment', id, status: 'shipped', shippedAt, cancelledAt: null, lines };
}

function refund(order: OrderContent, each: StepPlan, { at, id, plan }: Moment): RefundContent {
  const lines = each.what === 'refund-amount' ? [] : [unitsOf(order, each)];
  let given = 0;
  for (const { net, taxes } of lines) given += net + taxes.reduce((sum, tax) => sum + tax.amount, 0);
  return {
    type: 'refund',
    id,
    status: each.what === 'refund-pending' ? 'pending' : 'settled',
    at: plan.isDated ? at : null,
    currency: order.currency,
    amount: minor(lines.length === 0 ? each.amount : Math.max(0, given)),
    tender: null,
    lines,
    statedTaxes: null,
  };
}

/** One unit of a line, with its share of the line's figures. */
function unitsOf(order: OrderContent, each: StepPlan): CreditLine {
  const component = order.components[each.which % order.components.length] as Component;
  const part = (amount: Minor) => share(amount, 1, component.quantity);
  const taxes = component.taxes.map((tax) => ({ ...tax, amount: part(tax.amount), base: part(tax.base) }));
  return { component: component.id, quantity: 1, net: part(component.net), taxes };
}

/** Another quantity of a line, or a line more. */
function edited(order: OrderContent, each: StepPlan): OrderContent {
  const index = each.which % (order.components.length + 1);
  const next = { quantity: 1 + (each.amount % 3), unit: each.amount, discount: each.amount % 2, rate: 19 } as const;
  const changed = componentOf({ ...next, kind: 'goods' }, index);
  const target = order.components[index];
  const components =
    target === undefined
      ? [...order.components, changed]
      : order.components.map((component) =>
          component === target && component.kind === 'goods' ? { ...changed, id: component.id } : component,
        );
  return { ...order, components, total: minor(Math.max(0, totalOf(components))) };
}

function nth(
  parts: ReadonlyMap<string, PartContent>,
  prefix: string,
  which: number,
): [string, PartContent] | undefined {
  const found = [...parts].filter(([key]) => key.startsWith(prefix));
  return found[which % Math.max(1, found.length)];
}

/** Days on which a world's rates stand: none is ever too old. */
export const RATE_DAYS = Array.from({ length: 40 }, (_, index) => START - 10 * DAY + index * 5 * DAY);
