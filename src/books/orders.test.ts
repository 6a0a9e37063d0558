import { expect, test } from 'vitest';
import type { DocumentState, PartState } from '../domain/documents/fold.ts';
import { fulfilledOf } from './orders.ts';

type Lines = readonly (readonly [component: string, quantity: number])[];

const part = (content: object): PartState =>
  ({ sightings: [{ version: null, hash: '', content, seen: [1] }], since: {}, vouchedAt: 1 }) as unknown as PartState;

const linesOf = (lines: Lines) => lines.map(([component, quantity]) => ({ component, quantity }));

/** An order of these components with what was shipped, cancelled and given back. */
function stateOf(
  goods: Lines,
  happened: { shipped?: readonly (Lines | null)[]; cancelled?: Lines; refunded?: Lines; order?: object } = {},
): DocumentState {
  const { shipped = [], cancelled = [], refunded = [], order = {} } = happened;
  const components = goods.map(([id, quantity]) => ({ id, kind: 'goods', ships: true, quantity }));
  const cancellations = [{ id: 'c', at: null, lines: linesOf(cancelled) }];
  const content = { type: 'order', status: 'open', tellsShipments: true, components, cancellations, ...order };
  const shipments = shipped.map((lines, index): [string, PartState] => [
    `fulfilment:${index}`,
    part({ type: 'fulfilment', status: 'shipped', lines: lines === null ? null : linesOf(lines) }),
  ]);
  const refund = part({ type: 'refund', status: 'settled', lines: linesOf(refunded) });
  return {
    kind: 'order',
    parts: { order: part(content), 'refund:1': refund, ...Object.fromEntries(shipments) },
    lists: {},
  };
}

const two: Lines = [
  ['mug', 2],
  ['tea', 1],
];

test.each<[string, DocumentState, ReturnType<typeof fulfilledOf>]>([
  ['nothing shipped', stateOf(two), 'none'],
  ['some shipped', stateOf(two, { shipped: [[['mug', 1]]] }), 'partly'],
  ['all shipped, in two parcels', stateOf(two, { shipped: [[['mug', 2]], [['tea', 1]]] }), 'all'],
  ['a parcel with all that is left', stateOf(two, { shipped: [[['mug', 1]], null] }), 'all'],
  ['shipped but for what was cancelled', stateOf(two, { shipped: [[['mug', 2]]], cancelled: [['tea', 1]] }), 'all'],
  ['shipped but for what was given back', stateOf(two, { shipped: [[['mug', 2]]], refunded: [['tea', 1]] }), 'all'],
  ['all given back before it shipped', stateOf(two, { refunded: two }), null],
  ['nothing that ships', stateOf([]), null],
  ['a channel that tells no shipments', stateOf(two, { order: { tellsShipments: false } }), null],
  ['cancelled', stateOf(two, { order: { status: 'cancelled' } }), null],
  ['no order yet', { kind: 'order', parts: {}, lists: {} }, null],
])('%s', (_name, state, fulfilled) => {
  expect(fulfilledOf(state)).toBe(fulfilled);
});
