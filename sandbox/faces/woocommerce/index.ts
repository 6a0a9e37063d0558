import { randomOf } from '../../world/random.ts';
import { Courier } from '../courier.ts';
import type { Face, FaceOptions } from '../face.ts';
import { type Answer, type Asked, serve } from '../server.ts';
import { Gate, type Key } from './auth.ts';
import { type Desk, showOrder, showProduct } from './desk.ts';
import { Refusal } from './refusal.ts';
import { answerIndex, answerRoute } from './routes.ts';
import { Store } from './store.ts';
import { type Webhook, Webhooks } from './webhooks.ts';

/** Shows a shop of the world as WooCommerce would: REST v3 under /wp-json, and webhooks. */
export async function startWooCommerce(options: FaceOptions): Promise<Face> {
  const { world, faults, seed, shop, post } = options;
  const key = keyOf(seed, shop);
  const gate = new Gate(key);
  const store = new Store(world, shop, faults);
  const courier = new Courier(faults, post);
  const server = await serve(options);
  const site = server.url;
  const webhooks = new Webhooks({
    plan: store.shop.plan,
    site,
    courier,
    random: randomOf(seed, shop, 'webhooks'),
    now: () => world.now,
    kept: (options.webhooks ?? []) as readonly Webhook[],
    show: (resource, id) => shown(store, site, resource, id),
  });
  const desk: Desk = { world, store, webhooks, faults, site };
  server.answerWith((asked) => answer(asked, desk, gate));
  const stopListening = world.listen((event) => {
    if (event.shop === shop) webhooks.hear(event);
  });
  return {
    url: site,
    credentials: { address: site, 'consumer-key': key.consumerKey, 'consumer-secret': key.consumerSecret },
    numberOf: ({ id }) => String(id),
    webhooks: () => webhooks.list(),
    deliver: () => courier.deliver(world.now),
    stop: () => {
      stopListening();
      store.stop();
      return server.stop();
    },
  };
}

/** A store has a clock of its own, which its answers tell. */
function answer(asked: Asked, desk: Desk, gate: Gate): Answer {
  const made = refusable(() => {
    const open = answerIndex(desk, asked);
    if (open !== null) return open;
    gate.check(asked, desk.site);
    return answerRoute(desk, asked);
  });
  return { ...made, headers: { ...made.headers, date: new Date(desk.store.now).toUTCString() } };
}

function refusable(make: () => Answer): Answer {
  try {
    return make();
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

const NO_QUERY = new URLSearchParams();

/** What a webhook carries: the thing as it is when it is sent, or the error that it is no more. */
function shown(store: Store, site: string, resource: string, id: number): Record<string, unknown> {
  try {
    const { now } = store;
    return resource === 'order' ? showOrder(store, site, id, NO_QUERY, now) : showProduct(store, site, id, now);
  } catch (error) {
    if (error instanceof Refusal) return JSON.parse(error.answer.body) as Record<string, unknown>;
    throw error;
  }
}

function keyOf(seed: number, shop: string): Key {
  const random = randomOf(seed, shop, 'key');
  const hex = () => Array.from({ length: 40 }, () => random.between(0, 15).toString(16)).join('');
  return { consumerKey: `ck_${hex()}`, consumerSecret: `cs_${hex()}` };
}
