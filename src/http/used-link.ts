import { randomBytes } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { contentPolicyWith } from './content-guard.ts';

/** Why a link opened nothing, and what helps. */
export const usedLink = {
  cause: 'the link was used or is too old',
  remedy: 'run `bookkeeper link` on this machine: it prints a new one',
} as const;

/** The same for people. A browser sends no cookie along where the link stood in another site's page: hence the last line. */
export function sendUsedLink(reply: FastifyReply): FastifyReply {
  const nonce = randomBytes(16).toString('base64');
  return reply
    .code(403)
    .header('content-security-policy', contentPolicyWith(nonce))
    .type('text/html; charset=utf-8')
    .send(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>This link opens nothing · Bookkeeper</title>
<style nonce="${nonce}">body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 12vh auto; padding: 0 1rem }</style>
</head>
<body>
<main>
<h1>This link opens nothing</h1>
<p>It was used already, or is older than a day: each link lets one browser in.</p>
<p>Run <code>bookkeeper link</code> on the machine where Bookkeeper runs, and open the link that it prints. A browser that
is let in already makes one, too: <em>Link for another browser</em>, in the menu of the book.</p>
<p>Was this browser let in before? Then go <a href="/">to the books</a>.</p>
</main>
</body>
</html>
`);
}
