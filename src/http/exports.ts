import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { bookNamed } from '../books/book.ts';
import { exportBook, exportFormats } from '../books/export/export.ts';
import type { Context } from './context.ts';
import { addStream, nothing } from './endpoint.ts';
import { sendFile } from './files.ts';
import { bookParams } from './schemas.ts';

const endings = { hledger: 'journal', beancount: 'beancount', csv: 'csv' } as const;

export function addExportEndpoints(app: FastifyInstance, { session }: Context): void {
  addStream(app, {
    path: '/api/books/:book/export/:format',
    summary: 'A whole book for other programs',
    description: 'As it is at this moment. An export that fails on the way ends without its last chunk.',
    tag: 'Export',
    params: bookParams.extend({ format: z.enum(exportFormats) }),
    query: nothing,
    type: 'text/plain',
    handle: async ({ params: { book, format } }, reply) => {
      const { bookId, name } = await bookNamed(session, book);
      const type = `text/${format === 'csv' ? 'csv' : 'plain'}; charset=utf-8`;
      const content = Readable.from(exportBook(session, bookId, format));
      return sendFile(reply, { name: `${name}.${endings[format]}`, type, content });
    },
  });
}
