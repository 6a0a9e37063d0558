import { capturedOf, refundedOf, totalOf, unitsToShip } from '../../world/order.ts';
import type { Instant, Order, OrderChange } from '../../world/types.ts';

/** What WooCommerce makes of an order: one status, and the instants that follow from it. */
export interface WooState {
  readonly status: string;
  readonly paidAt: Instant | null;
  readonly completedAt: Instant | null;
}

/**
 * What moves `date_modified` in running stores. A note does not, nor does deleting a refund. An order on account that was
 * shipped stays on hold until it is paid: `completed` would make WooCommerce think that it was.
 */
export const MOVES_MODIFIED: ReadonlySet<OrderChange> = new Set([
  'placed',
  'payment failed',
  'authorised',
  'captured',
  'voided',
  'shipped',
  'refunded',
  'cancelled',
  'edited',
  'trashed',
]);

export function stateOf(order: Order): WooState {
  const paidAt = paidAtOf(order);
  const completedAt = paidAt === null ? null : completedAtOf(order, paidAt);
  return { status: statusOf(order, paidAt, completedAt), paidAt, completedAt };
}

function statusOf(order: Order, paidAt: Instant | null, completedAt: Instant | null): string {
  if (order.trashedAt !== null) return 'trash';
  const paid = capturedOf(order);
  if (paid > 0 && refundedOf(order) === paid) return 'refunded';
  if (order.cancelledAt !== null) return 'cancelled';
  if (completedAt !== null) return 'completed';
  if (paidAt !== null) return 'processing';
  const last = order.payments.at(-1)?.status;
  if (last === 'authorised' || order.gateway.captures === 'on account') return 'on-hold';
  return last === 'failed' ? 'failed' : 'pending';
}

/** An order for nothing is paid as it stands. */
function paidAtOf(order: Order): Instant | null {
  const captured = order.payments.map(({ capturedAt }) => capturedAt).filter((at) => at !== null);
  return captured.length > 0 ? Math.min(...captured) : totalOf(order) === 0 ? order.placedAt : null;
}

/** When the last of it was shipped or paid; what only is downloaded is complete once it is paid. */
function completedAtOf(order: Order, paidAt: Instant): Instant | null {
  if (!needsProcessing(order)) return paidAt;
  const last = order.shipments.at(-1);
  const isOut = last !== undefined && order.lines.every((line) => unitsToShip(order, line) === 0);
  return isOut ? Math.max(last.at, paidAt) : null;
}

/** All but what is virtual and downloadable; a gift card is only virtual. */
export function needsProcessing({ lines }: Order): boolean {
  return lines.some((line) => line.ships || line.isGiftCard);
}
