import { type DocumentNode, executeSync, type GraphQLError, parse, validate } from 'graphql';
import { Courier } from '../courier.ts';
import type { Face, FaceOptions } from '../face.ts';
import { type Answer, type Asked, serve } from '../server.ts';
import { fieldsOf, hex, type Json, json } from './answers.ts';
import { Bucket, type BucketSize, STANDARD } from './bucket.ts';
import { BulkOperations } from './bulk.ts';
import { REQUEST_COST_MAX, requestedCost } from './cost.ts';
import { type App, OAuth } from './oauth.ts';
import { Root, type RootOptions } from './root.ts';
import { API_VERSION, SCHEMA } from './schema.ts';
import { Store } from './store.ts';
import { type Subscription, Webhooks } from './webhooks.ts';

/** Shopify's Admin GraphQL, bulk operations, webhooks and ways to a token over one shop of the world. */
export async function startShopify(options: FaceOptions & { readonly bucket?: BucketSize }): Promise<Face> {
  const { world, shop, seed, faults, timers, post } = options;
  const app = appOf(seed, shop);
  const domain = `${shop}.myshopify.com`;
  const server = await serve(options);
  const store = new Store(world, shop, faults);
  const courier = new Courier(faults, post);
  const kept = (options.webhooks ?? []) as readonly Subscription[];
  const webhooks = new Webhooks({ store, courier, domain, secret: app.secret, kept });
  const bulk = new BulkOperations((id) => `${server.url}/bulk/${id}.jsonl?signature=${hex(seed, shop, 'bulk', 12)}`);
  const shopId = 1_000_000 + (Number.parseInt(hex(seed, shop, 'number', 6), 16) % 9_000_000);
  const admin = new Admin(
    { store, faults, bulk, webhooks, domain, shopId },
    new OAuth({ app, seed, shop, timers, now: () => world.now }),
    new Bucket(options.bucket ?? STANDARD, timers),
  );
  server.answerWith((asked) => admin.answer(asked));
  const stopListening = world.listen((event) => {
    if (event.shop === shop) webhooks.hear(event);
  });
  return {
    url: server.url,
    credentials: { shop: server.url, 'client-id': app.clientId, 'client-secret': app.secret },
    numberOf: ({ number }) => `#${number}`,
    webhooks: () => webhooks.list(),
    deliver: () => courier.deliver(world.now),
    stop: async () => {
      stopListening();
      store.stop();
      await server.stop();
    },
  };
}

function appOf(seed: number, shop: string): App {
  return {
    clientId: hex(seed, shop, 'client', 32),
    secret: `shpss_${hex(seed, shop, 'secret', 32)}`,
    token: `shpat_${hex(seed, shop, 'token', 32)}`,
  };
}

/** Of the documents seen so far; a connector has few. */
interface Known {
  readonly document: DocumentNode;
  readonly errors: readonly GraphQLError[];
}

class Admin {
  readonly #options: RootOptions;
  readonly #oauth: OAuth;
  readonly #bucket: Bucket;
  readonly #known = new Map<string, Known>();

  constructor(options: RootOptions, oauth: OAuth, bucket: Bucket) {
    this.#options = options;
    this.#oauth = oauth;
    this.#bucket = bucket;
  }

  answer(asked: Asked): Answer {
    const { method, path, headers } = asked;
    if (method === 'POST' && path === '/admin/oauth/access_token') return this.#oauth.grant(asked);
    if (method === 'GET' && path === '/admin/oauth/authorize') return this.#oauth.authorize(asked);
    if (method === 'GET' && path.startsWith('/bulk/')) return this.#file(asked);
    if (method !== 'POST' || !/^\/admin\/api\/[\w-]+\/graphql\.json$/.test(path))
      return json(404, { errors: 'Not Found' });
    if (!this.#oauth.isGood(headers['x-shopify-access-token'])) {
      return json(401, { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' });
    }
    const told = this.#graphql(asked.body);
    const date = new Date(this.#options.store.now).toUTCString();
    return { ...json(200, told), headers: { 'x-shopify-api-version': API_VERSION, date } };
  }

  #graphql(body: string): Json {
    const { query, variables } = fieldsOf(body);
    if (typeof query !== 'string') return { errors: [{ message: 'no query' }] };
    const { document, errors } = this.#parsed(query);
    if (document === null || errors.length > 0) return { errors: errors.map(({ message }) => ({ message })) };
    const values = typeof variables === 'object' && variables !== null ? (variables as Json) : {};
    const requested = requestedCost(SCHEMA, document, values);
    if (requested > REQUEST_COST_MAX) {
      const message = `Query cost is ${requested}, which exceeds the single query max cost limit (${REQUEST_COST_MAX}).`;
      const extensions = { code: 'MAX_COST_EXCEEDED', cost: requested, maxCost: REQUEST_COST_MAX };
      return { errors: [{ message, extensions }] };
    }
    if (!this.#bucket.take(requested)) {
      return {
        errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
        extensions: this.#cost(requested, null),
      };
    }
    const result = executeSync({
      schema: SCHEMA,
      document,
      rootValue: new Root(this.#options),
      variableValues: values,
    });
    const actual = Math.min(requested, objectsIn(result.data));
    this.#bucket.giveBack(requested - actual);
    return { ...result, extensions: this.#cost(requested, actual) };
  }

  #parsed(query: string): {
    readonly document: DocumentNode | null;
    readonly errors: readonly { readonly message: string }[];
  } {
    const known = this.#known.get(query);
    if (known !== undefined) return known;
    try {
      const document = parse(query);
      const read = { document, errors: validate(SCHEMA, document) };
      this.#known.set(query, read);
      return read;
    } catch (error) {
      return { document: null, errors: [{ message: error instanceof Error ? error.message : 'syntax error' }] };
    }
  }

  #cost(requestedQueryCost: number, actualQueryCost: number | null): Json {
    return { cost: { requestedQueryCost, actualQueryCost, throttleStatus: this.#bucket.status } };
  }

  /** A part of the file where a range is asked for. Cut letters are the reader's to put together. */
  #file({ path, headers }: Asked): Answer {
    const id = /^\/bulk\/(\d+)\.jsonl$/.exec(path)?.[1];
    const file = id === undefined ? null : this.#options.bulk.file(Number.parseInt(id, 10));
    if (file === null) return { status: 404, body: '' };
    const type = { 'content-type': 'application/jsonl' };
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
    if (first === undefined || last === undefined) return { status: 200, headers: type, body: file.toString('utf8') };
    const part = file.subarray(Number.parseInt(first, 10), Number.parseInt(last, 10) + 1);
    return {
      status: 206,
      headers: { ...type, 'content-range': `bytes ${first}-${last}/${file.length}` },
      body: part.toString('utf8'),
    };
  }
}

/** A point an object, as the formula counts what was given. */
function objectsIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? 0 : 1;
  return Object.values(value).reduce<number>((sum, inner) => sum + objectsIn(inner), own);
}
