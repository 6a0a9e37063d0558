import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

export interface SentFile {
  readonly name: string;
  readonly type: string;
  readonly content: Readable | Buffer | string;
}

/** Answers with what a browser is to keep as a file. */
export function sendFile(reply: FastifyReply, { name, type, content }: SentFile): FastifyReply {
  const plain = name.replace(/[^\w .()-]/g, '_');
  const disposition = `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`;
  return reply.type(type).header('content-disposition', disposition).send(content);
}
