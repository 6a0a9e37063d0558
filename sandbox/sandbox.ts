import { serveControl } from './control.ts';
import { FACES } from './faces/all.ts';
import { type Post, postOver } from './faces/courier.ts';
import type { Face } from './faces/face.ts';
import { Faults } from './faults/faults.ts';
import { type Kept, NOTHING_KEPT, orderByHand, replay } from './kept.ts';
import type { Timers } from './timers.ts';
import { Driver } from './world/driver.ts';
import { SHOPS } from './world/plans.ts';
import type { Instant, ShopPlan } from './world/types.ts';
import { World } from './world/world.ts';

export interface SandboxOptions {
  readonly seed: number;
  /** Three invented ones where not given; each needs a face for its platform. */
  readonly shops?: readonly ShopPlan[];
  /** When the world begins; what happened from then until `historyMs` later has happened when it starts. */
  readonly start: Instant;
  readonly historyMs: number;
  /** How many times as fast as the machine the world goes on. */
  readonly speed: number;
  /** Of the control endpoint and, in the shops' order, of their faces; 0 or none: any free one. */
  readonly ports: { readonly control: number; readonly shops: readonly number[] };
  /** The machine's date, which the world's never passes. */
  readonly clock: () => Instant;
  readonly timers: Timers;
  /** Of a sandbox of the same plan that was stopped; nothing where not given. */
  readonly kept?: Kept;
  /** Called after each order by hand, before it is answered, with what is worth keeping by then. */
  readonly keep?: (kept: Kept) => void;
  /** Over the network where not given. */
  readonly post?: Post;
}

export interface SandboxShop {
  readonly key: string;
  readonly name: string;
  readonly platform: string;
  readonly url: string;
  /** By the names of the connector's fields. */
  readonly credentials: Readonly<Record<string, string>>;
}

export interface Sandbox {
  /** Of the control endpoint. */
  readonly url: string;
  readonly shops: readonly SandboxShop[];
  readonly world: World;
  readonly faults: Faults;
  /** What another start needs to go on as it is now. */
  kept(): Kept;
  stop(): Promise<void>;
}

const POST_TIMEOUT_MS = 10_000;
const PATIENCE_MS = 60_000;

/** A world that trades, its shops shown by faces, and a switchboard. Throws where a port is taken or a face is missing. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { seed, shops = SHOPS, start, historyMs, speed, ports, clock, timers, kept: before = NOTHING_KEPT } = options;
  const world = World.create({ seed, shops, start });
  const faults = new Faults(seed);
  replay(world, before.orders, start + historyMs);
  const faces = await startFaces(options, world, faults, shops);
  const orders = [...before.orders];
  const kept = (): Kept => ({
    orders: [...orders],
    webhooks: Object.fromEntries([...faces].map(([key, face]) => [key, face.webhooks()])),
  });
  const place = (shop: string) => {
    const at = world.now;
    const order = orderByHand(world, shop);
    orders.push({ shop, at });
    options.keep?.(kept());
    return order;
  };
  const driver = new Driver(world, { timers, speed, limit: clock });
  const control = await serveControl({ world, place, driver, faults, faces, port: ports.control, timers }).catch(
    async (error: unknown) => {
      await stopAll(faces);
      throw error;
    },
  );
  driver.start(courierRound([...faces.values()]));
  return {
    url: control.url,
    shops: shops.flatMap(({ key, name, platform }) => {
      const face = faces.get(key);
      return face === undefined ? [] : [{ key, name, platform, url: face.url, credentials: face.credentials }];
    }),
    world,
    faults,
    kept,
    stop: async () => {
      driver.stop();
      await control.stop();
      await stopAll(faces);
    },
  };
}

async function startFaces(
  { seed, ports, timers, post = postOver(fetch, POST_TIMEOUT_MS), kept = NOTHING_KEPT }: SandboxOptions,
  world: World,
  faults: Faults,
  shops: readonly ShopPlan[],
): Promise<Map<string, Face>> {
  const faces = new Map<string, Face>();
  try {
    for (const [index, { key, platform }] of shops.entries()) {
      const startFace = FACES[platform];
      if (startFace === undefined)
        throw new RangeError(`no face shows ${platform}; there are ${Object.keys(FACES).join(', ')}`);
      const port = ports.shops[index] ?? 0;
      const own = { shop: key, port, webhooks: kept.webhooks[key] ?? [] };
      faces.set(key, await startFace({ ...own, world, seed, faults, timers, post, patienceMs: PATIENCE_MS }));
    }
    return faces;
  } catch (error) {
    await stopAll(faces);
    throw error;
  }
}

async function stopAll(faces: ReadonlyMap<string, Face>): Promise<void> {
  for (const face of faces.values()) await face.stop();
}

/** Sends what is due after each step of the world; a round that takes long is not joined by a second one. */
function courierRound(faces: readonly Face[]): () => void {
  let isOut = false;
  return () => {
    if (isOut) return;
    isOut = true;
    void Promise.allSettled(faces.map((face) => face.deliver())).then(() => {
      isOut = false;
    });
  };
}
