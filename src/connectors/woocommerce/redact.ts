import { type PersonalKeys, scrub } from '../scrub.ts';
import { isObject } from '../shape.ts';

/** Besides the names of WooCommerce itself: `reason` and notes are free text, the order key opens the order's page. */
const KEYS: PersonalKeys = {
  texts: new Set([
    'first_name',
    'last_name',
    'company',
    'address_1',
    'address_2',
    'city',
    'postcode',
    'email',
    'phone',
    'username',
    'avatar_url',
    'customer_ip_address',
    'customer_user_agent',
    'customer_note',
    'order_key',
    'payment_url',
    'note',
    'reason',
  ]),
  blobs: new Set(),
};

/** The payload without personal data. Plugins write what they like into meta data: only what a refund refers to stays. */
export function redact(payload: unknown): unknown {
  if (typeof payload === 'string') return payload.startsWith('webhook_id=') ? payload : 'redacted';
  return scrub(withoutExtras(payload), KEYS);
}

function withoutExtras(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutExtras);
  if (!isObject(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'meta_data') copy[key] = references(inner);
    else if (key === 'billing' || key === 'shipping') copy[key] = address(inner);
    else copy[key] = withoutExtras(inner);
  }
  return copy;
}

function references(meta: unknown): unknown {
  if (!Array.isArray(meta)) return [];
  return meta.flatMap((entry: unknown) =>
    isObject(entry) && entry.key === '_refunded_item_id' ? [{ key: entry.key, value: entry.value }] : [],
  );
}

/** Plugins add fields to an address (VAT number, date of birth): all texts but country and state go. */
function address(fields: unknown): unknown {
  if (!isObject(fields)) return fields;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) {
    const stays = key === 'country' || key === 'state' || value === '' || value === null;
    copy[key] = stays ? value : 'redacted';
  }
  return copy;
}
