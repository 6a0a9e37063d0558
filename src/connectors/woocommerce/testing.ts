import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Temporal } from 'temporal-polyfill';
import { type Instant, instant } from '../../domain/time/when.ts';
import { type Access, type Api, type ApiAnswer, ApiError, type ApiRequest } from '../contract.ts';

/* For tests only: a store in memory that answers as REST v3 does, in the process or over HTTP. */

export interface Thing {
  readonly id: number;
  readonly [field: string]: unknown;
}

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

type Query = Readonly<Record<string, string>>;

const NO_ROUTE = { code: 'rest_no_route', message: 'No route was found matching the URL and request method.' };

/** What is not here is answered with rest_no_route. */
export class TestStore {
  readonly orders = new Map<number, Thing>();
  readonly refunds: Thing[] = [];
  readonly products = new Map<number, Thing>();
  readonly variations = new Map<number, Thing>();
  readonly webhooks = new Map<number, Thing>();
  readonly asked: ApiRequest[] = [];
  settings: readonly Thing[] = [];
  index: unknown = { name: 'Ada’s Mugs', timezone_string: 'UTC', gmt_offset: '0' };
  /** As `index` says; how the site reads the dates of filters. */
  zone = 'UTC';
  now: Instant = instant(Date.parse('2026-11-21T18:00:00Z'));
  /** True from WooCommerce 10.3. */
  hasVariations = true;
  /** What stands before the JSON of each answer. */
  notice = '';
  /** Answered instead, by method and path ('POST /wc/v3/webhooks/batch'). */
  readonly refusals = new Map<string, ApiError['kind']>();
  /** Called once a request: between the choice of rows and their reading ('sorted'), and behind the answer. */
  meanwhile: (moment: 'sorted' | 'answered') => void = () => {};
  /** The order of rows with equal dates is nobody's promise: this draws it. */
  draw: () => number = () => 0;

  /** Behind the proof of who asks. */
  answer(request: ApiRequest): Reply {
    this.asked.push(request);
    const query = Object.fromEntries(Object.entries(request.query ?? {}).map(([name, value]) => [name, String(value)]));
    const reply = this.#route(request, query);
    const headers = { date: new Date(this.now).toUTCString(), ...reply.headers };
    this.meanwhile('answered');
    return { ...reply, headers, text: this.notice + reply.text };
  }

  #route({ method, path, body }: ApiRequest, query: Query): Reply {
    const [, order, , product] =
      /^\/wc\/v3\/(?:orders\/(\d+)(\/refunds)?|products\/(\d+)\/variations)$/.exec(path) ?? [];
    if (path === '/') return reply(this.index);
    if (path === '/wc/v3/webhooks/batch' && method === 'POST') return reply({});
    if (path.startsWith('/wc/v3/webhooks')) return this.#webhook(method, path, query, body);
    if (path === '/wc/v3/settings/general') return reply(this.settings);
    if (path.startsWith('/wc/v3/settings/general/'))
      return one(this.settings.find(({ id }) => path.endsWith(`/${id}`)));
    if (path === '/wc/v3/orders') return this.#list(this.orders, () => true, query);
    if (path.endsWith('/refunds')) {
      if (!this.orders.has(Number(order))) return gone('woocommerce_rest_invalid_order_id');
      return this.#list(byId(this.refunds), (refund) => orderOf(refund) === order, query);
    }
    if (order !== undefined) return one(this.orders.get(Number(order)));
    if (product !== undefined)
      return this.#list(this.variations, ({ parent_id }) => parent_id === Number(product), query);
    if (path === '/wc/v3/products') return this.#list(this.products, () => true, query);
    if (path === '/wc/v3/variations' && this.hasVariations) return this.#list(this.variations, () => true, query);
    if (path.startsWith('/wc/v3/products/')) return one(this.products.get(Number(path.split('/').at(-1))));
    return { ...reply(NO_ROUTE), status: 404 };
  }

  #webhook(method: ApiRequest['method'], path: string, query: Query, body: unknown): Reply {
    const id = Number(/\d+$/.exec(path.replace('v3', ''))?.[0] ?? this.webhooks.size + 1);
    if (method === 'GET') return this.#list(this.webhooks, () => true, query);
    const { secret: _, ...shown } = { status: 'active', ...this.webhooks.get(id), ...(body as object), id } as Thing;
    if (method === 'DELETE') this.webhooks.delete(id);
    else this.webhooks.set(id, shown);
    return reply(shown);
  }

  /** As WC_REST_CRUD_Controller does it: rows are chosen and sorted first, and read one by one afterwards. */
  #list(things: ReadonlyMap<number, Thing>, belongs: (thing: Thing) => boolean, query: Query): Reply {
    const size = Number(query.per_page);
    const isWithin = this.#within(query);
    const chosen = [...things.values()]
      .filter((thing) => belongs(thing) && hasStatus(thing, query.status ?? 'any') && isWithin(thing))
      .map((thing) => ({
        id: thing.id,
        key: query.orderby === 'modified' ? dateOf(thing, 'modified') : 0,
        tie: this.draw(),
      }))
      .sort((a, b) => (a.key === b.key ? (query.orderby === 'id' ? a.id - b.id : a.tie - b.tie) : a.key - b.key))
      .map(({ id }) => id);
    this.meanwhile('sorted');
    const from = (Number(query.page ?? 1) - 1) * size;
    const rows = chosen.slice(from, from + size).flatMap((id) => things.get(id) ?? []);
    const headers = { 'x-wp-total': `${chosen.length}`, 'x-wp-totalpages': `${Math.ceil(chosen.length / size)}` };
    return { status: 200, headers, text: JSON.stringify(rows.map((row) => trimmed(row, query._fields))) };
  }

  /** What a query's dates let through; all comparisons are exclusive. */
  #within(query: Query): (thing: Thing) => boolean {
    const digits = (name: string) => (query[name] === undefined ? Number.NaN : this.#asDigits(query[name]));
    const [modifiedAfter, modifiedBefore] = [digits('modified_after'), digits('modified_before')];
    const [after, before] = [digits('after'), digits('before')];
    return (thing) => {
      const [modified, created] = [dateOf(thing, 'modified'), dateOf(thing, 'created')];
      const isOut = modified <= modifiedAfter || modified >= modifiedBefore || created <= after || created >= before;
      return !isOut;
    };
  }

  /** As WP_Date_Query::build_mysql_datetime: date_create() in the site's zone, and its digits. */
  #asDigits(text: string): number {
    const local = Temporal.PlainDateTime.from(text).toZonedDateTime(this.zone).toPlainDateTime();
    return Date.parse(`${local.toString()}Z`);
  }
}

function reply(body: unknown): Reply {
  return { status: 200, headers: {}, text: JSON.stringify(body) };
}

function one(thing: Thing | undefined): Reply {
  return thing === undefined ? gone('woocommerce_rest_shop_order_invalid_id') : reply(thing);
}

function gone(code: string): Reply {
  return { status: 404, headers: {}, text: JSON.stringify({ code, message: 'Invalid ID.', data: { status: 404 } }) };
}

function trimmed(thing: Thing, fields: string | undefined): object {
  const names = fields?.split(',') ?? Object.keys(thing);
  return Object.fromEntries(Object.entries(thing).filter(([name]) => names.includes(name)));
}

function hasStatus({ status }: Thing, wanted: string): boolean {
  return wanted === 'any' ? status !== 'trash' : status === wanted;
}

function dateOf(thing: Thing, which: 'modified' | 'created'): number {
  return Date.parse(`${String(thing[`date_${which}_gmt`])}Z`);
}

function byId(things: readonly Thing[]): Map<number, Thing> {
  return new Map(things.map((thing) => [thing.id, thing]));
}

function orderOf(refund: Thing): string | undefined {
  const { up } = refund._links as { up: { href: string }[] };
  return up[0]?.href.split('/').at(-1);
}

/** The store without HTTP. */
export function apiOf(store: TestStore): Api {
  return {
    send: async (request) => {
      const sentAt = store.now;
      const kind = store.refusals.get(`${request.method} ${request.path}`);
      if (kind !== undefined) throw new ApiError(kind, 'refused by the test', kind === 'unauthorised' ? 401 : 403);
      const { status, headers, text } = store.answer(request);
      return { status, headers, text, sentAt, json: () => JSON.parse(text) };
    },
  };
}

/** Requests over HTTP, without budget and second tries. */
export function fetchApi(access: Access, now: () => Instant): Api {
  return {
    send: async (request): Promise<ApiAnswer> => {
      const sentAt = now();
      const { method, path, query = {}, headers = {}, body } = access.authorise(request, null);
      const texts = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
      const answer = await fetch(`${access.baseUrl}${path}?${new URLSearchParams(texts)}`, {
        method,
        headers: { ...headers, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (answer.status === 401) throw new ApiError('unauthorised', 'the store refused the key', 401);
      return {
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        text,
        sentAt,
        json: () => JSON.parse(text),
      };
    },
  };
}

/** The store over plain http, under `/shop/wp-json`, open to requests that are signed with the secret; and its end. */
export async function serve(
  store: TestStore,
  secret: string,
): Promise<{ address: string; close: () => Promise<void> }> {
  const server = createServer(async (message, response) => {
    const { address } = { address: `http://${message.headers.host}` };
    const url = new URL(message.url ?? '/', address);
    const path = url.pathname.replace(/^\/shop\/wp-json/, '');
    const method = message.method as ApiRequest['method'];
    const query = Object.fromEntries(url.searchParams);
    const isOpen = path === '/' || isSigned(method, `${address}${url.pathname}`, query, secret);
    const body = JSON.parse((await bodyOf(message)) || 'null') as unknown;
    const { status, headers, text } = isOpen
      ? store.answer({ method, path, query, body })
      : { ...reply({ code: 'woocommerce_rest_cannot_view' }), status: 401 };
    response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8', ...headers }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/shop`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of message.setEncoding('utf8')) body += chunk;
  return body;
}

/** As WC_REST_Authentication::check_oauth_signature. */
function isSigned(method: string, url: string, params: Query, secret: string): boolean {
  const raw = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const normal = (text: string) => raw(text).replaceAll('%', '%25');
  const names = Object.keys(params).filter((name) => name !== 'oauth_signature');
  const query = names
    .sort()
    .map((name) => `${normal(name)}%3D${normal(params[name] ?? '')}`)
    .join('%26');
  const signature = createHmac('sha256', `${secret}&`)
    .update(`${method}&${raw(url)}&${query}`)
    .digest('base64');
  return params.oauth_signature === signature;
}
