import { describe, expect, it } from 'vitest';
import { instant } from '../../domain/time/when.ts';
import { Trouble } from '../../domain/trouble.ts';
import { access } from './access.ts';
import { signedQuery } from './oauth.ts';

const KEYS = { 'consumer-key': 'ck_1', 'consumer-secret': 'cs_1' };

function accessOf(address: string) {
  let given = 0;
  const random = () => {
    given += 1;
    return `n${given}`;
  };
  return access({ ...KEYS, address }, { random, clock: () => instant(1_795_284_000_700) });
}

describe('the address of a shop', () => {
  it.each([
    ['https://shop.example', 'https://shop.example/wp-json', 'woocommerce:shop.example'],
    ['https://shop.example/', 'https://shop.example/wp-json', 'woocommerce:shop.example'],
    ['shop.example', 'https://shop.example/wp-json', 'woocommerce:shop.example'],
    [' https://example.com/shop/ ', 'https://example.com/shop/wp-json', 'woocommerce:example.com'],
    [
      'https://example.com/shop/wp-admin/admin.php?page=wc',
      'https://example.com/shop/wp-json',
      'woocommerce:example.com',
    ],
    ['https://shop.example/wp-json/wc/v3', 'https://shop.example/wp-json', 'woocommerce:shop.example'],
    ['http://127.0.0.1:8180', 'http://127.0.0.1:8180/wp-json', 'woocommerce:127.0.0.1:8180'],
  ])('%s is asked at %s', (address, baseUrl, budgetKey) => {
    expect(accessOf(address)).toMatchObject({
      baseUrl,
      budgetKey,
      limits: { concurrent: 4, bucket: null },
      grant: null,
    });
  });

  it.each([['ftp://shop.example'], ['https://'], ['https://ann:secret@shop.example'], ['']])(
    '%s is refused',
    (address) => {
      expect(() => accessOf(address)).toThrow(Trouble);
    },
  );
});

it.each([
  [{ ...KEYS, 'consumer-key': 'cs_1' }, 'the consumer key does not begin with ck_'],
  [{ ...KEYS, 'consumer-secret': '' }, 'there is no consumer secret'],
])('keys that were mixed up or left out are named, and not shown', (keys, cause) => {
  const source = { random: () => '', clock: () => instant(0) };
  expect(() => access({ ...keys, address: 'https://shop.example' }, source)).toThrow(cause);
});

describe('a request', () => {
  it('over https has the key in a Basic header, and an address that no cache has seen', () => {
    const { authorise } = accessOf('https://shop.example');
    const asked = authorise({ method: 'GET', path: '/wc/v3/orders', query: { status: 'any' } }, null);
    expect(asked).toMatchObject({
      query: { status: 'any', _: 'n1' },
      headers: { authorization: `Basic ${Buffer.from('ck_1:cs_1').toString('base64')}`, 'cache-control': 'no-cache' },
    });
    expect(authorise({ method: 'PUT', path: '/wc/v3/webhooks/1', body: {} }, null).query).toBeUndefined();
  });

  it('outside of WooCommerce goes without the key, which WordPress would take for a user', () => {
    for (const address of ['https://shop.example', 'http://shop.example']) {
      const asked = accessOf(address).authorise({ method: 'GET', path: '/' }, null);
      expect(JSON.stringify(asked)).not.toMatch(/ck_1|cs_1|authorization|oauth/);
    }
  });

  it('over plain http is signed, and the secret stays here', () => {
    const { authorise } = accessOf('http://127.0.0.1:8180/shop');
    const first = authorise(
      { method: 'GET', path: '/wc/v3/orders', query: { per_page: 100, dates_are_gmt: true } },
      null,
    );
    expect(first.headers?.authorization).toBeUndefined();
    expect(first.query).toMatchObject({
      per_page: '100',
      dates_are_gmt: 'true',
      oauth_consumer_key: 'ck_1',
      oauth_timestamp: '1795284000',
      oauth_signature_method: 'HMAC-SHA256',
    });
    const second = authorise({ method: 'GET', path: '/wc/v3/orders' }, null);
    expect(second.query?.oauth_nonce).not.toBe(first.query?.oauth_nonce);
    expect(JSON.stringify([first, second])).not.toContain('cs_1');
  });
});

it('signs as another program does by RFC 5849', () => {
  const query = { status: 'any', search: "Ada's (new) mug*!", _fields: 'id,total' };
  const once = { nonce: 'n1', timestamp: 1_795_284_000 };
  const signed = signedQuery('GET', 'http://127.0.0.1:8180/shop/wp-json/wc/v3/orders', query, 'ck_1', 'cs_1', once);
  // python3: base64(hmac(b'cs_1&', b'GET&http%3A%2F%2F127.0.0.1%3A8180%2Fshop…&_fields%3Did%252Ctotal%26oauth_…', sha256))
  expect(signed.oauth_signature).toBe('tfdE+M4QueGNztOoOTqTH9qMK7s0VLSkLcWmxU2AAFg=');
});
