import { createHmac } from 'node:crypto';

/*
 * OAuth 1.0a with one leg (RFC 5849, no token): what WooCommerce wants over plain http, where a Basic header would show
 * the secret to anyone on the way. All in the query; a JSON body is not signed.
 */

/** What must differ from request to request. */
export interface Once {
  /** Not used before within 15 minutes. */
  readonly nonce: string;
  /** Seconds since 1970; WooCommerce refuses one that is 15 minutes off. */
  readonly timestamp: number;
}

/** The whole query of a request to `url` (which has none), with its proof. */
export function signedQuery(
  method: string,
  url: string,
  query: Readonly<Record<string, string>>,
  key: string,
  secret: string,
  { nonce, timestamp }: Once,
): Record<string, string> {
  const all: Record<string, string> = {
    ...query,
    oauth_consumer_key: key,
    oauth_nonce: nonce,
    oauth_signature_method: 'HMAC-SHA256',
    oauth_timestamp: String(timestamp),
  };
  const pairs = Object.entries(all)
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`);
  const base = [method, url, pairs.join('&')].map(encoded).join('&');
  return {
    ...all,
    oauth_signature: createHmac('sha256', `${encoded(secret)}&`)
      .update(base)
      .digest('base64'),
  };
}

/** Percent-encoding of RFC 3986, which leaves fewer signs as they are than `encodeURIComponent`. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
