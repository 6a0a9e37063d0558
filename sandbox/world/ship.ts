import { type Action, act, type Scene, type StockMove } from './act.ts';
import { total } from './money.ts';
import { authorisedOf, capturedOf, totalOf, unitsToShip } from './order.ts';
import { gatewayId } from './pay.ts';
import type { Order, OrderLine, Shipment } from './types.ts';

/** All that waits is shipped. */
export const shipRest: Action = (order, scene) => ship(order, scene, waiting(order));

/** About half of what waits is shipped; all of it where it is one unit. */
export const shipHalf: Action = (order, scene) => {
  const all = waiting(order);
  let left = Math.max(1, Math.floor(total(all.map(({ quantity }) => quantity)) / 2));
  const half = all.map(({ line, quantity }) => {
    const taken = Math.min(quantity, left);
    left -= taken;
    return { line, quantity: taken };
  });
  return ship(
    order,
    scene,
    half.filter(({ quantity }) => quantity > 0),
  );
};

interface Waiting {
  readonly line: OrderLine;
  readonly quantity: number;
}

function waiting(order: Order): Waiting[] {
  return order.lines
    .map((line) => ({ line, quantity: unitsToShip(order, line) }))
    .filter(({ quantity }) => quantity > 0);
}

/** Nothing leaves the house before it is paid or authorised, but on account. */
function mayShip(order: Order): boolean {
  if (order.trashedAt !== null || order.deletedAt !== null || order.cancelledAt !== null) return false;
  return order.gateway.captures === 'on account' || totalOf(order) === 0 || capturedOf(order) + authorisedOf(order) > 0;
}

function ship(order: Order, scene: Scene, shipped: readonly Waiting[]): ReturnType<Action> {
  if (shipped.length === 0 || !mayShip(order)) return [];
  const lines = shipped.map(({ line, quantity }) => ({ lineId: line.id, quantity }));
  const shipment: Shipment = {
    id: scene.nextId(),
    at: scene.at,
    warehouse: order.warehouse,
    tracking: gatewayId('TRK', scene).toUpperCase(),
    lines,
  };
  const stock = shipped.map(
    ({ line, quantity }): StockMove => ({
      variantId: line.variantId,
      warehouse: order.warehouse,
      onHand: -quantity,
      committed: -quantity,
    }),
  );
  const units = total(lines.map(({ quantity }) => quantity));
  const fact = { kind: 'shipped', at: scene.at, id: shipment.id, units } as const;
  return [act('shipped', { ...order, shipments: [...order.shipments, shipment] }, [fact], stock)];
}
