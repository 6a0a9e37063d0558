// The API by its contract, answered from an invented world: to look at the dashboard full, empty and broken.
import { Readable } from 'node:stream';
import { setInterval } from 'node:timers/promises';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { builtPages, servePages } from '../../../src/http/pages.ts';
import type { Live } from '../../../web/src/api/books.ts';
import { accountAnswers } from './accounts.ts';
import type { Answers, Asked } from './asked.ts';
import { HEAD } from './basis.ts';
import { bookAnswers, listBooks, WORLDS } from './books.ts';
import { certificateAnswers } from './certificates.ts';
import { entryAnswers } from './entries.ts';
import { importAnswers } from './imports.ts';
import { orderAnswers } from './orders.ts';
import { policyAnswers } from './policy.ts';
import { priceAnswers } from './prices.ts';
import { PLATFORMS, storeAnswers } from './stores.ts';
import { PARKED, waitingAnswers } from './waiting.ts';

const groups: readonly Answers[] = [
  bookAnswers,
  orderAnswers,
  entryAnswers,
  accountAnswers,
  waitingAnswers,
  policyAnswers,
  importAnswers,
  storeAnswers,
  priceAnswers,
  certificateAnswers,
];

/** The built dashboard and its invented answers; `listen` of src/http begins to serve. */
export async function makeInvented(): Promise<FastifyInstance> {
  const app = fastify({ forceCloseConnections: true });
  app.setErrorHandler(({ message }: Error, _request, reply) => {
    const detail = `the books could not be read (${message})`;
    return refuse(reply, 500, 'It failed', detail, 'try again; if it stays, look for the number below in the log');
  });
  app.get('/api/books', async () => listBooks());
  app.get('/api/platforms', async () => PLATFORMS);
  app.get('/api/live', (_request, reply) => reply.type('text/event-stream').send(Readable.from(news())));
  for (const [route, answer] of groups.flatMap((group) => Object.entries(group))) {
    const [method = '', url = ''] = route.split(' ');
    app.route<{ Params: Asked['params']; Querystring: Asked['query'] }>({
      ...{ method, url },
      handler: async ({ params, query }, reply) => {
        const world = WORLDS[params.book ?? ''];
        const found = world === undefined ? null : answer({ world, params, query });
        if (found !== null) return found;
        const remedy = 'go back to the list and choose again';
        return refuse(reply, 404, 'Not found', 'there is nothing under this address', remedy);
      },
    });
  }
  await servePages(app, builtPages);
  return app;
}

function refuse(reply: FastifyReply, status: number, title: string, detail: string, remedy: string): FastifyReply {
  const problem = { type: 'about:blank', title, status, detail, remedy, id: `req-${status}a1` };
  return reply.code(status).type('application/problem+json').send(problem);
}

/** How it is with the full book: it stays so. */
async function* news() {
  const live: Live = { entries: 211_112, documents: 100_000, head: HEAD, parked: PARKED, discrepancies: 3 };
  yield `data: ${JSON.stringify(live)}\n\n`;
  for await (const _ of setInterval(5_000, undefined, { ref: false })) yield ': ping\n\n';
}
