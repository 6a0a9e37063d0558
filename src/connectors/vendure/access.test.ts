import { describe, expect, it } from 'vitest';
import { Trouble } from '../../domain/trouble.ts';
import type { ApiRequest } from '../contract.ts';
import { access } from './access.ts';
import { TestShop } from './testing.ts';

const ADDRESS = 'https://shop.example/admin-api';
const REQUEST: ApiRequest = { method: 'POST', path: '' };

describe('access', () => {
  it('proves who asks by an API key, in the channel that was named', () => {
    const { authorise, grant } = access({ address: ADDRESS, 'api-key': 'key', 'channel-token': 'eu' });
    expect(grant).toBeNull();
    expect(authorise(REQUEST, null).headers).toEqual({ 'vendure-api-key': 'key', 'vendure-token': 'eu' });
  });

  it('proves it by the token of a session', () => {
    const { authorise } = access({ address: ADDRESS, 'user-name': 'ada', password: 'secret' });
    expect(authorise(REQUEST, 'token').headers).toEqual({ authorization: 'Bearer token' });
    expect(authorise(REQUEST, null).headers).toEqual({});
  });

  it('signs in, and renews that by the hour', async () => {
    const shop = new TestShop({});
    const { grant } = access({ address: ADDRESS, 'user-name': 'ada', password: 'secret' });
    expect(await grant?.(shop)).toEqual({ token: 'a token', expiresAt: shop.now + 3_600_000 });
    expect(shop.asked[0]?.body).toMatchObject({ variables: { user: 'ada', password: 'secret' } });
  });

  it('says so when the password is wrong, without naming it', async () => {
    const shop = new TestShop({});
    const refusing = { send: async () => shop.answer({ data: { login: { errorCode: 'INVALID_CREDENTIALS_ERROR' } } }) };
    const { grant } = access({ address: ADDRESS, 'user-name': 'ada', password: 'secret' });
    await expect(grant?.(refusing)).rejects.toMatchObject({
      kind: 'unauthorised',
      message: 'Vendure refused the user name or the password (INVALID_CREDENTIALS_ERROR)',
    });
  });

  it('names the setting that withholds the token', async () => {
    const shop = new TestShop({});
    const mute = { send: async () => ({ ...shop.answer({ data: { login: { id: '1' } } }), headers: {} }) };
    const { grant } = access({ address: ADDRESS, 'user-name': 'ada', password: 'secret' });
    await expect(grant?.(mute)).rejects.toThrow("tokenMethod must include 'bearer'");
  });

  it.each([
    [ADDRESS, ADDRESS],
    ['https://shop.example', ADDRESS],
    ['https://shop.example/admin-api/', ADDRESS],
    ['http://127.0.0.1:3000/shop/admin?x=1', 'http://127.0.0.1:3000/shop/admin'],
  ])('reaches %s at %s', (address, baseUrl) => {
    expect(access({ address, 'api-key': 'key' }).baseUrl).toBe(baseUrl);
  });

  it.each([
    [{ address: 'shop.example', 'api-key': 'key' }],
    [{ address: 'ftp://shop.example', 'api-key': 'key' }],
    [{ address: ADDRESS }],
    [{ address: ADDRESS, 'user-name': 'ada' }],
  ])('refuses %o', (given) => {
    expect(() => access(given)).toThrow(Trouble);
  });
});
