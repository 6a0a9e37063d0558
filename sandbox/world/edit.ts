import { type Action, act, inTurn, type Scene, type StockMove } from './act.ts';
import { goodsFact, partsOfLines, partsOfSlices } from './facts.ts';
import { refundMoney } from './give-back.ts';
import { orderLine } from './lines.ts';
import { capturedOf, slice, totalOf, unitsToShip, wasFree } from './order.ts';
import { pay } from './pay.ts';
import { want } from './place.ts';
import type { Order, OrderLine, Product } from './types.ts';

/* What a merchant changes of an order that stands. */

/** Once: money that went either way since would be counted twice by a second edit. What was free stays as it is. */
const isEditable = (order: Order) =>
  order.cancelledAt === null &&
  order.trashedAt === null &&
  order.deletedAt === null &&
  order.shipments.length === 0 &&
  order.refunds.length === 0 &&
  order.edits.length === 0 &&
  !wasFree(order);

/** A line more. */
export function addLine(products: readonly Product[]): Action {
  return (order, scene) => {
    if (!isEditable(order)) return [];
    const wanted = want(products, scene.random);
    const editId = scene.nextId();
    const ids = { id: scene.nextId(), addedBy: editId };
    const line = orderLine(scene.plan, order.customer.destination, wanted, 0, ids);
    const edit = { id: editId, at: scene.at, added: [line.id], removed: [] };
    const changed = { ...order, lines: [...order.lines, line], edits: [...order.edits, edit] };
    const fact = goodsFact('edited', scene.at, editId, partsOfLines([line]), null, 1);
    return [act('edited', changed, [fact], committing(order, line, line.ships ? line.quantity : 0))];
  };
}

/** Some units less of one line, never all of it. */
export const removeUnits: Action = (order, scene) => {
  if (!isEditable(order)) return [];
  const line = removable(order, scene);
  if (line === undefined) return [];
  const removed = slice(order, line, scene.random.between(1, unitsToShip(order, line) - 1));
  const editId = scene.nextId();
  const changed: Order = {
    ...order,
    lines: order.lines.map((one) => (one.id === line.id ? { ...one, removed: [...one.removed, removed] } : one)),
    edits: [...order.edits, { id: editId, at: scene.at, added: [], removed: [removed] }],
  };
  const fact = goodsFact('edited', scene.at, editId, partsOfSlices(order, [removed]), null, -1);
  return [act('edited', changed, [fact], committing(order, line, -removed.quantity))];
};

/** After the edit of a paid order the rest is paid, or given back. */
export const editPaid =
  (edit: Action): Action =>
  (order, scene) =>
    capturedOf(order) > 0 ? inTurn(edit, pay, giveBackRest)(order, scene) : [];

const giveBackRest: Action = (order, scene) => refundMoney(order, scene, 'edited', capturedOf(order) - totalOf(order));

function removable(order: Order, { random }: Scene): OrderLine | undefined {
  const candidates = order.lines.filter((line) => unitsToShip(order, line) > 1);
  return candidates.length === 0 ? undefined : random.pick(candidates);
}

function committing({ warehouse }: Order, { variantId }: OrderLine, units: number): StockMove[] {
  return units === 0 ? [] : [{ variantId, warehouse, onHand: 0, committed: units }];
}
