import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { samples } from './books.ts';

/** Payloads as WooCommerce gives them, made from the samples with ids of one's own. */
export type Payload = Readonly<Record<string, unknown>>;

export const sampleOrders: readonly Payload[] = linesOf('orders.jsonl');
export const sampleRefunds: readonly Payload[] = linesOf('refunds.jsonl');

function linesOf(file: string): Payload[] {
  const content = readFileSync(join(samples, 'woocommerce', file), 'utf8');
  return content
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const SHOP = 'https://shop.example';

/** A paid order over 38.10 USD: two mugs, shipping, tax. */
export function order(id: number, changes: Payload = {}): Payload {
  const sample = sampleOrders.find((one) => one.id === 30);
  return { ...sample, id, number: `${id}`, transaction_id: `tx_${id}`, ...linksOf(`orders/${id}`), ...changes };
}

/** A refund of 5.00 that names no goods. */
export function refund(id: number, orderId: number, changes: Payload = {}): Payload {
  const sample = sampleRefunds.find((one) => one.id === 60);
  const links = linksOf(`orders/${orderId}/refunds/${id}`, `orders/${orderId}`);
  return { ...sample, id, parent_id: orderId, ...links, ...changes };
}

export function linksOf(self: string, up?: string, shop = SHOP) {
  const link = (path: string) => [{ href: `${shop}/wp-json/wc/v3/${path}` }];
  return { _links: { self: link(self), ...(up === undefined ? {} : { up: link(up) }) } };
}

/** A delivery as a recorder of webhooks keeps it. */
export function delivery(body: Payload | string, topic: string, receivedAt: string): Payload {
  const raw = typeof body === 'string' ? body : JSON.stringify(body);
  return { received_at: receivedAt, headers: { 'x-wc-webhook-topic': topic }, raw_body: raw };
}

/** What an order's body says of a refund: no more than how much. */
export function mentionOf(id: number, amount: string) {
  return { id, reason: '', total: `-${amount}` };
}
