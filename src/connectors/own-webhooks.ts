import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Delivery, Hint, Webhooks } from './contract.ts';
import { isObject, optionalText } from './shape.ts';

/*
 * Medusa and Vendure have events inside but send no webhooks. A merchant may add a few lines to the shop that do
 * (docs/connect-medusa.md, docs/connect-vendure.md); this is what they send, one POST per event:
 *
 *   X-Bookkeeper-Timestamp   when it was sent, as text
 *   X-Bookkeeper-Signature   sha256=<hex of the HMAC-SHA256 of "timestamp.body" with the connection's secret>
 *   body                     {"name": "order.placed", "data": {"id": "…", "order_id": "…"}}
 *
 * `data.order_id` is the order; where it is left out and the name begins with 'order.', `data.id` is. Such an event
 * says that something changed, never what: the order is read. Without these lines all is found by polling, later.
 */

/** `sha256=` before 64 hexadecimal digits. */
const SIGNATURE = /^sha256=([0-9a-f]{64})$/i;

export const ownWebhooks: Webhooks = {
  byHand: true,
  verify,
  isPing: () => false,
  hint,
  /** Nothing can be subscribed from outside: the shop's own lines send, or do not. */
  ensure: async () => ({ topics: [], remade: [] }),
  remove: async () => {},
};

/** The signature header's value for a body sent at `timestamp`. */
export function signatureOf(body: string | Buffer, timestamp: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex')}`;
}

function verify({ headers, body }: Delivery, secret: string): boolean {
  const timestamp = headers['x-bookkeeper-timestamp'] ?? '';
  const given = SIGNATURE.exec(headers['x-bookkeeper-signature'] ?? '');
  if (secret === '' || timestamp === '' || given === null) return false;
  const expected = Buffer.from(signatureOf(body, timestamp, secret));
  return timingSafeEqual(expected, Buffer.from(`sha256=${given[1]?.toLowerCase()}`));
}

function hint({ body }: Delivery): Hint {
  const event = parsed(body);
  const name = isObject(event) ? optionalText(event, 'name') : '';
  const data = isObject(event) && isObject(event.data) ? event.data : {};
  const order = idOf(data.order_id) ?? (name.startsWith('order.') ? idOf(data.id) : null);
  return { topic: name, isRecord: false, reads: order === null ? [] : [order] };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

function idOf(value: unknown): string | null {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}
