import type { FastifyInstance } from 'fastify';
import { bookDay } from '../domain/time/book-days.ts';
import { Trouble } from '../domain/trouble.ts';

/** Under these names requests have days, in the query as in the body. */
const NAMES = ['from', 'to', 'through', 'cutOver', 'knownOn'] as const;

type Days = Readonly<Partial<Record<(typeof NAMES)[number], unknown>>>;

/** Whatever is asked or told of days: they are such as books have, and in their order. */
export function refuseOddDays(app: FastifyInstance): void {
  app.addHook('preHandler', async ({ query, body }) => {
    for (const given of [query, body]) {
      if (typeof given === 'object' && given !== null) refuseOdd(given);
    }
  });
}

function refuseOdd(given: Days): void {
  for (const name of NAMES) {
    const day = given[name];
    if (typeof day === 'string') bookDay(day);
  }
  const { from, to } = given;
  if (typeof from === 'string' && typeof to === 'string' && from > to) {
    throw new Trouble(`${from} is after ${to}`, 'give the earlier day as from');
  }
}
