import { PassThrough } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { bookNamed } from '../books/book.ts';
import type { Context } from './context.ts';
import { addStream, nothing } from './endpoint.ts';
import { bookParams } from './schemas.ts';
import { isSignedIn } from './sign-in.ts';

/** Now and then something is said, so that a connection that broke is noticed. */
const breatheMs = 15_000;
const comeBackMs = 2_000;

export function addLiveEndpoint(app: FastifyInstance, { session, live, signIns, onFault }: Context): void {
  addStream(app, {
    path: '/api/live',
    summary: 'Where a book stands, at once and whenever that changes',
    description: 'Server-sent events: `data:` is `{book, entries, documents, head, parked, discrepancies}`.',
    tag: 'Live',
    params: nothing,
    query: bookParams,
    type: 'text/event-stream',
    handle: async ({ query, raw }, reply) => {
      const { bookId } = await bookNamed(session, query.book);
      const events = new PassThrough();
      events.write(`retry: ${comeBackMs}\n\n`);
      // Whoever has signed out meanwhile is told nothing more; who reads too slowly misses what is out of date by then.
      const sayTo = async (text: string) => {
        if (!(await isSignedIn(raw, signIns))) events.end();
        else if (events.writable && !events.writableNeedDrain) events.write(text);
      };
      const say = (text: string) =>
        void sayTo(text).catch((error) => {
          onFault(error);
          events.end();
        });
      const stop = live.listen(bookId, (state) => say(`id: ${state.head}\ndata: ${JSON.stringify(state)}\n\n`));
      const breath = setInterval(() => say(': \n\n'), breatheMs);
      events.once('close', () => {
        clearInterval(breath);
        stop();
      });
      return reply.headers({ 'x-accel-buffering': 'no' }).type('text/event-stream; charset=utf-8').send(events);
    },
  });
}
