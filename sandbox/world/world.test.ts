import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grossOf, total } from './money.ts';
import { capturedOf, refundedOf, totalOf, unitsLeft, unitsShipped, unitsSold, unitsToShip, wasFree } from './order.ts';
import { SHOPS } from './plans.ts';
import { type OrderTruth, sumsOf } from './truth.ts';
import type { Order, OrderChange, WorldEvent } from './types.ts';
import { World } from './world.ts';

const START = Date.UTC(2026, 0, 5);
const DAY = 86_400_000;

const trade = (seed: number, days: number): World => {
  const world = World.create({ seed, shops: SHOPS, start: START });
  world.advance(START + days * DAY);
  return world;
};

const seeds = fc.integer({ min: 0, max: 2 ** 31 });

function* ordersOf(world: World): Iterable<{ order: Order; truth: OrderTruth }> {
  for (const truth of world.truth.orders()) {
    const order = world.shop(truth.shop).orders.get(truth.id)?.latest;
    if (order !== undefined) yield { order, truth };
  }
}

/** Many worlds in one test; a busy machine takes its time. */
const TIMEOUT_MS = 30_000;

/** Everything there is to see, as text: worlds are too large to be compared value by value in a moment. */
const portrait = (world: World): string =>
  JSON.stringify({
    orders: [...world.shops.values()].map((shop) => [...shop.orders.values()].map(({ versions }) => versions)),
    products: [...world.shops.values()].map((shop) => [...shop.products.values()].map(({ versions }) => versions)),
    truth: [...world.truth.orders()],
  });

test(
  'the same seed is the same world, whatever steps it is moved in',
  () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.integer({ min: 0, max: DAY }), { maxLength: 6 }), (seed, steps) => {
        const stepwise = World.create({ seed, shops: SHOPS, start: START });
        for (const step of steps) stepwise.advance(stepwise.now + step);
        stepwise.advance(START + 6 * DAY);
        expect(portrait(stepwise) === portrait(trade(seed, 6))).toBe(true);
      }),
      { numRuns: 4 },
    );
  },
  TIMEOUT_MS,
);

test('another seed is another world', () => {
  expect(portrait(trade(1, 2)) === portrait(trade(2, 2))).toBe(false);
});

test('what is ordered by hand adds to the world, and what others order stays', () => {
  const quiet = trade(7, 3);
  const busy = World.create({ seed: 7, shops: SHOPS, start: START });
  const byHand = busy.place('mugs');
  busy.advance(START + 3 * DAY);
  const what = (world: World, but: number) =>
    [...world.shop('mugs').orders.values()]
      .map(({ latest }) => latest)
      .filter(({ id }) => id !== but)
      .map(({ placedAt, customer, lines }) => [
        placedAt,
        customer.email,
        lines.map(({ sku, quantity }) => [sku, quantity]),
      ]);
  expect(what(busy, byHand.id)).toEqual(what(quiet, 0));
});

test('who orders by hand is the same, whatever else was done by hand', () => {
  const [plain, handled] = [trade(7, 2), trade(7, 2)];
  const [first = 0] = handled.shop('mugs').orders.keys();
  handled.act('mugs', first, () => []);
  expect(handled.place('mugs')).toEqual(plain.place('mugs'));
});

test(
  'figures add up in every state of every order',
  () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        for (const shop of trade(seed, 10).shops.values()) {
          for (const { versions } of shop.orders.values()) for (const { value } of versions) expectSound(value);
        }
      }),
      { numRuns: 6 },
    );
  },
  TIMEOUT_MS,
);

function expectSound(order: Order): void {
  const paid = capturedOf(order);
  const refunded = refundedOf(order);
  expect(refunded).toBeGreaterThanOrEqual(0);
  expect(refunded).toBeLessThanOrEqual(paid);
  expect(totalOf(order)).toBeGreaterThanOrEqual(0);
  for (const line of order.lines) {
    expect(unitsLeft(order, line)).toBeGreaterThanOrEqual(0);
    expect(unitsShipped(order, line)).toBeLessThanOrEqual(unitsSold(line));
    const taken = [...line.removed, ...order.refunds.flatMap(({ slices }) => slices)].filter(
      ({ lineId }) => lineId === line.id,
    );
    expect(total(taken.map(({ charged }) => grossOf(charged)))).toBeLessThanOrEqual(grossOf(line.charged));
    if (unitsLeft(order, line) === 0) {
      expect(total(taken.map(({ charged }) => charged.net))).toBe(line.charged.net);
    }
  }
  for (const payment of order.payments) expect(payment.captured).toBeLessThanOrEqual(payment.amount);
  for (const { amount, transactions } of order.refunds) {
    expect(total(transactions.map((one) => one.amount))).toBe(amount);
  }
}

test(
  'the truth agrees with what the shops show',
  () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const world = trade(seed, 10);
        world.rest();
        for (const { order, truth } of ordersOf(world)) expectTrue(order, truth);
      }),
      { numRuns: 6 },
    );
  },
  TIMEOUT_MS,
);

function expectTrue(order: Order, { facts, deletedAt }: OrderTruth): void {
  const sums = sumsOf(facts);
  const returned = order.refunds.flatMap(({ slices }) => slices.map(({ charged }) => grossOf(charged)));
  const shipping = order.refunds.map((refund) => (refund.shipping === null ? 0 : grossOf(refund.shipping)));
  const worth = order.cancelledAt === null ? totalOf(order) - total(returned) - total(shipping) : 0;
  expect(sums.total).toBe(worth);
  expect(sums.paid).toBe(capturedOf(order));
  expect(sums.refunded).toBe(refundedOf(order));
  expect(sums.units).toBe(total(order.lines.map((line) => unitsShipped(order, line))));
  expect(deletedAt).toBe(order.deletedAt);
  const isAccepted = facts.some(({ kind }) => kind === 'accepted');
  expect(isAccepted).toBe(isSale(order));
  // When all is over, nobody owes anybody anything.
  if (isAccepted) expect(sums.total + sums.allowance).toBe(sums.paid - sums.refunded);
}

const isSale = (order: Order): boolean =>
  order.gateway.captures === 'on account' || order.payments.some(({ status }) => status !== 'failed') || wasFree(order);

test('what is committed is what waits to be shipped', () => {
  const world = trade(3, 10);
  for (const shop of world.shops.values()) {
    const waiting = new Map<number, number>();
    for (const { latest: order } of shop.orders.values()) {
      if (order.trashedAt !== null || order.deletedAt !== null) continue;
      for (const line of order.lines) {
        waiting.set(line.variantId, (waiting.get(line.variantId) ?? 0) + unitsToShip(order, line));
      }
    }
    for (const { id, stock } of [...shop.products.values()].flatMap(({ latest }) => latest.variants)) {
      expect(total(Object.values(stock).map(({ committed }) => committed))).toBe(waiting.get(id) ?? 0);
    }
  }
});

test('events come in order, and each tells of a state', () => {
  const world = World.create({ seed: 5, shops: SHOPS, start: START });
  const events = world.advance(START + 15 * DAY);
  expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).toSorted((a, b) => a - b));
  expect(events.every(({ at }) => at % 1000 === 0)).toBe(true);
  for (const event of events) expect(stateOf(world, event)).toBeDefined();
});

function stateOf(world: World, event: WorldEvent): unknown {
  const shop = world.shop(event.shop);
  const timeline = event.about === 'order' ? shop.orders.get(event.id) : shop.products.get(event.id);
  return timeline?.versions.find(({ at, change }) => at === event.at && change === event.kind);
}

test('within 300 orders of three shops everything has happened', () => {
  const world = World.create({ seed: 11, shops: SHOPS, start: START });
  const seen = new Set<string>();
  const stop = world.listen(({ kind }) => seen.add(kind));
  world.advance(START + 5 * DAY);
  world.rest();
  stop();
  const changes: readonly OrderChange[] = [
    'placed',
    'payment failed',
    'authorised',
    'captured',
    'voided',
    'shipped',
    'refunded',
    'refund deleted',
    'cancelled',
    'edited',
    'noted',
    'trashed',
    'deleted',
  ];
  const orders = total([...world.shops.values()].map((shop) => shop.orders.size));
  expect(orders).toBeGreaterThanOrEqual(300);
  expect(orders).toBeLessThan(450);
  expect([...seen].sort()).toEqual([...changes, 'price changed', 'stock changed'].sort());
});

test('an old state is still there for a replica that lags', () => {
  const world = trade(9, 10);
  const timeline = [...world.shop('mugs').orders.values()].find(({ versions }) => versions.length > 2);
  const [first, second] = timeline?.versions ?? [];
  expect(timeline?.asOf((first?.at ?? 0) - 1)).toBeUndefined();
  expect(timeline?.asOf(second?.at ?? 0)).toBe(timeline?.versions.findLast(({ at }) => at === second?.at)?.value);
  expect(timeline?.lastOf(new Set(['placed'] as const), world.now)).toBe(first?.at);
});
