import { beforeEach, describe, expect, it } from 'vitest';
import { identify } from './identify.ts';
import { apiOf, TestStore, type Thing } from './testing.ts';

const LINK = { self: [{ href: 'https://example.com/shop/wp-json/wc/v3/settings/general/woocommerce_currency' }] };

function setting(id: string, value: string): Thing {
  return { id, value, _links: LINK } as unknown as Thing;
}

let store: TestStore;

beforeEach(() => {
  store = new TestStore();
  store.settings = [setting('woocommerce_currency', 'JPY'), setting('woocommerce_price_num_decimals', '0')];
  store.index = { name: 'Ada’s Mugs', timezone_string: 'Europe/Vienna', gmt_offset: '1' };
});

describe('a shop', () => {
  it('is known by its address as payloads give it, with currency, zone and decimals', async () => {
    expect(await identify(apiOf(store))).toEqual({
      remoteAccount: 'example.com/shop',
      name: 'Ada’s Mugs',
      currency: 'JPY',
      zone: 'Europe/Vienna',
      decimals: 0,
      missing: [],
    });
  });

  it.each([
    ['', '2', 'Etc/GMT-2'],
    ['', '-3', 'Etc/GMT+3'],
    ['', 0, 'UTC'],
    ['', '5.5', null],
    ['', undefined, null],
    ['Atlantis/Capital', '1', null],
  ])('in zone %j with an offset of %j is in %j', async (timezone_string, gmt_offset, zone) => {
    store.index = { name: 'Mugs', timezone_string, gmt_offset };
    expect(await identify(apiOf(store))).toMatchObject({ zone });
  });

  it('that shows its index to nobody goes by its address', async () => {
    store.refusals.set('GET /', 'unauthorised');
    expect(await identify(apiOf(store))).toMatchObject({ name: 'example.com/shop', zone: null });
  });

  it('that does not answer just now is asked again, not taken for one without a zone', async () => {
    store.refusals.set('GET /', 'unavailable');
    await expect(identify(apiOf(store))).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

describe('what is missing', () => {
  it('is said in words: the right to write, to read orders, to read products', async () => {
    store.refusals.set('POST /wc/v3/webhooks/batch', 'unauthorised');
    store.refusals.set('GET /wc/v3/orders', 'forbidden');
    store.refusals.set('GET /wc/v3/products', 'forbidden');
    const { missing } = await identify(apiOf(store));
    expect(missing).toEqual([
      expect.stringMatching(/may not read orders: .*administrator or shop manager/),
      expect.stringMatching(/may not read products: /),
      expect.stringMatching(/may only read, .*give it Read\/Write permission/),
    ]);
  });

  it('refuses a key that may not read the settings', async () => {
    store.refusals.set('GET /wc/v3/settings/general', 'unauthorised');
    await expect(identify(apiOf(store))).rejects.toMatchObject({
      kind: 'unauthorised',
      status: 401,
      message: expect.stringContaining('Read/Write'),
    });
  });

  it.each([
    ['a currency of ISO 4217', [setting('woocommerce_currency', 'BTC')], 'unreadable'],
    ['its own address', [{ ...setting('woocommerce_currency', 'EUR'), _links: {} }], 'unreadable'],
  ])('is %s', async (_what, settings, kind) => {
    store.settings = settings;
    await expect(identify(apiOf(store))).rejects.toMatchObject({ name: 'ApiError', kind });
  });

  it('is WooCommerce itself where there is no such route', async () => {
    const api = apiOf(store);
    const elsewhere = {
      send: (request: Parameters<typeof api.send>[0]) =>
        api.send({ ...request, path: request.path.replace('/wc/v3/settings/general', '/wc/v9') }),
    };
    await expect(identify(elsewhere)).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('Permalinks'),
    });
  });
});
