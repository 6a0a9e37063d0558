import { Kind, parse, type SelectionSetNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { NO_SETTINGS } from '../contract.ts';
import { BULK_CHILDREN, BULK_ORDERS, NESTED_LISTS, ONE_ORDER, ORDERS, PARTS, restDocument } from './documents.ts';
import { inGraphql, LINE, UST, type World } from './fixtures/world.ts';
import { shopify } from './index.ts';

/** Fields that a document selects below `under`, 'lineItems.sku'; what only makes a connection (nodes, edges) is left out. */
function selected(document: string, under: string): Set<string> {
  const paths = new Set<string>();
  const walk = (set: SelectionSetNode, path: readonly string[]) => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) walk(selection.selectionSet, path);
      if (selection.kind !== Kind.FIELD) continue;
      const here = CONNECTION.has(selection.name.value) ? path : [...path, selection.name.value];
      paths.add(here.join('.'));
      if (selection.selectionSet !== undefined && selection.name.value !== 'pageInfo')
        walk(selection.selectionSet, here);
    }
  };
  for (const definition of parse(document).definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) walk(definition.selectionSet, []);
  }
  const start = under === '' ? '' : `${under}.`;
  return new Set([...paths].filter((path) => path.startsWith(start)).map((path) => path.slice(start.length)));
}

const CONNECTION = new Set(['nodes', 'edges', 'node', 'pageInfo']);

/** Fields that are read of a value, written down as they are read. */
function watched<T>(value: T, read: Set<string>, path = ''): T {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get: (target, name, receiver) => {
      const inner: unknown = Reflect.get(target, name, receiver);
      if (typeof name !== 'string' || typeof inner === 'function') return inner;
      if (Array.isArray(target) || CONNECTION.has(name)) return watched(inner, read, path);
      const here = path === '' ? name : `${path}.${name}`;
      read.add(here);
      return watched(inner, read, here);
    },
  });
}

/** Wrappers around records, what only REST has, and what is looked at but used only where something else is missing. */
const ELSEWHERE =
  /^(data|errors|originalTotalAdditionalFeesSet|order|refund|fulfillment|transaction)$|\.length$|\.(kind|shopMoney|hasNextPage)$/;

const EVERYTHING: World = {
  total: 5_000,
  lines: [{ ...LINE, discount: 10, taxes: [UST], duties: [{ id: 5, cents: 3, taxes: [UST] }] }],
  shipping: [{ id: 9, cents: 500, discount: 5, taxes: [UST] }],
  fees: 100,
  tip: 100,
  transactions: [
    { id: 1, kind: 'sale', cents: 4_000 },
    { id: 2, kind: 'sale', cents: 1_000, gateway: 'gift_card', card: 77 },
    { id: 3, kind: 'refund', cents: 500, parent: 1 },
  ],
  refunds: [
    {
      id: 3,
      lines: [{ line: 1, quantity: 1, cents: 100, tax: 19 }],
      shipping: [{ line: 9, cents: 100, tax: 19 }],
      adjustments: [{ cents: 10, reason: 'REFUND_DISCREPANCY' }],
      duties: [{ duty: 5, cents: 3 }],
      transactions: [{ id: 3, kind: 'refund', cents: 500, parent: 1 }],
    },
  ],
  fulfilments: [{ id: 4, status: 'success', lines: [[1, 1]] }],
};

describe('the order document', () => {
  it('asks for everything that the decoder reads', () => {
    const read = new Set<string>();
    const decoded = shopify.decode(watched(inGraphql(EVERYTHING), read), NO_SETTINGS, { via: 'read', topic: '' });
    expect(decoded.kind).toBe('report');
    const asked = selected(ONE_ORDER.text, 'order');
    expect([...read].filter((path) => !asked.has(path) && !ELSEWHERE.test(path))).toEqual([]);
    expect(read.size).toBeGreaterThan(60);
  });

  it('is the same one by one, by pages, and in bulk with the parts added', () => {
    const one = selected(ONE_ORDER.text, 'order');
    expect(selected(ORDERS.text, 'orders')).toEqual(one);
    const bulk = selected(BULK_ORDERS, 'orders');
    for (const part of ['refunds', 'fulfillments'] as const) {
      for (const path of selected(PARTS[part].text, '')) if (path !== '') bulk.add(`${part}.${path}`);
    }
    const typenames = Object.values(BULK_CHILDREN).map((field) => `${field}.__typename`);
    expect([...bulk].sort()).toEqual([...one, ...typenames].sort());
  });

  it('asks for the rest of each nested list as it asked for its beginning', () => {
    const parents: Readonly<Record<string, string>> = { Order: '', Refund: 'refunds.', Fulfillment: 'fulfillments.' };
    const one = selected(ONE_ORDER.text, 'order');
    const ofOrders = NESTED_LISTS.filter(([owner]) => owner in parents);
    expect(ofOrders).toHaveLength(7);
    for (const [owner, field] of ofOrders) {
      const start = `${parents[owner]}${field}.`;
      const first = [...one].filter((path) => path.startsWith(start)).map((path) => path.slice(start.length));
      expect(first).not.toEqual([]);
      expect([...selected(restDocument(owner, field) ?? '', field)]).toEqual(first);
    }
  });

  it('asks for shipping that was removed, wherever it asks for shipping', () => {
    for (const text of [ONE_ORDER.text, ORDERS.text, BULK_ORDERS, restDocument('Order', 'shippingLines') ?? '']) {
      expect(text).toMatch(/shippingLines\([^)]*includeRemovals: true/);
    }
  });
});
