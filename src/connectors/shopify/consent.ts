import { createHmac, timingSafeEqual } from 'node:crypto';
import { Trouble } from '../../domain/trouble.ts';
import { ApiError, type Consent, type ConsentAnswer, type Credentials } from '../contract.ts';
import { requestGrant, shopUrl } from './access.ts';
import { SCOPES } from './identify.ts';

const scope = SCOPES.map(([name]) => name).join(',');

/**
 * A merchant installs the app in the shop: for apps of another organisation than the shop's, whom Shopify gives nothing for
 * their credentials alone. Tokens that end are asked for (public apps have to): an hour, with a refresh token that rotates.
 * Shopify takes no code challenge here; its answer is signed with the app's secret instead.
 */
export const consent: Consent = {
  fields: ['shop', 'client-id', 'client-secret'],
  help: `Dev Dashboard → the app → Versions: add it to the redirect URLs, and ask for the access scopes ${scope.replaceAll(',', ', ')}.`,
  hasChallenge: false,
  begin(credentials, { redirectUrl, state }) {
    const url = new URL('/admin/oauth/authorize', shopUrl(credentials.shop ?? ''));
    const { 'client-id': client = '' } = credentials;
    url.search = new URLSearchParams({ client_id: client, scope, redirect_uri: redirectUrl, state }).toString();
    return url;
  },
  answer,
  exchange: (api, credentials, { code }) =>
    requestGrant(api, { ...clientOf(credentials), code, expiring: '1' }, { repeatable: false }),
  async refresh(api, credentials, refreshToken) {
    const body = { ...clientOf(credentials), grant_type: 'refresh_token', refresh_token: refreshToken };
    try {
      // The one before stays good until its successor is used, so that a lost answer loses nothing.
      return await requestGrant(api, body, { repeatable: true });
    } catch (error) {
      if (!(error instanceof ApiError) || (error.status !== 400 && error.status !== 401)) throw error;
      throw new ApiError('unauthorised', 'Shopify takes the refresh token no more: allow it in the shop again');
    }
  },
};

function clientOf({ 'client-id': id = '', 'client-secret': secret = '' }: Credentials) {
  return { client_id: id, client_secret: secret };
}

/** A merchant who says no is sent back unsigned by some of Shopify's pages: who knows the state may end it, and no more. */
function answer(query: URLSearchParams, credentials: Credentials): ConsentAnswer {
  if (query.has('error')) return { kind: 'denied' };
  if (!isSigned(query, credentials['client-secret'] ?? '')) {
    throw new Trouble(
      'what came back is not signed with the client secret of the app',
      'see whether the client secret was copied whole and is not an older one, then begin again',
    );
  }
  const shop = query.get('shop');
  const { host } = shopUrl(credentials.shop ?? '');
  if (shop !== host) {
    throw new Trouble(
      `another shop than ${host} allowed it`,
      'log in to the shop that you want to connect, then begin again',
    );
  }
  const code = query.get('code');
  if (!code) throw new Trouble('Shopify sent no code back', 'begin again');
  return { kind: 'allowed', code };
}

/** Hexadecimal HMAC-SHA256 of all other parameters, sorted and encoded, with the app's client secret. */
function isSigned(query: URLSearchParams, secret: string): boolean {
  const signed = new URLSearchParams([...query].filter(([name]) => name !== 'hmac'));
  signed.sort();
  const given = Buffer.from(query.get('hmac') ?? '', 'hex');
  const expected = createHmac('sha256', secret).update(signed.toString()).digest();
  return secret !== '' && given.length === expected.length && timingSafeEqual(given, expected);
}
