import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Asked } from '../server.ts';
import { Refusal } from './refusal.ts';

export interface Key {
  readonly consumerKey: string;
  readonly consumerSecret: string;
}

const NONCES_MAX = 10_000;

/**
 * Who asks, as WC_REST_Authentication finds it: over https (or where a proxy says that it was) a Basic header or the key in
 * the query; over plain http OAuth 1.0a alone, with HMAC-SHA256. Timestamps are not looked at: the world's clock is not the
 * client's.
 */
export class Gate {
  readonly #key: Key;
  readonly #nonces = new Set<string>();

  constructor(key: Key) {
    this.#key = key;
  }

  /** Throws a Refusal with 401 where the request is not from who knows the key. */
  check(asked: Asked, site: string): void {
    const isSecure = asked.headers['x-forwarded-proto'] === 'https';
    if (asked.query.has('oauth_consumer_key')) this.#checkSigned(asked, site);
    else if (isSecure) this.#checkPlain(asked);
    else throw new Refusal(401, 'woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.');
  }

  #checkPlain({ headers, query }: Asked): void {
    const [scheme, code = ''] = (headers.authorization ?? '').split(' ');
    const basic = scheme === 'Basic' ? Buffer.from(code, 'base64').toString('utf8') : '';
    const given = basic === '' ? `${query.get('consumer_key')}:${query.get('consumer_secret')}` : basic;
    const { consumerKey, consumerSecret } = this.#key;
    if (!given.startsWith(`${consumerKey}:`)) throw refused('Consumer key is invalid.');
    if (!isSame(given, `${consumerKey}:${consumerSecret}`)) throw refused('Consumer secret is invalid.');
  }

  #checkSigned(asked: Asked, site: string): void {
    const { query } = asked;
    if (query.get('oauth_consumer_key') !== this.#key.consumerKey) throw refused('Consumer key is invalid.');
    if (query.get('oauth_signature_method') !== 'HMAC-SHA256') {
      throw refused('Invalid signature - signature method is invalid.');
    }
    const expected = signatureOf(asked, site, this.#key.consumerSecret);
    if (!isSame(query.get('oauth_signature') ?? '', expected)) {
      throw refused('Invalid signature - provided signature does not match.');
    }
    this.#checkNonce(`${query.get('oauth_timestamp')}/${query.get('oauth_nonce')}`);
  }

  #checkNonce(nonce: string): void {
    if (this.#nonces.has(nonce)) throw refused('Invalid nonce - nonce has already been used.');
    this.#nonces.add(nonce);
    const [oldest] = this.#nonces;
    if (this.#nonces.size > NONCES_MAX && oldest !== undefined) this.#nonces.delete(oldest);
  }
}

const refused = (message: string) => new Refusal(401, 'woocommerce_rest_authentication_error', message);

/** RFC 5849, 3.4: one leg, so that no token stands behind the '&' of the secret. */
function signatureOf({ method, path, query }: Asked, site: string, secret: string): string {
  const pairs = [...query]
    .filter(([name]) => name !== 'oauth_signature')
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`);
  const base = [method, `${site}${path}`, pairs.join('&')].map(encoded).join('&');
  return createHmac('sha256', `${encoded(secret)}&`)
    .update(base)
    .digest('base64');
}

/** RFC 3986. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
