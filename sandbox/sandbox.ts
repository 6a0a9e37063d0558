import { serveControl } from './control.ts';
import { FACES } from './faces/all.ts';
import { type Post, postOver } from './faces/courier.ts';
import type { Face } from './faces/face.ts';
import { Faults } from './faults/faults.ts';
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
  stop(): Promise<void>;
}

const POST_TIMEOUT_MS = 10_000;
const PATIENCE_MS = 60_000;

/** A world that trades, its shops shown by faces, and a switchboard. Throws where a port is taken or a face is missing. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { seed, shops = SHOPS, start, historyMs, speed, ports, clock, timers } = options;
  const world = World.create({ seed, shops, start });
  const faults = new Faults(seed);
  world.advance(start + historyMs);
  const faces = await startFaces(options, world, faults, shops);
  const driver = new Driver(world, { timers, speed, limit: clock });
  const control = await serveControl({ world, driver, faults, faces, port: ports.control, timers }).catch(
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
    stop: async () => {
      driver.stop();
      await control.stop();
      await stopAll(faces);
    },
  };
}

async function startFaces(
  { seed, ports, timers, post = postOver(fetch, POST_TIMEOUT_MS) }: SandboxOptions,
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
      faces.set(key, await startFace({ world, shop: key, seed, faults, port, timers, post, patienceMs: PATIENCE_MS }));
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
