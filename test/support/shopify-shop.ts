import { randomBytes } from 'node:crypto';
import type { Face } from '../../sandbox/faces/face.ts';
import { startShopify } from '../../sandbox/faces/shopify/index.ts';
import { Faults } from '../../sandbox/faults/faults.ts';
import { MACHINE } from '../../sandbox/timers.ts';
import { SHOPS } from '../../sandbox/world/plans.ts';
import { World } from '../../sandbox/world/world.ts';
import type { Session } from '../../src/books/session.ts';
import { httpTransport, type WireRequest } from '../../src/engine/api/transport.ts';
import type { Surroundings } from '../../src/engine/surroundings.ts';
import { Sealer } from '../../src/storage/live/secrets.ts';

const NOW = Date.parse('2026-11-22T09:00:00Z');
const DAY_MS = 86_400_000;
/** The clock runs so much faster than the machine's, so that waits are short and still kept. */
const SPEED = 50;

/** A shop of the sandbox that is reached over HTTP, and what reaches it from a book: one clock for both. */
export interface ShopifyShop {
  readonly face: Face;
  readonly surroundings: Surroundings;
  /** What was sent to the shop so far. */
  readonly sent: WireRequest[];
  readonly clock: () => number;
  /** Lets time pass at once. */
  pass(ms: number): void;
  stop(): Promise<void>;
}

export async function startShopifyShop(session: Session): Promise<ShopifyShop> {
  let passed = 0;
  const begunAt = performance.now();
  const clock = () => NOW + passed + Math.floor((performance.now() - begunAt) * SPEED);
  const world = World.create({ seed: 5, shops: SHOPS, start: NOW - 2 * DAY_MS });
  world.advance(NOW);
  const face = await startShopify({
    ...{ world, shop: 'tees', seed: 5, faults: new Faults(5), port: 0, patienceMs: 50, post: async () => 200 },
    timers: { ...MACHINE, now: clock },
  });
  const sent: WireRequest[] = [];
  const wire = httpTransport({ allowPrivate: true });
  const surroundings: Surroundings = {
    database: session.database,
    sealer: new Sealer(randomBytes(32)),
    transport: async (request) => {
      sent.push(request);
      return await wire(request);
    },
    timers: { now: clock, after: (ms, act) => MACHINE.after(ms / SPEED, act) },
    random: () => 0.5,
    publicUrl: 'https://hooks.example',
    log: () => undefined,
  };
  const stop = async () => {
    wire.close();
    await face.stop();
  };
  const pass = (ms: number) => {
    passed += ms;
  };
  return { face, surroundings, sent, clock, pass, stop };
}

/** What a browser is sent to, which it does not follow here. */
export async function followed(url: string): Promise<string> {
  const answer = await fetch(url, { redirect: 'manual', headers: { accept: 'text/html' } });
  return answer.headers.get('location') ?? '';
}
