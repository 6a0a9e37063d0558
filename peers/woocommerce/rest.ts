import { randomUUID } from 'node:crypto';
import type { Credentials } from '../../src/connectors/contract.ts';
import { woocommerceLive } from '../../src/connectors/woocommerce/live.ts';
import { instant } from '../../src/domain/time/when.ts';

export const live = woocommerceLive({ random: randomUUID, clock: () => instant(Date.now()) });

export type Query = Readonly<Record<string, string | number | boolean>>;

/** Asks a WooCommerce as its staff's programs do; throws with what it says against it. */
export type Ask = <T>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
  query?: Query,
) => Promise<T>;

/** An error that WooCommerce answered. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function asking(credentials: Credentials): Ask {
  const { baseUrl, authorise } = live.access(credentials);
  return async <T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, query: Query = {}) => {
    const signed = authorise({ method, path: `/wc/v3${path}`, query }, null);
    const url = new URL(`${baseUrl}${signed.path}`);
    for (const [name, value] of Object.entries(signed.query ?? {})) url.searchParams.append(name, String(value));
    const answer = await fetch(url, {
      method,
      headers: { ...signed.headers, 'content-type': 'application/json' },
      redirect: 'manual',
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) {
      const said = `WooCommerce answered ${method} ${path} with ${answer.status}: ${text.slice(0, 300)}`;
      throw new Refused(answer.status, said);
    }
    return JSON.parse(text) as T;
  };
}
