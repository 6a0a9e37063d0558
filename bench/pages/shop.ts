import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Source, SourceRecord } from '../../src/books/import/source.ts';

/*
 * A shop of any size: WooCommerce payloads made from the samples, spread over two years, with the share of unpaid,
 * refunded, cancelled and lost ones that a list has to tell apart.
 */
type Payload = Readonly<Record<string, unknown>>;

const samples = join(import.meta.dirname, '../../samples/woocommerce');
const sampleOf = (file: string, id: number): Payload =>
  readFileSync(join(samples, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): Payload => JSON.parse(line))
    .find((payload) => payload.id === id) ?? {};

const { _links: _, payment_url: __, ...orderSample } = sampleOf('orders.jsonl', 30);
const { _links: ___, ...refundSample } = sampleOf('refunds.jsonl', 60);

export const firstDay = Date.parse('2024-11-22T00:00:00Z');
export const days = 730;
const dayMs = 86_400_000;
const batch = 500;

const FIRST_NAMES = ['Ada', 'Ben', 'Chloé', 'Dev', 'Emre', 'Fatima', 'Giulia', 'Hans', 'Ines', 'Jörg', 'Kofi', 'Lena'];
const SURNAMES = ['Shah', 'Weiß', 'Okafor', 'Lindgren', 'Moreau', 'Rossi', 'Nguyen', 'Smith', 'Öztürk', 'Becker'];

export interface ShopOptions {
  readonly channel: number;
  readonly orders: number;
}

/** Orders and refunds of one channel in order of time. */
export function shop({ channel, orders }: ShopOptions): Source {
  async function* records(): AsyncGenerator<readonly SourceRecord[]> {
    let some: SourceRecord[] = [];
    for (let index = 0; index < orders; index += 1) {
      for (const payload of payloadsOf(channel, index, orders)) {
        const raw = JSON.stringify(payload);
        some.push({ raw, payload, place: `order ${index}`, arrival: { via: 'file', topic: '' }, receivedAt: null });
      }
      if (some.length < batch) continue;
      yield some;
      some = [];
    }
    if (some.length > 0) yield some;
  }
  return { [Symbol.asyncIterator]: records, progress: () => ({ bytesRead: 0, bytesTotal: null }) };
}

/** A number in [0, below) that is the same at every run. */
export function mix(seed: number, below: number): number {
  let x = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d);
  x = Math.imul(x ^ (x >>> 12), 0x297a2d39);
  return ((x ^ (x >>> 15)) >>> 0) % below;
}

function payloadsOf(channel: number, index: number, orders: number): Payload[] {
  const id = 1_000 + index * 2;
  const chance = mix(id * 7 + channel, 1_000);
  const order = orderOf(channel, index, id, orders, chance);
  if (chance < 50) return [order, refundOf(channel, id, id, order.date_created as string)];
  // A refund of an order that never comes: it waits.
  return chance === 999 ? [order, refundOf(channel, id, id + 900_000_000, order.date_created as string)] : [order];
}

function orderOf(channel: number, index: number, id: number, orders: number, chance: number): Payload {
  const at = new Date(firstDay + Math.floor((index * days * dayMs) / orders)).toISOString().slice(0, 19);
  const customer = chance % 3 === 0 ? 1 + mix(id + channel, Math.max(1, orders >> 2)) : 0;
  const who = customer === 0 ? id : customer;
  const first = FIRST_NAMES[mix(who, FIRST_NAMES.length)] ?? '';
  const last = SURNAMES[mix(who + 1, SURNAMES.length)] ?? '';
  const billing = { first_name: first, last_name: last, email: `${first}.${last}.${who}@example.com`.toLowerCase() };
  const isPaid = chance >= 80;
  const status = isPaid ? (chance < 90 ? 'cancelled' : 'processing') : chance < 50 ? 'processing' : 'pending';
  const paidAt = status === 'pending' ? null : at;
  return {
    ...orderSample,
    id,
    number: `${channel}${String(id).padStart(8, '0')}`,
    status,
    currency: chance % 10 < 2 ? 'EUR' : 'USD',
    customer_id: customer,
    billing: { ...(orderSample.billing as Payload), ...billing },
    transaction_id: status === 'pending' ? '' : `tx_${channel}_${id}`,
    date_created: at,
    date_created_gmt: at,
    date_modified: at,
    date_modified_gmt: at,
    date_paid: paidAt,
    date_paid_gmt: paidAt,
    payment_method: chance % 2 === 0 ? 'stripe' : 'paypal',
    _links: linksOf(channel, `orders/${id}`),
  };
}

function refundOf(channel: number, id: number, order: number, at: string): Payload {
  const links = linksOf(channel, `orders/${order}/refunds/${id + 1}`, `orders/${order}`);
  return { ...refundSample, id: id + 1, parent_id: order, date_created: at, date_created_gmt: at, _links: links };
}

function linksOf(channel: number, self: string, up?: string) {
  const link = (path: string) => [{ href: `https://shop${channel}.example/wp-json/wc/v3/${path}` }];
  return { self: link(self), ...(up === undefined ? {} : { up: link(up) }) };
}
