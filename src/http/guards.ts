import type { FastifyInstance, FastifyRequest } from 'fastify';
import { guardContent } from './content-guard.ts';
import { Refused, Unreadable } from './problems.ts';

/** Only this machine is served. */
const ownHosts: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** `outside`: the one path that is served under another name too. */
export function guardHost(
  app: FastifyInstance,
  outside: { readonly host: string; readonly path: string } | null = null,
): void {
  // A page that points its own name at this machine must not read the books through a visitor's browser.
  app.addHook('onRequest', async ({ headers, routeOptions }) => {
    const host = hostOf(headers.host);
    const isOutside = outside !== null && host === outside.host && routeOptions.url === outside.path;
    if (!ownHosts.has(host) && !isOutside) throw new Refused(421, `not served as "${host}"`, 'ask for 127.0.0.1');
  });
  app.addHook('onSend', async (_request, reply) => {
    guardContent(reply);
  });
}

const hostOf = (header: string | undefined) => (header ?? '').toLowerCase().replace(/:\d+$/, '');

/** The database has no text with NUL in it, and says so too late. */
export function refuseNul(app: FastifyInstance): void {
  app.addHook('preValidation', async ({ params, query, body }) => {
    for (const given of [params, query, body]) expectNoNul(given);
  });
}

export function expectNoNul(given: unknown): void {
  if (hasNul(given)) throw new Unreadable('a text holds a NUL', 'leave it out');
}

/** Without calling itself: a body may be nested deeper than calls may. */
function hasNul(root: unknown): boolean {
  const waiting = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === 'string' && value.includes('\0')) return true;
    if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) waiting.push(part);
  }
  return false;
}

/**
 * What changes something comes from our own page, or from a program that says who it is: a browser adds the origin by
 * itself, and adds a cookie also where another page asks.
 */
export function isFromOwnPage({ headers, protocol }: FastifyRequest): boolean {
  const { origin, host } = headers;
  return origin !== undefined && origin.toLowerCase() === `${protocol}://${host}`.toLowerCase();
}

export const isChange = ({ method }: FastifyRequest): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(method);
