import { type Action, act } from './act.ts';
import { released } from './give-back.ts';
import { authorisedOf, capturedOf } from './order.ts';
import type { Order } from './types.ts';

/** Something is noted on the order that is no fact for books. */
export const annotate: Action = (order) =>
  order.deletedAt === null ? [act('noted', { ...order, notes: [...order.notes, 'called the customer'] })] : [];

/** Into the bin, whatever it came to: what a person may do by hand. */
export const putIntoBin: Action = (order, { at }) =>
  order.deletedAt === null && order.trashedAt === null
    ? [act('trashed', { ...order, trashedAt: at }, [], stockOf(order))]
    : [];

/** Gone without a trace, from the bin or from where it stood, whatever it came to: what a person may do by hand. */
export const wipeOut: Action = (order, { at }) =>
  order.deletedAt === null ? [act('deleted', { ...order, deletedAt: at }, [], stockOf(order))] : [];

/** Into the bin, where it came to nothing. */
export const throwAway: Action = (order, scene) => (isNothing(order) ? putIntoBin(order, scene) : []);

/** Gone without a trace, where it came to nothing. */
export const destroyForGood: Action = (order, scene) => (isNothing(order) ? wipeOut(order, scene) : []);

/** No money, no goods, not gone yet: nothing that books would miss. */
const isNothing = (order: Order) =>
  order.deletedAt === null && order.shipments.length === 0 && capturedOf(order) === 0 && authorisedOf(order) === 0;

const stockOf = (order: Order) => (order.trashedAt === null ? released(order) : []);
