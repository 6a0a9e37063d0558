import type { Face } from './faces/face.ts';
import { type Answer, type Asked, type Serving, serve } from './faces/server.ts';
import { FAULT_KINDS, Faults, isFaultKind } from './faults/faults.ts';
import type { Timers } from './timers.ts';
import type { Driver } from './world/driver.ts';
import { sumsOf } from './world/truth.ts';
import type { Order } from './world/types.ts';
import type { World } from './world/world.ts';

export interface ControlOptions {
  readonly world: World;
  /** Somebody orders in a shop now; throws a RangeError where there is none. */
  readonly place: (shopKey: string) => Order;
  readonly driver: Driver;
  readonly faults: Faults;
  /** By their shops' keys. */
  readonly faces: ReadonlyMap<string, Face>;
  /** 0: any free one. */
  readonly port: number;
  readonly timers: Timers;
}

/** A request that cannot be answered, with what would help. */
class Unfit extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

type Route = readonly [method: string, pattern: RegExp, answer: (call: Call) => unknown];

interface Call extends ControlOptions {
  readonly parts: readonly string[];
  readonly body: Readonly<Record<string, unknown>>;
}

const ROUTES: readonly Route[] = [
  ['GET', /^\/$/, overview],
  ['GET', /^\/shops\/([^/]+)\/orders$/, latestOrders],
  ['POST', /^\/shops\/([^/]+)\/orders$/, placeOrder],
  ['GET', /^\/shops\/([^/]+)\/orders\/(\d+)$/, truthOf],
  ['PUT', /^\/faults$/, setFaults],
  ['PUT', /^\/speed$/, setSpeed],
];

/** How the sandbox is looked at and steered: JSON, on loopback alone, and never faulty. */
export async function serveControl(options: ControlOptions): Promise<Serving> {
  const { port, timers } = options;
  const server = await serve({ port, timers, faults: new Faults(0), patienceMs: 0 });
  server.answerWith((asked) => answer(options, asked));
  return server;
}

function answer(options: ControlOptions, asked: Asked): Answer {
  try {
    for (const [method, pattern, make] of ROUTES) {
      const parts = method === asked.method ? pattern.exec(asked.path) : null;
      if (parts === null) continue;
      const body = method === 'GET' ? {} : bodyOf(asked);
      return { status: 200, body: JSON.stringify(make({ ...options, parts: parts.slice(1), body })) };
    }
    throw new Unfit(404, 'there is nothing here: ask /, /shops/<key>/orders, /faults or /speed');
  } catch (error) {
    if (!(error instanceof Unfit || error instanceof RangeError)) throw error;
    const status = error instanceof Unfit ? error.status : 400;
    return { status, body: JSON.stringify({ error: error.message }) };
  }
}

/** Only JSON that says it is: a page of another site cannot send that unasked. */
function bodyOf({ headers, body }: Asked): Readonly<Record<string, unknown>> {
  if (!(headers['content-type'] ?? '').startsWith('application/json')) {
    throw new Unfit(415, 'send JSON, with content-type application/json');
  }
  try {
    const parsed: unknown = JSON.parse(body === '' ? '{}' : body);
    if (typeof parsed === 'object' && parsed !== null) return parsed as Record<string, unknown>;
  } catch {
    // Told below, as what is no object.
  }
  throw new Unfit(400, 'the body is no JSON object');
}

function overview({ world, driver, faults, faces }: Call): unknown {
  return {
    now: new Date(world.now).toISOString(),
    speed: driver.speed,
    shops: [...world.shops.values()].map(({ plan, orders }) => ({
      key: plan.key,
      name: plan.name,
      platform: plan.platform,
      currency: plan.currency.code,
      orders: orders.size,
      url: faces.get(plan.key)?.url ?? null,
      credentials: faces.get(plan.key)?.credentials ?? {},
    })),
    faults: Object.fromEntries(
      FAULT_KINDS.map((kind) => [kind, { odds: faults.odds(kind), committed: faults.committed(kind) }]),
    ),
  };
}

const SHOWN = 20;

/** The newest, with what is true of each. */
function latestOrders(call: Call): unknown {
  const { plan, orders } = call.world.shop(call.parts[0] ?? '');
  return [...orders.keys()]
    .slice(-SHOWN)
    .toReversed()
    .map((id) => truthIn(call, plan.key, id));
}

function placeOrder(call: Call): unknown {
  const [key = ''] = call.parts;
  return truthIn(call, key, call.place(key).id);
}

function truthOf(call: Call): unknown {
  return truthIn(call, call.world.shop(call.parts[0] ?? '').plan.key, Number(call.parts[1]));
}

/** Its number is the one that the shop itself shows. */
function truthIn({ world, faces }: Call, shop: string, id: number): unknown {
  const truth = world.truth.order(shop, id);
  if (truth === undefined) throw new Unfit(404, `no order ${id} in ${shop}`);
  const { taxes, ...sums } = sumsOf(truth.facts);
  const number = faces.get(shop)?.numberOf(truth) ?? String(truth.number);
  return { ...truth, number, sums: { ...sums, taxes: Object.fromEntries(taxes) } };
}

/** `{ "webhook dropped": 100 }` in thousandths; `{ "all": 0 }` for every one. */
function setFaults(call: Call): unknown {
  const { faults, body } = call;
  for (const [kind, odds] of Object.entries(body)) {
    if (typeof odds !== 'number') throw new Unfit(400, `the odds of '${kind}' must be a number, in thousandths`);
    if (kind === 'all') faults.setAll(odds);
    else if (isFaultKind(kind)) faults.set(kind, odds);
    else throw new Unfit(400, `no fault '${kind}'; there are ${FAULT_KINDS.join(', ')}`);
  }
  return overview(call);
}

function setSpeed(call: Call): unknown {
  const { speed } = call.body;
  if (typeof speed !== 'number') throw new Unfit(400, 'speed must be a number');
  call.driver.speed = speed;
  return overview(call);
}
