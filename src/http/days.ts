import type { FastifyInstance } from 'fastify';
import { Trouble } from '../domain/trouble.ts';

const FIRST = '1900-01-01';
const LAST = '2199-12-31';

/** Whatever is asked of a period: its days are such as books have, and in their order. */
export function refuseOddPeriods(app: FastifyInstance): void {
  app.addHook('preHandler', async ({ query }) => {
    const { from, to } = query as { readonly from?: unknown; readonly to?: unknown };
    for (const day of [from, to]) {
      if (typeof day === 'string' && (day < FIRST || day > LAST)) {
        throw new Trouble(`${day} is beyond all books`, `give a day from ${FIRST} to ${LAST}`);
      }
    }
    if (typeof from === 'string' && typeof to === 'string' && from > to) {
      throw new Trouble(`${from} is after ${to}`, 'give the earlier day as from');
    }
  });
}
