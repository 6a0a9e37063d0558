import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const SAMPLES = join(import.meta.dirname, '..', '..', 'samples', 'woocommerce', 'orders.jsonl');
export const SHOP = 'shop.example';
export const SECRET = 'a secret of the benchmark';

/** A webhook as WooCommerce sends it. */
export interface SignedOrder {
  readonly id: string;
  readonly placedAt: number;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

interface Sample {
  readonly currency: string;
  readonly status: string;
  readonly _links: object;
  readonly [field: string]: unknown;
}

const DATES = ['date_created', 'date_modified', 'date_completed', 'date_paid'].flatMap((name) => [name, `${name}_gmt`]);

/** Orders of the samples that are booked at once: paid, and in the book's own currency. */
function bookable(): Sample[] {
  const all = readFileSync(SAMPLES, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Sample);
  return all.filter(({ currency, status }) => currency === 'USD' && ['processing', 'completed'].includes(status));
}

/** That many distinct orders, all placed now, made ready to be sent. */
export function signedOrders(count: number, firstId: number): SignedOrder[] {
  const samples = bookable();
  const placedAt = Math.floor(Date.now() / 1_000) * 1_000;
  const date = new Date(placedAt).toISOString().slice(0, 19);
  return Array.from({ length: count }, (_, index) => {
    const sample = samples[index % samples.length];
    if (sample === undefined) throw new Error('there are no samples to send');
    return signed(String(firstId + index), sample, placedAt, date);
  });
}

function signed(id: string, sample: Sample, placedAt: number, date: string): SignedOrder {
  const dates = DATES.map((name) => [name, typeof sample[name] === 'string' ? date : sample[name]] as const);
  const links = JSON.stringify(sample._links)
    .replaceAll(/https?:\/\/[^/"]+/g, `https://${SHOP}`)
    .replaceAll(/orders\/\d+/g, `orders/${id}`);
  const order = { ...sample, ...Object.fromEntries(dates), id: Number(id), number: id, transaction_id: `tx_${id}` };
  const body = Buffer.from(JSON.stringify({ ...order, refunds: [], _links: JSON.parse(links) }));
  const signature = createHmac('sha256', SECRET).update(body).digest('base64');
  const headers = {
    'content-type': 'application/json',
    'content-length': String(body.length),
    'x-wc-webhook-topic': 'order.created',
    'x-wc-webhook-signature': signature,
  };
  return { id, placedAt, body, headers };
}
