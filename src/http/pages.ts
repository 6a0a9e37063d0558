import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import files from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { contentPolicyWith } from './content-guard.ts';
import { sendNotFound } from './problems.ts';

/** Where the dashboard is built to. */
export const builtPages = join(import.meta.dirname, '../../dist/web');

/** Names that hold a hash of the content: a new content has a new name. */
const hashed = /[/\\]assets[/\\]/;

/**
 * Serves the dashboard's files, and its one page for every address of a room. Nothing in them is secret: what they show
 * they ask of the API, which asks who they are.
 */
export async function servePages(app: FastifyInstance, folder: string): Promise<void> {
  const index = join(folder, 'index.html');
  if (!existsSync(index)) {
    app.get('/', { schema: { hide: true } }, async (_request, reply) =>
      reply
        .type('text/plain; charset=utf-8')
        .send('Bookkeeper serves its API here, described in /api/openapi.json. The dashboard is not built.\n'),
    );
    app.setNotFoundHandler(sendNotFound);
    return;
  }
  await app.register(files, {
    root: folder,
    index: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', hashed.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  const sendIndex = (reply: FastifyReply) => sendPage(reply, index);
  app.get('/', { schema: { hide: true } }, (_request, reply) => sendIndex(reply));
  app.get('/index.html', { schema: { hide: true } }, (_request, reply) => sendIndex(reply));
  app.setNotFoundHandler(async (request, reply) =>
    isRoom(request) ? await sendIndex(reply) : sendNotFound(request, reply),
  );
}

/** An address that somebody opens or reloads in a browser, and no file's. */
function isRoom({ method, url, headers }: FastifyRequest): boolean {
  const path = url.split('?')[0] ?? '';
  const isPage = method === 'GET' && headers.accept?.includes('text/html') === true;
  return isPage && !/^\/(api|assets|healthz|open|consent)(\/|$)/.test(path);
}

/** The styles that the page adds carry a nonce, which it finds in a `meta` of that name: the usual place. */
async function sendPage(reply: FastifyReply, index: string): Promise<FastifyReply> {
  const nonce = randomBytes(16).toString('base64');
  const page = await readFile(index, 'utf8');
  return reply
    .headers({ 'content-security-policy': contentPolicyWith(nonce), 'cache-control': 'no-cache' })
    .type('text/html; charset=utf-8')
    .send(page.replace('<head>', `<head>\n    <meta property="csp-nonce" nonce="${nonce}" />`));
}
