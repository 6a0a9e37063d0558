import { describe, expect, it } from 'vitest';
import { instant } from '../../domain/time/when.ts';
import { Trouble } from '../../domain/trouble.ts';
import type { Api, ApiAnswer, ApiRequest } from '../contract.ts';
import { access } from './access.ts';
import { identify } from './identify.ts';

const TOKEN = { shop: 'mugs.myshopify.com', 'access-token': 'shpat_1' };
const CLIENT = { shop: 'mugs.myshopify.com', 'client-id': 'abc', 'client-secret': 'shpss_2' };
const SENT_AT = instant(1_800_000_000_000);

function answer(value: unknown, status = 200, headers: Record<string, string> = {}): ApiAnswer {
  const text = JSON.stringify(value);
  return { status, headers, text, json: () => JSON.parse(text) as unknown, sentAt: SENT_AT };
}

function answering(told: ApiAnswer): { readonly api: Api; readonly asked: ApiRequest[] } {
  const asked: ApiRequest[] = [];
  const send = async (request: ApiRequest) => {
    asked.push(request);
    return told;
  };
  return { api: { send }, asked };
}

describe('access', () => {
  it.each([
    ['mugs.myshopify.com', 'https://mugs.myshopify.com'],
    [' https://mugs.myshopify.com/admin ', 'https://mugs.myshopify.com'],
    ['http://mugs.myshopify.com', 'https://mugs.myshopify.com'],
    ['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
  ])('reads the shop address %s', (shop, baseUrl) => {
    expect(access({ ...TOKEN, shop })).toMatchObject({ baseUrl, budgetKey: `shopify:${new URL(baseUrl).host}` });
  });

  it('says what is missing, without repeating what was given', () => {
    expect(() => access({ ...TOKEN, shop: 'http://' })).toThrow(Trouble);
    expect(() => access({ ...TOKEN, shop: 'shpat 1:x' })).toThrow("the shop address is none: write it as 'your-shop");
    expect(() => access({ shop: 'mugs.myshopify.com', 'client-id': 'abc' })).toThrow(
      'the client ID and the client secret',
    );
  });

  it('gives the token to the shop and to nobody else', () => {
    const { authorise, grant } = access(TOKEN);
    const headersOf = (path: string) => authorise({ method: 'GET', path, headers: { range: 'x' } }, null).headers;
    expect(grant).toBeNull();
    expect(headersOf('/admin/x')).toEqual({ range: 'x', 'x-shopify-access-token': 'shpat_1' });
    expect(headersOf('https://mugs.myshopify.com/y')).toHaveProperty('x-shopify-access-token');
    expect(headersOf('https://storage.example/77.jsonl?signed=1')).toEqual({ range: 'x' });
  });

  it('gets a token for a client, and says when it ends', async () => {
    const { authorise, grant } = access(CLIENT);
    const { api, asked } = answering(answer({ access_token: 'shpat_9', scope: 'read_orders', expires_in: 86_399 }));
    expect(await grant?.(api)).toEqual({ token: 'shpat_9', expiresAt: SENT_AT + 86_399_000 });
    expect(asked).toEqual([
      {
        method: 'POST',
        path: '/admin/oauth/access_token',
        body: { grant_type: 'client_credentials', client_id: 'abc', client_secret: 'shpss_2' },
        repeatable: true,
      },
    ]);
    expect(authorise({ method: 'GET', path: '/x' }, 'shpat_9').headers).toEqual({
      'x-shopify-access-token': 'shpat_9',
    });
    expect(authorise({ method: 'GET', path: '/x' }, null).headers).toBeUndefined();
    expect(await grant?.(answering(answer({ access_token: 'a' })).api)).toEqual({ token: 'a', expiresAt: null });
    await expect(grant?.(answering(answer({})).api)).rejects.toThrow('Shopify granted no access token');
    await expect(grant?.(answering(answer('Not Found', 404)).api)).rejects.toThrow('no Shopify shop at this address');
  });

  it('reads what is left of the bucket', () => {
    const left = access(TOKEN).limits.bucket?.left;
    const throttleStatus = { maximumAvailable: 2000.0, currentlyAvailable: 1981, restoreRate: 100.0 };
    expect(left?.(answer({ data: {}, extensions: { cost: { throttleStatus } } }))).toBe(1981);
    expect(left?.(answer({ data: { title: '"currentlyAvailable": 5' } }))).toBeNull();
  });
});

describe('identify', () => {
  const shop = {
    id: 'gid://shopify/Shop/548380009',
    name: "Ada's Mugs",
    myshopifyDomain: 'mugs.myshopify.com',
    currencyCode: 'EUR',
    ianaTimezone: 'Europe/Berlin',
  };
  const scopes = (...handles: readonly string[]) => ({ accessScopes: handles.map((handle) => ({ handle })) });
  const all = scopes(
    'read_orders',
    'read_all_orders',
    'write_products',
    'read_inventory',
    'read_fulfillments',
    'read_customers',
  );
  const told = (app: unknown, version = '2026-10') =>
    answering(answer({ data: { shop, currentAppInstallation: app } }, 200, { 'x-shopify-api-version': version })).api;

  it('says who the shop is', async () => {
    expect(await identify(told(all))).toEqual({
      remoteAccount: '548380009',
      name: "Ada's Mugs",
      currency: 'EUR',
      zone: 'Europe/Berlin',
      decimals: null,
      missing: [],
    });
  });

  it('says what is missing for the work, with the remedy', async () => {
    const { missing } = await identify(told(scopes('read_orders', 'read_products', 'read_inventory'), '2027-01'));
    expect(missing).toEqual([
      'Only orders of the last 60 days can be read: give the app the access scope read_all_orders and install it again.',
      'Shopify does not tell at once that something was shipped: give the app the access scope read_fulfillments and install it again.',
      'Orders come without the names of customers: give the app the access scope read_customers and install it again.',
      'Shopify no longer serves version 2026-10 of its API: update Bookkeeper.',
    ]);
  });
});
