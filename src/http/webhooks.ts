import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { Received, Receiver } from '../engine/receiver.ts';

/** Larger than any order; a platform's own limits are below it. */
const bodyBytesMax = 5_000_000;

/** Who sends slower than that holds a connection, and little else. */
const requestMsMax = 30_000;

/** As base64url writes them: what else is asked for is no key of ours, nor a text that a database has to be asked for. */
const KEY = /^[\w-]+$/;

const ANSWERS: Readonly<Record<Received, readonly [status: number, text: string]>> = {
  accepted: [200, 'ok'],
  unknown: [404, 'no store is connected here'],
  refused: [401, 'not signed with the secret of this store'],
  malformed: [400, 'not a text that can be read'],
};

/**
 * The listener that stores call. It is open to the world, so it serves nothing else, reads raw bytes only, and does
 * nothing slow before it answers.
 */
export function makeWebhookServer(receiver: Receiver, log: (line: string) => void): FastifyInstance {
  const app = fastify({
    bodyLimit: bodyBytesMax,
    requestTimeout: requestMsMax,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 100 },
    // Fastify itself would answer with the address in it.
    frameworkErrors: ({ statusCode }, _request, reply) => void refuse(reply, statusCode ?? 400),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.post<{ Params: { key: string }; Body: Buffer | undefined }>('/webhooks/:key', async (request, reply) => {
    const { key } = request.params;
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(request.headers)) if (typeof value === 'string') headers[name] = value;
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const [status, text] = ANSWERS[KEY.test(key) ? await receiver.receive(key, { headers, body }) : 'unknown'];
    return reply.code(status).type('text/plain').send(text);
  });
  app.setNotFoundHandler(async (_request, reply) => reply.code(404).type('text/plain').send('nothing is served here'));
  app.setErrorHandler(async (error: { readonly statusCode?: number; readonly message: string }, _request, reply) => {
    if (error.statusCode !== undefined && error.statusCode < 500) return refuse(reply, error.statusCode);
    // A store sends again what was not taken in; why it was not is for the operator.
    log(`a webhook could not be kept (${error.message})`);
    return reply.code(503).type('text/plain').send('not kept, send it again');
  });
  return app;
}

function refuse(reply: FastifyReply, status: number): FastifyReply {
  return reply.code(status).type('text/plain').send('refused');
}
