import { type Act, type Action, act, type Scene, type StockMove } from './act.ts';
import { goodsFact, partsOfSlices } from './facts.ts';
import { grossOf, total } from './money.ts';
import { capturedOf, leftOf, refundedOf, shippingLeft, slice, slicesLeft, unitsLeft, unitsToShip } from './order.ts';
import { gatewayId, releaseAuthorisation } from './pay.ts';
import type { Fact } from './truth.ts';
import type { Amount, Charge, Order, Refund, RefundTransaction, Slice } from './types.ts';

/* What happens to an order's money and goods on their way back. */

const paidRest = (order: Order): Amount => capturedOf(order) - refundedOf(order);

const isKept = (order: Order) => order.trashedAt === null && order.deletedAt === null;

/** Goods come back when all of them are out, or are taken off when none is: in between nobody could say which ones. */
function mayReturn(order: Order): boolean {
  if (order.cancelledAt !== null || !isKept(order)) return false;
  return order.shipments.length === 0 || order.lines.every((line) => unitsToShip(order, line) === 0);
}

interface Given {
  readonly reason: string;
  readonly slices: readonly Slice[];
  readonly shipping: Charge | null;
  readonly amount: Amount;
  /** Drawn where it is not said. */
  readonly restocked?: boolean;
  /** The gateway knows nothing of it: a person gave the money back another way. */
  readonly isByHand?: boolean;
}

/**
 * What a person says is given back, nothing of it drawn. Money beyond the goods and the shipping is given without either.
 * Nothing where the money or the units are not there.
 */
export function giveBack(given: Required<Given>): Action {
  return (order, scene) => {
    if (!isKept(order) || !hasUnits(order, given.slices)) return [];
    const made = refund(order, scene, given);
    const more = given.amount - grossOfSlices(given.slices) - (given.shipping === null ? 0 : grossOf(given.shipping));
    if (more === 0 || order.cancelledAt !== null) return made;
    return made.map((one) => withAllowance(one, scene, more));
  };
}

function hasUnits(order: Order, slices: readonly Slice[]): boolean {
  return slices.every(({ lineId, quantity }) => {
    const line = order.lines.find(({ id }) => id === lineId);
    return line !== undefined && quantity <= unitsLeft(order, line);
  });
}

function withAllowance(made: Act, { at }: Scene, amount: Amount): Act {
  const id = made.order.refunds.at(-1)?.id ?? 0;
  return { ...made, facts: [...made.facts, { kind: 'allowance', at, id, amount: -amount }] };
}

/** Some units of one line. */
export const refundUnits: Action = (order, scene) => {
  const candidates = order.lines.filter((line) => unitsLeft(order, line) > 0);
  if (!mayReturn(order) || candidates.length === 0) return [];
  const line = scene.random.pick(candidates);
  const slices = [slice(order, line, scene.random.between(1, unitsLeft(order, line)))];
  return refund(order, scene, { reason: 'returned', slices, shipping: null, amount: grossOfSlices(slices) });
};

/** All that is left of goods, shipping and money. */
export const refundFull: Action = (order, scene) => (mayReturn(order) ? refund(order, scene, rest(order)) : []);

export const refundShipping: Action = (order, scene) => {
  const shipping = shippingLeft(order);
  if (order.cancelledAt !== null || !isKept(order) || grossOf(shipping) === 0) return [];
  return refund(order, scene, { reason: 'late', slices: [], shipping, amount: grossOf(shipping) });
};

/** Between a hundredth and a tenth of what was paid, without goods. */
export const refundAmount: Action = (order, scene) => {
  if (order.cancelledAt !== null || !isKept(order)) return [];
  const amount = Math.floor((capturedOf(order) * scene.random.between(10, 100)) / 1000);
  return refundMoney(order, scene, 'goodwill', amount).map((made) => withAllowance(made, scene, amount));
};

/** Money alone; what it is given back for stands elsewhere. */
export function refundMoney(order: Order, scene: Scene, reason: string, amount: Amount): readonly Act[] {
  return refund(order, scene, { reason, slices: [], shipping: null, amount });
}

/** The last refund, as if it had never been. Only one of money or shipping: goods do not go out again by it. */
export const deleteRefund: Action = (order) => {
  const last = order.refunds.at(-1);
  if (last === undefined || last.slices.length > 0 || order.cancelledAt !== null || !isKept(order)) return [];
  const deleted = act('refund deleted', { ...order, refunds: order.refunds.slice(0, -1) });
  return [{ ...deleted, forgets: last.id }];
};

/** The customer calls it off before money was captured. */
export const cancelUnpaid: Action = (order, scene) => {
  if (!mayCancel(order) || capturedOf(order) > 0) return [];
  const voided = releaseAuthorisation(order, scene);
  return [...voided, cancelled(voided.at(-1)?.order ?? order, scene)];
};

/** Cancelled, and given back in the same act where `refunds`. */
export function cancelPaid({ refunds }: { readonly refunds: boolean }): Action {
  return (order, scene) => {
    if (!mayCancel(order) || paidRest(order) <= 0) return [];
    const given = rest(order);
    const first = cancelled(order, scene);
    return refunds ? [first, ...refund(first.order, scene, given)] : [first];
  };
}

/** What is still owed of a cancelled order. */
export const refundCancelled: Action = (order, scene) => {
  if (order.cancelledAt === null || !isKept(order)) return [];
  return refund(order, scene, rest(order));
};

const mayCancel = (order: Order) => order.cancelledAt === null && order.shipments.length === 0 && isKept(order);

function rest(order: Order): Given {
  const slices = slicesLeft(order);
  const shipping = shippingLeft(order);
  const given = grossOf(shipping) > 0 ? shipping : null;
  return { reason: 'refunded in full', slices, shipping: given, amount: paidRest(order) };
}

const grossOfSlices = (slices: readonly Slice[]): Amount => total(slices.map(({ charged }) => grossOf(charged)));

/** Nothing where the money is not there: never more is given back than was paid. */
function refund(order: Order, scene: Scene, given: Given): readonly Act[] {
  const { reason, slices, shipping, amount, isByHand = false } = given;
  if (amount <= 0 || amount > paidRest(order)) return [];
  const restocked = slices.length > 0 && (given.restocked ?? scene.random.happens(scene.plan.habits.restock));
  const made: Refund = {
    id: scene.nextId(),
    at: scene.at,
    reason,
    transactions: backTo(order, scene, amount, isByHand),
    slices,
    shipping,
    amount,
    restocked,
    beforeShipment: order.shipments.length === 0,
  };
  const changed = { ...order, refunds: [...order.refunds, made] };
  const stock = order.cancelledAt === null ? goodsBack(order, made) : [];
  return [act('refunded', changed, refundFacts(order, made), stock)];
}

/** Money goes back the way it came, oldest payment first. */
function backTo(order: Order, scene: Scene, amount: Amount, isByHand: boolean): RefundTransaction[] {
  const transactions: RefundTransaction[] = [];
  let left = amount;
  for (const payment of order.payments) {
    const part = Math.min(left, leftOf(order, payment));
    if (part <= 0) continue;
    transactions.push({
      id: scene.nextId(),
      paymentId: payment.id,
      transactionId: isByHand ? '' : gatewayId('re', scene),
      amount: part,
    });
    left -= part;
  }
  return transactions;
}

/** Of a cancelled order the goods are off already: its refund is money alone. */
function refundFacts(order: Order, { at, id, slices, shipping, amount }: Refund): Fact[] {
  const money: Fact = { kind: 'refunded', at, id, gateway: order.gateway.code, amount: -amount };
  const isGoods = order.cancelledAt === null && (slices.length > 0 || shipping !== null);
  return isGoods ? [goodsFact('returned', at, id, partsOfSlices(order, slices), shipping, -1), money] : [money];
}

/** Restocked units stand on the shelf afterwards, others do not; what never left is no longer committed. */
function goodsBack(order: Order, { slices, restocked, beforeShipment }: Refund): StockMove[] {
  return slices.flatMap(({ lineId, quantity }) => {
    const line = order.lines.find(({ id }) => id === lineId);
    if (line === undefined || !line.ships) return [];
    const { variantId } = line;
    const onHand = (restocked ? quantity : 0) - (beforeShipment ? quantity : 0);
    return [{ variantId, warehouse: order.warehouse, onHand, committed: beforeShipment ? -quantity : 0 }];
  });
}

function cancelled(order: Order, { at }: Scene): Act {
  const parts = partsOfSlices(order, slicesLeft(order));
  const shipping = shippingLeft(order);
  const fact = goodsFact('cancelled', at, order.id, parts, grossOf(shipping) > 0 ? shipping : null, -1);
  return act('cancelled', { ...order, cancelledAt: at }, [fact], released(order));
}

/** What waited for its shipment waits no more. */
export function released(order: Order): StockMove[] {
  return order.lines.map((line) => {
    return { variantId: line.variantId, warehouse: order.warehouse, onHand: 0, committed: -unitsToShip(order, line) };
  });
}
