import { describe, expect, it } from 'vitest';
import { Trouble } from '../../domain/trouble.ts';
import { access } from './access.ts';
import { identify } from './identify.ts';
import { STORE, TestShop } from './testing.ts';

const ADDRESS = 'https://api.shop.example';

describe('access', () => {
  it('proves who asks by the key as user name, without a password', () => {
    const { authorise, grant } = access({ address: ADDRESS, 'api-key': 'sk_1' });
    const { headers } = authorise({ method: 'GET', path: '/admin/orders' }, null);
    expect(headers).toEqual({ authorization: `Basic ${Buffer.from('sk_1:').toString('base64')}` });
    expect(grant).toBeNull();
  });

  it.each([
    [ADDRESS, ADDRESS],
    [`${ADDRESS}/`, ADDRESS],
    [`${ADDRESS}/app`, ADDRESS],
    ['http://127.0.0.1:9000/shop/?x=1', 'http://127.0.0.1:9000/shop'],
  ])('reaches %s at %s', (address, baseUrl) => {
    expect(access({ address, 'api-key': 'sk_1' }).baseUrl).toBe(baseUrl);
  });

  it.each([
    [{ address: 'api.shop.example', 'api-key': 'sk_1' }],
    [{ address: ADDRESS }],
    [{ address: ADDRESS, 'api-key': 'pk_1' }],
  ])('refuses %o', (given) => {
    expect(() => access(given)).toThrow(Trouble);
  });
});

describe('identify', () => {
  it('is the store, with its default currency', async () => {
    expect(await identify(new TestShop({}))).toEqual({
      remoteAccount: STORE.id,
      name: 'Ada’s Mugs',
      currency: 'EUR',
      zone: null,
      decimals: null,
      missing: [],
    });
  });

  it.each([
    ['/admin/orders', 'Orders'],
    ['/admin/payments', 'Payments'],
    ['/admin/product-variants', 'Products'],
  ])('says what is lost where %s is not allowed', async (path, what) => {
    const shop = new TestShop({});
    shop.forbidden.add(path);
    expect((await identify(shop)).missing).toEqual([expect.stringContaining(`${what} cannot be read`)]);
  });

  it('asks for a currency where the store has chosen none', async () => {
    const shop = new TestShop({});
    shop.store = { ...STORE, supported_currencies: [] };
    await expect(identify(shop)).rejects.toThrow('choose one in its settings');
  });
});
