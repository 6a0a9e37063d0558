import { describe, expect, it } from 'vitest';
import { ApiError } from '../contract.ts';
import { identify } from './identify.ts';
import { TestShop } from './testing.ts';

describe('identify', () => {
  it('is the channel, by its token, with the precision of amounts', async () => {
    expect(await identify(new TestShop({}))).toEqual({
      remoteAccount: 'vi8xhchnbddwj6le8j5f',
      name: 'Ada’s Mugs',
      currency: 'USD',
      zone: null,
      decimals: 2,
      missing: [],
    });
  });

  it.each([
    ['MayReadOrders', 'ReadOrder'],
    ['MayReadProducts', 'ReadCatalog'],
  ])('names the permission that %s lacks', async (operation, permission) => {
    const shop = new TestShop({});
    shop.refusals.set(operation, 'FORBIDDEN');
    expect((await identify(shop)).missing).toEqual([expect.stringContaining(permission)]);
  });
});

describe('what Vendure refuses with status 200', () => {
  it('is unauthorised where nothing is allowed any more', async () => {
    const shop = new TestShop({});
    for (const operation of ['Shop', 'Who']) shop.refusals.set(operation, 'FORBIDDEN');
    await expect(identify(shop)).rejects.toMatchObject({ kind: 'unauthorised' });
  });

  it.each([
    ['FORBIDDEN', 'forbidden'],
    ['UNAUTHORIZED', 'unauthorised'],
    ['INTERNAL_SERVER_ERROR', 'unavailable'],
    ['CHANNEL_NOT_FOUND', 'refused'],
  ])('%s is %s, by its code and place alone', async (code, kind) => {
    const shop = new TestShop({});
    shop.refusals.set('Shop', code);
    const error = await identify(shop).catch((fault: unknown) => fault);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ kind, message: `Vendure refused Shop (${code} at x)` });
  });

  it('is said in its own words where our document does not fit the server', async () => {
    const message = 'Cannot query field "history" on type "Order".';
    const body = { errors: [{ message, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] };
    const refusing = { send: async () => new TestShop({}).answer(body) };
    await expect(identify(refusing)).rejects.toThrow(message);
  });

  it.each([
    ['an answer without data', {}, 200, 'unreadable'],
    ['an address with nothing behind it', { message: 'Not Found' }, 404, 'refused'],
  ])('knows %s', async (_what, body, status, kind) => {
    const odd = { send: async () => new TestShop({}).answer(body, status) };
    await expect(identify(odd)).rejects.toMatchObject({ kind });
  });
});
