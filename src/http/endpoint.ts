import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { jsonSchemaOf } from './json-schema.ts';

/** One thing the API answers, with what it takes and gives as schemas. */
export interface Endpoint<Params, Query, Body, Answer> {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  readonly params: z.ZodType<Params>;
  readonly query: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  readonly answer: z.ZodType<Answer>;
  /** What is sent as multipart/form-data: told in the document; whoever takes it checks it part by part. */
  readonly form?: z.ZodType;
  /** For everybody, signed in or not. */
  readonly isOpen?: true;
  /** Other forms in which it can answer, by content type. */
  readonly forms?: readonly string[];
  /** 200 unless said otherwise. */
  readonly status?: 201 | 202;
  /** Gives the answer, or the reply where it was sent in another form. */
  handle(request: Asked<Params, Query, Body>, reply: FastifyReply): Promise<Answer | FastifyReply>;
}

export interface Asked<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly raw: FastifyRequest;
}

export const nothing = z.strictObject({});

export function addEndpoint<Params, Query, Body, Answer>(
  app: FastifyInstance,
  endpoint: Endpoint<Params, Query, Body, Answer>,
): void {
  const { method = 'GET', path, summary, description, tag, params, query, body, form, answer, forms = [] } = endpoint;
  const { status, isOpen } = endpoint;
  const answered = { schema: jsonSchemaOf(app, answer, 'output') };
  app.route({
    method,
    url: path,
    schema: {
      summary,
      ...(description !== undefined && { description }),
      tags: [tag],
      operationId: operationIdOf(method, path),
      ...(params !== (nothing as unknown) && { params: jsonSchemaOf(app, params, 'input') }),
      ...(query !== (nothing as unknown) && { querystring: jsonSchemaOf(app, query, 'input') }),
      ...(body !== undefined && { body: jsonSchemaOf(app, body, 'input') }),
      ...(form !== undefined && { form: jsonSchemaOf(app, form, 'input') }),
      ...(isOpen && { security: [] }),
      response: {
        [status ?? 200]: {
          description: 'The answer',
          content: { 'application/json': answered, ...formsOf(forms) },
        },
        ...problems(app),
      },
    },
    handler: async (request, reply) => {
      if (status !== undefined) reply.code(status);
      // What comes here has been checked against these very schemas.
      const asked = { params: request.params as Params, query: request.query as Query, body: request.body as Body };
      return await endpoint.handle({ ...asked, raw: request }, reply);
    },
  });
}

/** What answers with a stream of text, or by itself. */
export interface Stream<Params, Query> {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  readonly params: z.ZodType<Params>;
  readonly query: z.ZodType<Query>;
  readonly type: string;
  handle(request: Asked<Params, Query, unknown>, reply: FastifyReply): Promise<FastifyReply>;
}

export function addStream<Params, Query>(app: FastifyInstance, stream: Stream<Params, Query>): void {
  const { method = 'GET', path, summary, description, tag, params, query, type } = stream;
  app.route({
    method,
    url: path,
    schema: {
      summary,
      ...(description !== undefined && { description }),
      tags: [tag],
      operationId: operationIdOf(method, path),
      ...(params !== (nothing as unknown) && { params: jsonSchemaOf(app, params, 'input') }),
      ...(query !== (nothing as unknown) && { querystring: jsonSchemaOf(app, query, 'input') }),
      response: { 200: { description: 'The answer', content: formsOf([type]) }, ...problems(app) },
    },
    handler: (request, reply) =>
      stream.handle(
        { params: request.params as Params, query: request.query as Query, body: request.body, raw: request },
        reply,
      ),
  });
}

const problem = z
  .object({
    type: z.string().describe('A name for this kind of problem'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('The cause'),
    remedy: z.string().describe('What to do'),
    field: z.string().optional().describe('The field of the request that is wrong, where it is one'),
    id: z.string().describe('The log has it too'),
  })
  .meta({ id: 'Problem' });

/** Written by the error handler itself, so that this only tells of them. */
function problems(app: FastifyInstance) {
  const content = { 'application/problem+json': { schema: jsonSchemaOf(app, problem, 'output') } };
  return {
    '4xx': { description: 'What is wrong, and what to do', content },
    '5xx': { description: 'It failed; the log says how, under the same id', content },
  };
}

function formsOf(types: readonly string[]) {
  return Object.fromEntries(types.map((type) => [type, { schema: { type: 'string' } }]));
}

/** `GET /api/books/:book/orders/:document` → `getBookOrdersByDocument`: a name for generated clients. */
function operationIdOf(method: string, path: string): string {
  const words = path
    .replace(/^\/api\//, '')
    .replace('books/:book', 'book')
    .split(/[/.-]/)
    .filter((word) => word !== '');
  const name = words.map((word) => (word.startsWith(':') ? `By${capital(word.slice(1))}` : capital(word))).join('');
  return `${method.toLowerCase()}${name}`;
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
