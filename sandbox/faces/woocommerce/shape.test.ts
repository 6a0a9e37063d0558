import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { Faults } from '../../faults/faults.ts';
import { SHOPS } from '../../world/plans.ts';
import { World } from '../../world/world.ts';
import { orderJson, type Sheet } from './order.ts';
import { productJson, variationJson } from './product.ts';
import { refundJson } from './refund.ts';
import { Store } from './store.ts';

const START = Date.UTC(2026, 1, 2);
const WEEKS = 21 * 86_400_000;

const recorded = (name: string): unknown[] =>
  JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8'));

/** What stands at a path: which types, and whether it stands there always. */
interface Spot {
  readonly types: Set<string>;
  count: number;
  parents: number;
}

/** 'line_items[].taxes[].id' → number, always. */
function shapeOf(values: readonly unknown[]): Map<string, Spot> {
  const shape = new Map<string, Spot>();
  for (const value of values) visit(value, '', shape);
  for (const [path, spot] of shape) {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf('.')));
    spot.parents = parent === '' ? values.length : (shape.get(parent)?.count ?? 0);
  }
  return shape;
}

function visit(value: unknown, path: string, shape: Map<string, Spot>): void {
  if (path !== '') {
    const spot = shape.get(path) ?? { types: new Set(), count: 0, parents: 0 };
    spot.types.add(typeOf(value));
    spot.count += 1;
    shape.set(path, spot);
  }
  if (Array.isArray(value)) for (const item of value) visit(item, `${path}[]`, shape);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) visit(item, path === '' ? key : `${path}.${key}`, shape);
  }
}

const typeOf = (value: unknown): string => (Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value);

/**
 * In words: what the face writes that was never recorded, and what was always recorded that it leaves out. A refund of a
 * variation was not recorded: what is `alike` may lend its types.
 */
function strangers(shown: readonly unknown[], known: readonly unknown[], alike: readonly unknown[] = []): string[] {
  const [face, real, similar] = [shapeOf(shown), shapeOf(known), shapeOf(alike)];
  const found: string[] = [];
  for (const [path, { types }] of face) {
    const recordedTypes = [...(real.get(path)?.types ?? []), ...(similar.get(path)?.types ?? [])];
    for (const type of types) if (!recordedTypes.includes(type)) found.push(`${path} is ${type}`);
  }
  for (const [path, { count, parents }] of real) {
    if (count < parents || path.endsWith('[]') || !isWithin(face, path)) continue;
    const own = face.get(path);
    if (own === undefined) found.push(`${path} is missing`);
    else if (own.count < own.parents) found.push(`${path} is not always there`);
  }
  return found;
}

/** Whether the face shows what `path` is a field of. */
function isWithin(face: ReadonlyMap<string, Spot>, path: string): boolean {
  const parent = path.slice(0, Math.max(0, path.lastIndexOf('.')));
  return parent === '' || face.has(parent);
}

describe.each(SHOPS.filter(({ platform }) => platform === 'woocommerce'))('$key', (plan) => {
  const world = World.create({ seed: 21, shops: [plan], start: START });
  const store = new Store(world, plan.key, new Faults(1));
  const sheet: Sheet = { plan, site: 'http://127.0.0.1:8101' };

  beforeAll(() => {
    world.advance(START + WEEKS);
  });

  test('orders have the shape of recorded ones, field by field', () => {
    const orders = store.orders(world.now).entries.map(({ thing, modified }) => orderJson(thing, modified, sheet));
    expect(orders.length).toBeGreaterThan(100);
    expect(strangers(orders, recorded('orders'))).toEqual([]);
  });

  test('so have refunds', () => {
    const refunds = store
      .orders(world.now)
      .entries.flatMap(({ thing }) => thing.refunds.map((refund) => refundJson(thing, refund, sheet)));
    expect(refunds.length).toBeGreaterThan(10);
    expect(strangers(refunds, recorded('refunds'), recorded('orders'))).toEqual([]);
  });

  test('so have products and variations', () => {
    const products = store
      .products(world.now)
      .entries.map(({ thing, modified }) => productJson(thing, modified, sheet));
    const variations = store
      .variations(world.now, null)
      .entries.map(({ thing, modified }) => variationJson(thing.product, thing.variant, modified, sheet));
    expect(strangers(products, recorded('products'))).toEqual([]);
    expect(strangers(variations, recorded('variations'))).toEqual([]);
  });
});

test('a field that nobody recorded is found, and one that is left out', () => {
  const known = [{ id: 1, taxes: [{ id: 2, total: '1.00' }] }];
  expect(strangers([{ id: '1', taxes: [{ id: 2 }] }], known)).toEqual(['id is string', 'taxes[].total is missing']);
  expect(strangers([{ id: 1, taxes: [] }], known)).toEqual([]);
});
