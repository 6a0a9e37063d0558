import type { Instant } from '../../domain/time/when.ts';
import { WrongField } from '../../domain/trouble.ts';
import type { Access, ApiRequest, CredentialField, Credentials } from '../contract.ts';
import { signedQuery } from './oauth.ts';

export const credentials: readonly CredentialField[] = [
  {
    name: 'address',
    label: 'Address of the shop',
    help: 'As customers see it: https://shop.example, with its folder where it has one: https://example.com/shop.',
    kind: 'url',
  },
  {
    name: 'consumer-key',
    label: 'Consumer key',
    help: 'WooCommerce → Settings → Advanced → REST API → Add key, for an administrator or shop manager, with Read/Write permission. It begins with ck_.',
    kind: 'secret',
  },
  {
    name: 'consumer-secret',
    label: 'Consumer secret',
    help: 'Shown once, beside the consumer key. It begins with cs_.',
    kind: 'secret',
  },
];

/** Where requests get what must differ between them. */
export interface Source {
  /** A text that was not given before. */
  random(): string;
  clock(): Instant;
}

/** Shops often share a small host: few requests at once (platforms/woocommerce: nothing is counted by WooCommerce itself). */
const CONCURRENT = 4;

/** Over https the key is a Basic header; over plain http, where WooCommerce refuses one, each request is signed. */
export function access(given: Credentials, source: Source): Access {
  const site = siteAddress(given.address ?? '');
  const key = keyOf(given, 'consumer-key', 'ck_');
  const secret = keyOf(given, 'consumer-secret', 'cs_');
  const baseUrl = `${site.origin}${site.pathname}/wp-json`;
  const basic = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
  const sign = (request: ApiRequest): ApiRequest => {
    const once = { nonce: source.random(), timestamp: Math.floor(source.clock() / 1000) };
    const query = textsOf(request.query);
    return { ...request, query: signedQuery(request.method, `${baseUrl}${request.path}`, query, key, secret, once) };
  };
  return {
    baseUrl,
    budgetKey: `woocommerce:${site.host}`,
    limits: { concurrent: CONCURRENT, bucket: null },
    authorise: (request) => {
      const fresh = request.method === 'GET' ? uncached(request, source) : request;
      // WordPress takes a Basic header outside of WooCommerce's own routes for one of its users, and refuses it.
      if (!request.path.startsWith('/wc/')) return fresh;
      return site.isSecure ? { ...fresh, headers: { ...fresh.headers, authorization: basic } } : sign(fresh);
    },
    grant: null,
  };
}

/** Caching plugins keep answers by their address: each request has one of its own. */
function uncached(request: ApiRequest, source: Source): ApiRequest {
  return {
    ...request,
    query: { ...request.query, _: source.random() },
    headers: { ...request.headers, 'cache-control': 'no-cache' },
  };
}

function textsOf(query: ApiRequest['query'] = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));
}

interface SiteAddress {
  readonly origin: string;
  readonly host: string;
  /** Without a slash at its end. */
  readonly pathname: string;
  readonly isSecure: boolean;
}

/** People paste what stands in the browser: the dashboard's address means the shop it is of. */
function siteAddress(address: string): SiteAddress {
  const typed = address.trim();
  const url = URL.parse(/^[a-z]+:\/\//i.test(typed) ? typed : `https://${typed}`);
  if (url === null || !/^https?:$/.test(url.protocol) || url.host === '') {
    throw new WrongField('address', 'the address of the shop is no web address', 'give it whole: https://shop.example');
  }
  if (url.username !== '' || url.password !== '') {
    throw new WrongField(
      'address',
      'the address of the shop has a user name or password in it',
      'leave it out: https://shop.example',
    );
  }
  const pathname = url.pathname.replace(/\/(wp-admin|wp-json|wp-login\.php)(\/.*)?$/, '').replace(/\/+$/, '');
  return { origin: url.origin, host: url.host, pathname, isSecure: url.protocol === 'https:' };
}

function keyOf(given: Credentials, name: 'consumer-key' | 'consumer-secret', prefix: 'ck_' | 'cs_'): string {
  const key = (given[name] ?? '').trim();
  if (key.startsWith(prefix)) return key;
  const label = name.replace('-', ' ');
  throw new WrongField(
    name,
    key === '' ? `there is no ${label}` : `the ${label} does not begin with ${prefix}`,
    'copy both as WooCommerce shows them when a key is added: Settings → Advanced → REST API',
  );
}
