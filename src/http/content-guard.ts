import type { FastifyReply } from 'fastify';

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

/** What a browser may do with an answer; what the answer says of itself stands. */
export function guardContent(reply: FastifyReply): void {
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
}
