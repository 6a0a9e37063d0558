import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { restOrder } from '../../sandbox/faces/shopify/rest.ts';
import { viewOf } from '../../sandbox/faces/shopify/view.ts';
import { SHOPS } from '../../sandbox/world/plans.ts';
import { World } from '../../sandbox/world/world.ts';
import { shared } from './shared.ts';

const { folder, isHere } = shared('specs/shopify');

/** Each has parts that the others leave empty. */
const EXAMPLES = [
  'rest_2026-01_order',
  'rest_2026-01_refund',
  'rest_2026-01_fulfillment',
  'rest_2026-01_transaction',
  'rest_fixture_order',
];

/** What no example fills, though the vendor describes it: refunded shipping, adjustments, receipts, manual gateways. */
const UNSHOWN =
  /^(order_adjustments|refund_shipping_lines|shipping_line|receipt|(sub)?t(ax|otal)_amount_set)\.|\.(refund_shipping_lines|manual_payment_gateway)$/;

/** The kinds of value at each name, with the name of what has it: 'price_set.shop_money', 'tax_lines.rate'. */
function kindsIn(value: unknown, owner: string, found: Map<string, Set<string>>): Map<string, Set<string>> {
  if (Array.isArray(value)) for (const item of value) kindsIn(item, owner, found);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      const path = `${owner}.${name}`;
      const kind = inner === null ? 'null' : Array.isArray(inner) ? 'list' : typeof inner;
      found.set(path, (found.get(path) ?? new Set()).add(kind));
      kindsIn(inner, name, found);
    }
  }
  return found;
}

describe.runIf(isHere)("the sandbox's webhook bodies", () => {
  it("have the fields of the vendor's examples alone, each of the same kind", () => {
    const known = new Map<string, Set<string>>();
    for (const name of EXAMPLES) {
      const example: unknown = JSON.parse(readFileSync(join(folder, 'examples', `${name}.json`), 'utf8'));
      kindsIn(example, '', known);
    }
    const [plan] = SHOPS.filter(({ platform }) => platform === 'shopify');
    if (plan === undefined) throw new Error('no Shopify shop');
    const world = World.create({ seed: 5, shops: [plan], start: Date.parse('2026-10-01T00:00:00Z') });
    world.advance(Date.parse('2026-10-12T00:00:00Z'));
    const sent = new Map<string, Set<string>>();
    for (const { latest } of world.shop(plan.key).orders.values()) {
      kindsIn({ order: restOrder(viewOf(latest, plan, world.now)) }, '', sent);
    }
    const isKnown = (path: string, kind: string) => known.get(path)?.has(kind) || known.get(path)?.has('null');
    const isNew = (path: string, kind: string) => kind !== 'null' && !isKnown(path, kind);
    const odd = [...sent].flatMap(([path, kinds]) =>
      [...kinds].filter((kind) => !UNSHOWN.test(path) && isNew(path, kind)).map((kind) => `${path}: ${kind}`),
    );
    expect(odd).toEqual([]);
    expect(sent.size).toBeGreaterThan(100);
  });
});
