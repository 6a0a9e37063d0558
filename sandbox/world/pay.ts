import { type Action, act, type Scene } from './act.ts';
import { accepted } from './facts.ts';
import { authorisedOf, capturedOf, totalOf } from './order.ts';
import type { Fact } from './truth.ts';
import type { Amount, Order, Payment } from './types.ts';

/* What happens to an order's money on its way in. */

const isOpen = (order: Order) => order.cancelledAt === null && order.deletedAt === null && order.trashedAt === null;

/** What is still to be paid, authorisations counted as paid. */
export function dueOf(order: Order): Amount {
  return isOpen(order) ? totalOf(order) - capturedOf(order) - authorisedOf(order) : 0;
}

/** A payment tried and refused. */
export const failPayment: Action = (order, scene) => {
  const due = dueOf(order);
  return due > 0 ? [act('payment failed', withPayment(order, payment(order, scene, 'failed', due)))] : [];
};

/** All that is due is captured at once; nothing where nothing is. */
export const pay: Action = (order, scene) => {
  const due = dueOf(order);
  if (due <= 0) return [];
  const paid = payment(order, scene, 'captured', due);
  return [act('captured', withPayment(order, paid), [...firstSale(order, scene), moneyIn(paid, scene)])];
};

export const authorise: Action = (order, scene) => {
  const due = dueOf(order);
  if (due <= 0) return [];
  return [
    act('authorised', withPayment(order, payment(order, scene, 'authorised', due)), [...firstSale(order, scene)]),
  ];
};

/** What was authorised is captured, as far as it is still owed; what an edit added since is paid with it. */
export const capture: Action = (order, scene) => {
  const open = order.payments.find(({ status }) => status === 'authorised');
  if (open === undefined || !isOpen(order)) return [];
  const amount = Math.min(open.amount, totalOf(order) - capturedOf(order));
  if (amount <= 0) return [];
  const { at } = scene;
  const captured: Payment = {
    ...open,
    status: 'captured',
    captured: amount,
    capturedAt: at,
    settledId: scene.nextId(),
  };
  const first = act('captured', replacePayment(order, captured), [moneyIn(captured, scene)]);
  return [first, ...pay(first.order, scene)];
};

/** What was authorised is let go. */
export const releaseAuthorisation: Action = (order, scene) => {
  const open = order.payments.find(({ status }) => status === 'authorised');
  if (open === undefined) return [];
  const voided: Payment = { ...open, status: 'voided', voidedAt: scene.at, settledId: scene.nextId() };
  return [act('voided', replacePayment(order, voided))];
};

function payment(order: Order, scene: Scene, status: Payment['status'], amount: Amount): Payment {
  const isCaptured = status === 'captured';
  return {
    id: scene.nextId(),
    gateway: order.gateway,
    transactionId: gatewayId('ch', scene),
    status,
    amount,
    captured: isCaptured ? amount : 0,
    at: scene.at,
    settledId: null,
    capturedAt: isCaptured ? scene.at : null,
    voidedAt: null,
  };
}

/** As gateways name things: 'ch_3f2a…'. */
export function gatewayId(prefix: string, { random }: Scene): string {
  const part = () => random.between(0, 0xff_ff_ff).toString(16).padStart(6, '0');
  return `${prefix}_${part()}${part()}${part()}`;
}

const withPayment = (order: Order, added: Payment): Order => ({ ...order, payments: [...order.payments, added] });

const replacePayment = (order: Order, changed: Payment): Order => ({
  ...order,
  payments: order.payments.map((one) => (one.id === changed.id ? changed : one)),
});

/** On account it was one from the start. */
function firstSale(order: Order, { at }: Scene): Fact[] {
  const was = order.gateway.captures === 'on account' || order.payments.some(({ status }) => status !== 'failed');
  return was ? [] : [accepted(order, at)];
}

function moneyIn({ id, gateway, captured }: Payment, { at }: Scene): Fact {
  return { kind: 'paid', at, id, gateway: gateway.code, amount: captured };
}
