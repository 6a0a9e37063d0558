import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { connectorOf } from '../../src/books/connectors.ts';
import type { Timers } from '../../src/engine/api/budget.ts';
import { VirtualTimers } from '../../src/engine/api/testing.ts';
import type { Transport, WireAnswer, WireRequest } from '../../src/engine/api/transport.ts';
import { purposeOf } from '../../src/engine/sealed.ts';
import type { Surroundings } from '../../src/engine/surroundings.ts';
import { nameShop } from '../../src/storage/books.ts';
import { findLive, insertLive, type LiveRow, setState } from '../../src/storage/live/connections.ts';
import { Sealer } from '../../src/storage/live/secrets.ts';
import { makeBook } from './books.ts';
import type { TestDatabase } from './database.ts';

/** What stores are given to prove who asks; no test's output may hold any of it. */
export const SECRETS = {
  'consumer-key': 'ck_4b9c0de1f2a3',
  'consumer-secret': 'cs_77aa88bb99cc',
  'access-token': 'shpat_0f1e2d3c4b5a',
  'api-key': 'sk_99887766554433',
  'webhook-secret': '5d41402abc4b2a76b9719d911017c592',
} as const;

const CREDENTIALS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  woocommerce: {
    address: 'https://shop.example',
    'consumer-key': SECRETS['consumer-key'],
    'consumer-secret': SECRETS['consumer-secret'],
  },
  shopify: {
    shop: 'shop.myshopify.com',
    'client-secret': SECRETS['webhook-secret'],
    'access-token': SECRETS['access-token'],
  },
  medusa: { address: 'https://api.shop.example', 'api-key': SECRETS['api-key'] },
  vendure: { address: 'https://api.shop.example', 'api-key': SECRETS['api-key'] },
};

/** What an engine works with here: a clock that stands still, a network that a test answers for, a log that it reads. */
export interface TestWorld {
  readonly surroundings: Surroundings;
  readonly timers: VirtualTimers;
  readonly logged: string[];
  readonly asked: WireRequest[];
}

export interface WorldOptions {
  readonly answer?: (request: WireRequest) => Partial<WireAnswer> | Promise<Partial<WireAnswer>>;
  readonly timers?: Timers;
  readonly publicUrl?: string;
}

const unexpected = (request: WireRequest): never => {
  throw new Error(`nobody was to be asked for ${request.url.pathname}`);
};

export function makeWorld(database: TestDatabase, options: WorldOptions = {}): TestWorld {
  const { answer = unexpected, publicUrl = null } = options;
  const timers = new VirtualTimers();
  const logged: string[] = [];
  const asked: WireRequest[] = [];
  const transport: Transport = async (request) => {
    asked.push(request);
    return { status: 200, headers: {}, body: Buffer.from('{}'), ...(await answer(request)) };
  };
  const surroundings: Surroundings = {
    database: { ...database, pool: database.pool, close: async () => {} },
    sealer: new Sealer(randomBytes(32)),
    ...{ transport, timers: options.timers ?? timers, random: () => 0.5, publicUrl },
    log: (line) => void logged.push(line),
  };
  return { surroundings, timers, logged, asked };
}

/** A store that is live in a book of its own. */
export async function connectStore(
  database: TestDatabase,
  { surroundings }: TestWorld,
  { platform = 'woocommerce', remoteAccount = 'shop.example' } = {},
): Promise<LiveRow> {
  const { sealer, timers } = surroundings;
  const { bookId, connectionId } = await makeBook(database, connectorOf({ platform, settings: {} }).connector);
  await nameShop(database.pool, bookId, connectionId, remoteAccount);
  const key = { bookId, connectionId };
  const seal = (text: string, what: string) => sealer.seal(text, purposeOf(key, what));
  const now = timers.now();
  await insertLive(
    database.pool,
    {
      ...key,
      ...{ name: 'Ada’s Mugs', currency: 'USD', connectedBy: 'test', budgetKey: `${platform}:${randomUUID()}` },
      credentials: seal(JSON.stringify(CREDENTIALS[platform] ?? {}), 'credentials'),
      webhookKey: randomUUID(),
      webhookSecret: seal(SECRETS['webhook-secret'], 'webhook'),
      isSecretTheirs: false,
    },
    now,
  );
  await setState(database.pool, bookId, connectionId, 'live', now);
  const row = await findLive(database.pool, bookId, connectionId);
  if (row === null) throw new Error('the store was not kept');
  return row;
}

/** The headers of a delivery as WooCommerce signs it. */
export function wooHeaders(
  body: string | Buffer,
  topic: string,
  secret: string = SECRETS['webhook-secret'],
): Record<string, string> {
  return {
    'content-type': 'application/json',
    'x-wc-webhook-topic': topic,
    'x-wc-webhook-signature': createHmac('sha256', secret).update(body).digest('base64'),
  };
}
