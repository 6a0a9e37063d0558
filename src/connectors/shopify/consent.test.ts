import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { instant } from '../../domain/time/when.ts';
import { Trouble } from '../../domain/trouble.ts';
import { type Api, type ApiAnswer, ApiError, type ApiRequest } from '../contract.ts';
import { consent } from './consent.ts';

const CREDENTIALS = { shop: 'mugs.myshopify.com', 'client-id': 'abc', 'client-secret': 'shpss_2' };
const SENT_AT = instant(1_800_000_000_000);
const BACK = 'http://127.0.0.1:2665/consent';

/** What Shopify would send back, signed over the text that it signs. */
function signed(query: Record<string, string>, secret: string = CREDENTIALS['client-secret']): URLSearchParams {
  const text = Object.keys(query)
    .sort()
    .map((name) => `${name}=${encodeURIComponent(query[name] ?? '')}`)
    .join('&');
  return new URLSearchParams({ ...query, hmac: createHmac('sha256', secret).update(text).digest('hex') });
}

const GIVEN = {
  code: '0907a61c0c8d55e99db179b68161bc00',
  host: 'YWRtaW4uc2hvcGlmeS5jb20vc3RvcmUvbXVncw==',
  shop: 'mugs.myshopify.com',
  state: 'b6f1_-',
  timestamp: '1800000000',
};

function answering(outcome: unknown): { readonly api: Api; readonly asked: ApiRequest[] } {
  const asked: ApiRequest[] = [];
  const text = JSON.stringify(outcome);
  const answer: ApiAnswer = {
    status: 200,
    headers: {},
    text,
    json: () => JSON.parse(text) as unknown,
    sentAt: SENT_AT,
  };
  const send = async (request: ApiRequest) => {
    asked.push(request);
    if (outcome instanceof Error) throw outcome;
    return answer;
  };
  return { api: { send }, asked };
}

it('sends the merchant to the shop, with all that the work needs', () => {
  const url = consent.begin(CREDENTIALS, { redirectUrl: BACK, state: 'b6f1_-', challenge: null });
  expect(`${url.origin}${url.pathname}`).toBe('https://mugs.myshopify.com/admin/oauth/authorize');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: 'abc',
    scope: 'read_orders,read_all_orders,read_products,read_inventory,read_fulfillments,read_customers',
    redirect_uri: BACK,
    state: 'b6f1_-',
  });
  expect(url.href).not.toContain('shpss_2');
  expect(() => consent.begin({ shop: 'http://' }, { redirectUrl: BACK, state: '', challenge: null })).toThrow(Trouble);
});

describe('what comes back', () => {
  it('is the code, where the shop has signed it', () => {
    expect(consent.answer(signed(GIVEN), CREDENTIALS)).toEqual({ kind: 'allowed', code: GIVEN.code });
    // A vector of Shopify's own documentation, whose parameters are fewer.
    const old = new URLSearchParams(
      'code=0907a61c0c8d55e99db179b68161bc00&hmac=700e2dadb827fcc8609e9d5ce208b2e9cdaab9df07390d2cbca10d7c328fc4bf&shop=some-shop.myshopify.com&state=0.6784241404160823&timestamp=1337178173',
    );
    const theirs = { ...CREDENTIALS, shop: 'some-shop.myshopify.com', 'client-secret': 'hush' };
    expect(consent.answer(old, theirs)).toEqual({ kind: 'allowed', code: GIVEN.code });
  });

  it.each<[string, URLSearchParams]>([
    ['signed with another secret', signed(GIVEN, 'shpss_3')],
    ['signed with none', signed(GIVEN, '')],
    ['not signed', new URLSearchParams(GIVEN)],
    ['signed otherwise', new URLSearchParams({ ...GIVEN, hmac: 'zz' })],
    ['changed afterwards', new URLSearchParams([...signed(GIVEN), ['code', 'another']])],
  ])('%s, it is refused', (_how, query) => {
    expect(() => consent.answer(query, CREDENTIALS)).toThrow('what came back is not signed with the client secret');
    expect(() => consent.answer(query, { ...CREDENTIALS, 'client-secret': '' })).toThrow(Trouble);
  });

  it('is refused where another shop says it', () => {
    const other = signed({ ...GIVEN, shop: 'beans.myshopify.com' });
    expect(() => consent.answer(other, CREDENTIALS)).toThrow('another shop than mugs.myshopify.com allowed it');
  });

  it('may be no', () => {
    const no = new URLSearchParams({ error: 'access_denied', state: 'b6f1_-' });
    expect(consent.answer(no, CREDENTIALS)).toEqual({ kind: 'denied' });
  });
});

it('changes a code once for a token that ends', async () => {
  const told = { access_token: 'shpat_1', expires_in: 3_600, refresh_token: 'shprt_1', refresh_token_expires_in: 1 };
  const { api, asked } = answering(told);
  const code = { code: 'c', redirectUrl: BACK, verifier: null };
  expect(await consent.exchange(api, CREDENTIALS, code)).toEqual({
    token: 'shpat_1',
    expiresAt: SENT_AT + 3_600_000,
    refreshToken: 'shprt_1',
  });
  expect(asked).toEqual([
    {
      method: 'POST',
      path: '/admin/oauth/access_token',
      body: { client_id: 'abc', client_secret: 'shpss_2', code: 'c', expiring: '1' },
      repeatable: false,
    },
  ]);
  // A custom app may be given one without an end.
  const lasting = await consent.exchange(answering({ access_token: 'shpat_2' }).api, CREDENTIALS, code);
  expect(lasting).toEqual({ token: 'shpat_2', expiresAt: null });
});

describe('refreshing', () => {
  it('gives the next pair, and may be asked again', async () => {
    const { api, asked } = answering({ access_token: 'shpat_2', expires_in: 3_600, refresh_token: 'shprt_2' });
    expect(await consent.refresh(api, CREDENTIALS, 'shprt_1')).toMatchObject({ refreshToken: 'shprt_2' });
    expect(asked).toMatchObject([
      { body: { grant_type: 'refresh_token', refresh_token: 'shprt_1', client_id: 'abc' }, repeatable: true },
    ]);
  });

  it.each([400, 401])('refused with %i, says that the merchant has to be asked again', async (status) => {
    const { api } = answering(new ApiError('refused', 'no', status));
    await expect(consent.refresh(api, CREDENTIALS, 'shprt_1')).rejects.toMatchObject({
      kind: 'unauthorised',
      message: 'Shopify takes the refresh token no more: allow it in the shop again',
    });
  });

  it('of a shop that is away is tried again later', async () => {
    const { api } = answering(new ApiError('unavailable', 'away', 502));
    await expect(consent.refresh(api, CREDENTIALS, 'shprt_1')).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
