import { createHmac } from 'node:crypto';
import type { Timers } from '../../timers.ts';
import type { Answer, Asked } from '../server.ts';
import { fieldsOf, hex, json } from './answers.ts';

/** Of an app made for the shop; invented, and the same for a seed. */
export interface App {
  readonly clientId: string;
  readonly secret: string;
  /** What its credentials alone are given. */
  readonly token: string;
}

interface Pair {
  readonly token: string;
  readonly refreshToken: string | null;
  readonly endsAt: number;
}

const TOKEN_SECONDS = 3_600;
const REFRESH_TOKEN_SECONDS = 90 * 86_400;
const SCOPE = 'read_orders,read_all_orders';

interface Options {
  readonly app: App;
  readonly seed: number;
  readonly shop: string;
  /** The world's. */
  readonly now: () => number;
  readonly timers: Timers;
}

/**
 * Shopify's ways to a token: client credentials, a code that a merchant's consent gives, and a refresh token. Every merchant
 * agrees at once. A code serves once; a new consent revokes the tokens of the one before; a refresh token serves until its
 * successor is used, so that who lost an answer asks again.
 */
export class OAuth {
  readonly #options: Options;
  readonly #codes = new Set<string>();
  #made = 0;
  #current: Pair | null = null;
  /** What the current pair was refreshed from, while the current one has not been refreshed itself. */
  #before: Pair | null = null;

  constructor(options: Options) {
    this.#options = options;
  }

  /** True for a token that may be asked with now. */
  isGood(token: string | undefined): boolean {
    const { app, timers } = this.#options;
    if (token === app.token) return true;
    return this.#current !== null && token === this.#current.token && this.#current.endsAt > timers.now();
  }

  /** Sends the browser back as if its merchant had agreed. */
  authorize({ query, headers }: Asked): Answer {
    const { app, now } = this.#options;
    const back = query.get('redirect_uri') ?? '';
    if (query.get('client_id') !== app.clientId || !URL.canParse(back)) {
      return json(400, { error: 'invalid_request', error_description: 'The redirect_uri is not whitelisted' });
    }
    const code = this.#next('code');
    this.#codes.add(code);
    const { host = '' } = headers;
    const told = new URLSearchParams({
      ...{ code, host: Buffer.from(`${host}/admin`).toString('base64'), shop: host, state: query.get('state') ?? '' },
      timestamp: String(Math.floor(now() / 1_000)),
    });
    told.sort();
    told.set('hmac', createHmac('sha256', app.secret).update(told.toString()).digest('hex'));
    return { status: 302, headers: { location: `${back}?${told}` }, body: '' };
  }

  grant({ body }: Asked): Answer {
    const { app } = this.#options;
    const fields = fieldsOf(body);
    if (fields.client_id !== app.clientId || fields.client_secret !== app.secret) {
      return json(401, { error: 'invalid_client' });
    }
    if (fields.grant_type === 'client_credentials') {
      return json(200, { access_token: app.token, scope: SCOPE, expires_in: 86_399 });
    }
    return fields.grant_type === 'refresh_token' ? this.#refresh(fields.refresh_token) : this.#exchange(fields);
  }

  #exchange({ code, expiring }: Readonly<Record<string, unknown>>): Answer {
    if (typeof code !== 'string' || !this.#codes.delete(code)) {
      const error_description = 'The authorization code was not found or was already used';
      return json(400, { error: 'invalid_request', error_description });
    }
    this.#before = null;
    this.#current = this.#pair(expiring === '1' || expiring === 1);
    return told(this.#current);
  }

  #refresh(given: unknown): Answer {
    const pair = [this.#current, this.#before].find((one) => one !== null && one.refreshToken === given);
    if (typeof given !== 'string' || pair === undefined) {
      const error_description = 'This request requires an active refresh_token';
      return json(401, { error: 'invalid_request', error_description });
    }
    this.#before = pair;
    this.#current = this.#pair(true);
    return told(this.#current);
  }

  #pair(isEnding: boolean): Pair {
    const token = `shpat_${this.#next('token')}`;
    if (!isEnding) return { token, refreshToken: null, endsAt: Number.POSITIVE_INFINITY };
    const endsAt = this.#options.timers.now() + TOKEN_SECONDS * 1_000;
    return { token, refreshToken: `shprt_${this.#next('refresh')}`, endsAt };
  }

  #next(what: string): string {
    this.#made += 1;
    return hex(this.#options.seed, this.#options.shop, `${what} ${this.#made}`, 32);
  }
}

function told({ token: access_token, refreshToken: refresh_token }: Pair): Answer {
  if (refresh_token === null) return json(200, { access_token, scope: SCOPE });
  const ends = { expires_in: TOKEN_SECONDS, refresh_token_expires_in: REFRESH_TOKEN_SECONDS };
  return json(200, { access_token, scope: SCOPE, refresh_token, ...ends });
}
