import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Context } from './context.ts';
import { addEndpoint, nothing } from './endpoint.ts';

export function addHealthEndpoint(app: FastifyInstance, { session }: Context): void {
  addEndpoint(app, {
    path: '/healthz',
    summary: 'Whether the books can be read; for everybody',
    tag: 'Server',
    isOpen: true,
    params: nothing,
    query: nothing,
    answer: z.object({ status: z.literal('ok') }),
    handle: async () => {
      await session.database.pool.query('select');
      return { status: 'ok' as const };
    },
  });
}
