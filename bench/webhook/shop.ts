import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SignedOrder } from './orders.ts';

/** The shop behind the webhooks: it shows each order that it has sent, and its list of a time. */
export interface Shop {
  readonly url: string;
  /** From now on the shop has these. */
  add(orders: readonly SignedOrder[]): void;
  close(): void;
}

const PAGE = 100;

export async function openShop(): Promise<Shop> {
  const orders = new Map<string, SignedOrder>();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://shop');
    const [, id] = /\/orders\/(\d+)$/.exec(pathname) ?? [];
    const body = id === undefined ? listOf(pathname, searchParams, orders) : orders.get(id)?.body;
    const { list = null, total = 0 } = body === undefined || Buffer.isBuffer(body) ? {} : body;
    const headers = { 'x-wp-total': total, 'x-wp-totalpages': Math.ceil(total / PAGE) };
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json', ...headers });
    response.end(list ?? body ?? '{"code":"woocommerce_rest_shop_order_invalid_id"}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add: (more) => {
      for (const order of more) orders.set(order.id, order);
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Orders by the time of their placing, for certificates; nothing has changed since they were sent. */
function listOf(path: string, query: URLSearchParams, orders: ReadonlyMap<string, SignedOrder>) {
  if (!/\/(orders|products|variations|refunds)$/.test(path)) {
    return { list: '{"name":"Bench","timezone_string":"UTC","gmt_offset":0,"value":"USD"}', total: 0 };
  }
  const [after, before] = ['after', 'before'].map((name) => Date.parse(`${query.get(name)}Z`));
  if (!path.endsWith('/orders') || after === undefined || before === undefined || Number.isNaN(after)) {
    return { list: '[]', total: 0 };
  }
  const found = [...orders.values()].filter(({ placedAt }) => placedAt > after && placedAt < before);
  const page = Number(query.get('page') ?? 1);
  const rows = found.slice((page - 1) * PAGE, page * PAGE);
  return { list: `[${rows.map(({ body }) => body.toString()).join()}]`, total: found.length };
}
