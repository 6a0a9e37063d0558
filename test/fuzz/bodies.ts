import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { samples } from '../support/books.ts';
import { type Edit, edited, edits } from './edits.ts';

/** What stores may send us, and what nobody should. */
export interface Fuzzed {
  readonly platform: Platform;
  readonly body: Buffer;
  readonly topic: string;
  /** With the store's secret; else with another, or not at all. */
  readonly isSigned: boolean;
}

export const PLATFORMS = ['woocommerce', 'shopify', 'medusa', 'vendure'] as const;
export type Platform = (typeof PLATFORMS)[number];

const TOPICS: Readonly<Record<Platform, readonly string[]>> = {
  woocommerce: ['order.created', 'order.updated', 'order.deleted', 'product.updated', 'coupon.created', ''],
  shopify: ['orders/create', 'orders/updated', 'orders/edited', 'refunds/create', 'fulfillments/update', 'x'],
  medusa: ['order.placed', 'payment.captured'],
  vendure: ['order.placed', 'OrderStateTransitionEvent'],
};

const read = (...path: readonly string[]) => readFileSync(join(samples, '..', ...path), 'utf8');

/** Each line parsed; the recorded shop is the one that is connected. */
const lines = (...path: readonly string[]): unknown[] =>
  read(...path)
    .replaceAll(/https?:\/\/127\.0\.0\.1:8180/g, 'https://shop.example')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

const bodies = (recorded: unknown[]) => recorded.map((one) => (one as { readonly body: string }).body);

/** Orders, products, and what comes in their place. */
const WEBHOOKS = bodies(lines('test', 'engine', 'fixtures', 'woocommerce-webhooks.jsonl')).map((body) =>
  body.startsWith('{') ? JSON.parse(body) : body,
);

/** Payloads as real stores gave them. */
const RECORDED: Readonly<Record<Platform, readonly unknown[]>> = {
  woocommerce: [
    ...lines('samples', 'woocommerce', 'orders.jsonl'),
    ...lines('samples', 'woocommerce', 'refunds.jsonl'),
    ...WEBHOOKS,
    ...WEBHOOKS.map((product) => ({ currency: 'USD', product, variations: [product] })),
  ],
  shopify: ['rest', 'graphql'].map((kind) =>
    Object.values(JSON.parse(read('src', 'connectors', 'shopify', 'fixtures', `order.${kind}.json`))).at(0),
  ),
  medusa: [...lines('samples', 'medusa', 'orders.jsonl'), { name: 'order.placed', data: { id: 'order_1' } }],
  vendure: [...lines('samples', 'vendure', 'orders.jsonl'), { name: 'OrderEvent', data: { order_id: 7 } }],
};

/** An id of its own, so that not all speak of the same few orders; some do. */
function renumbered(payload: unknown, id: number): unknown {
  if (typeof payload !== 'object' || payload === null || !('id' in payload)) return payload;
  return { ...payload, id: typeof payload.id === 'number' ? id : `${String(payload.id).slice(0, 6)}${id}` };
}

interface Wish {
  readonly pick: number;
  readonly id: number;
  readonly edits: readonly Edit[];
  readonly bytes: readonly (readonly [at: number, byte: number])[];
  readonly cut: number | null;
}

const wish: fc.Arbitrary<Wish> = fc.record({
  pick: fc.nat(),
  id: fc.integer({ min: 1, max: 20_000 }),
  edits,
  bytes: fc.oneof(
    { weight: 9, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }) },
  ),
  cut: fc.oneof({ weight: 19, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat() }),
});

function recordedBody(platform: Platform, { pick, id, edits: changes, bytes, cut }: Wish): Buffer {
  const all = RECORDED[platform];
  const payload = edited(renumbered(all[pick % all.length], id), changes);
  const body = Buffer.from(typeof payload === 'string' ? payload : (JSON.stringify(payload) ?? ''));
  for (const [at, byte] of bytes) if (body.length > 0) body[at % body.length] = byte;
  return cut === null ? body : body.subarray(0, cut % (body.length + 1));
}

const garbage: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(text)),
  fc.json({ maxDepth: 6 }).map((text) => Buffer.from(text)),
  fc.integer({ min: 150, max: 20_000 }).map((depth) => Buffer.from('[{"a":'.repeat(depth))),
  fc.constantFrom('webhook_id=3', '', 'null', '0', '""', '{}', '[]', '{"id":1}').map((text) => Buffer.from(text)),
);

export const fuzzed: fc.Arbitrary<Fuzzed> = fc.constantFrom(...PLATFORMS).chain((platform) =>
  fc.record({
    platform: fc.constant(platform),
    body: fc.oneof(
      { weight: 4, arbitrary: wish.map((one) => recordedBody(platform, one)) },
      { weight: 1, arbitrary: garbage },
    ),
    topic: fc.constantFrom(...TOPICS[platform]),
    isSigned: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
  }),
);
