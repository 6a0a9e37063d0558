import { isObject } from '../shape.ts';

/** Keys in both shapes' spelling, by what becomes of them wherever they stand. */
const ADDRESSES: ReadonlySet<string> = new Set([
  'billing_address',
  'billingAddress',
  'shipping_address',
  'shippingAddress',
  'default_address',
  'defaultAddress',
  'displayAddress',
  'destination',
]);
const ADDRESS_STAYS: ReadonlySet<string> = new Set([
  'country',
  'country_code',
  'country_name',
  'countryCode',
  'countryCodeV2',
  'province',
  'province_code',
  'provinceCode',
]);
const CUSTOMERS: ReadonlySet<string> = new Set(['customer', 'purchasingEntity']);
const CUSTOMER_STAYS: ReadonlySet<string> = new Set(['id', 'admin_graphql_api_id', 'currency', '__typename']);
const TEXTS: ReadonlySet<string> = new Set([
  'first_name',
  'firstName',
  'last_name',
  'lastName',
  'displayName',
  'address1',
  'address2',
  'city',
  'zip',
  'email',
  'emailAddress',
  'contact_email',
  'phone',
  'phoneNumber',
  'note',
  'browser_ip',
  'clientIp',
  'user_agent',
  'token',
  'cart_token',
  'cartToken',
  'checkout_token',
  'checkoutToken',
  'landing_site',
  'landing_site_ref',
  'referring_site',
  'poNumber',
  'po_number',
  'tracking_number',
  'tracking_url',
  'accountNumber',
]);
/** Free-form: emptied. */
const BLOBS: ReadonlySet<string> = new Set([
  'note_attributes',
  'customAttributes',
  'properties',
  'client_details',
  'payment_details',
  'paymentDetails',
  'tracking_numbers',
  'tracking_urls',
  'trackingInfo',
  'origin_address',
  'metafields',
]);
/** The page of an order: its path names the shop, the rest opens the page. */
const PAGES: ReadonlySet<string> = new Set(['order_status_url', 'statusPageUrl']);
const RECEIPTS: ReadonlySet<string> = new Set(['receipt', 'receiptJson']);

const REDACTED = 'redacted';

/** The payload without personal data; countries stay, since tax codes carry them. */
export function redact(payload: unknown): unknown {
  if (typeof payload === 'string') return REDACTED;
  return walk(payload);
}

function walk(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(walk);
  if (!isObject(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) copy[key] = replaced(key, inner);
  return copy;
}

function replaced(key: string, value: unknown): unknown {
  if (value === null || value === '') return value;
  if (ADDRESSES.has(key)) return blanked(value, ADDRESS_STAYS);
  if (CUSTOMERS.has(key)) return blanked(value, CUSTOMER_STAYS);
  if (BLOBS.has(key)) return Array.isArray(value) ? [] : {};
  if (RECEIPTS.has(key)) return receipt(value);
  if (typeof value === 'string' && PAGES.has(key)) return page(value);
  if (typeof value === 'string' && TEXTS.has(key)) return REDACTED;
  return walk(value);
}

/** Whatever an object says, but for a few of its keys. */
function blanked(value: unknown, stays: ReadonlySet<string>): unknown {
  if (!isObject(value)) return walk(value);
  const copy: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    if (stays.has(key) || inner === null || inner === '' || typeof inner === 'boolean') copy[key] = inner;
    else if (isObject(inner)) copy[key] = blanked(inner, ADDRESSES.has(key) ? ADDRESS_STAYS : stays);
    else copy[key] = typeof inner === 'string' ? REDACTED : null;
  }
  return copy;
}

/** A gateway's record of a payment; only the number of a gift card stays. */
function receipt(value: unknown): unknown {
  const isText = typeof value === 'string';
  const card = isText
    ? /"gift_card_id"\s*:\s*"?(\d+)/.exec(value)?.[1]
    : isObject(value)
      ? value.gift_card_id
      : undefined;
  const kept = card === undefined ? {} : { gift_card_id: card };
  return isText ? JSON.stringify(kept) : kept;
}

function page(url: string): string {
  const shop = /^https?:\/\/[^/]+\/\d+\/orders\//.exec(url)?.[0];
  return shop === undefined ? REDACTED : `${shop}${REDACTED}`;
}
