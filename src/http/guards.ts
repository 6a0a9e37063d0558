import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refused, Unreadable } from './problems.ts';

/** Only this machine is served. */
const ownHosts: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Nothing from elsewhere runs in our pages, and nobody else's page holds ours. */
const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'nonce-{nonce}'",
  // Positions and sizes that libraries set on elements.
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const contentPolicyWith = (nonce: string): string => contentPolicy.replace('{nonce}', nonce);

/** What is no page of ours: nothing in it may run, load or be framed. */
const noContent = "default-src 'none'; frame-ancestors 'none'; sandbox";

export function guardHost(app: FastifyInstance): void {
  // A page that points its own name at this machine must not read the books through a visitor's browser.
  app.addHook('onRequest', async ({ headers }) => {
    const host = hostOf(headers.host);
    if (!ownHosts.has(host)) throw new Refused(421, `not served as "${host}"`, 'ask for 127.0.0.1');
  });
  app.addHook('onSend', async (_request, reply) => {
    const headers = reply.getHeaders();
    reply.headers({
      'cache-control': headers['cache-control'] ?? 'no-store',
      'content-security-policy': headers['content-security-policy'] ?? noContent,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
  });
}

const hostOf = (header: string | undefined) => (header ?? '').toLowerCase().replace(/:\d+$/, '');

/** The database has no text with NUL in it, and says so too late. */
export function refuseNul(app: FastifyInstance): void {
  app.addHook('preValidation', async ({ params, query, body }) => {
    if ([params, query, body].some(hasNul)) throw new Unreadable('a text holds a NUL', 'leave it out');
  });
}

function hasNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  return typeof value === 'object' && value !== null && Object.values(value).some(hasNul);
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
