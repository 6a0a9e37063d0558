import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Missing, Trouble, WrongField } from '../domain/trouble.ts';
import { guardContent } from './content-guard.ts';

/** What stands in the way of this request is the state of the books: there already, or no longer open. */
export class Conflict extends Trouble {}

/** What no schema can say of a request that is not as it should be. */
export class Unreadable extends Trouble {}

/** What is refused whatever it asks for: the wrong host or origin, or nobody who is known. */
export class Refused extends Trouble {
  readonly status: 401 | 403 | 421;

  constructor(status: 401 | 403 | 421, cause: string, remedy: string) {
    super(cause, remedy);
    this.status = status;
  }
}

/** RFC 9457, with the remedy beside the cause and an id that the log has too. */
interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** The cause. */
  readonly detail: string;
  readonly remedy: string;
  /** The field of the request that is wrong, where it is one. */
  readonly field?: string;
  readonly id: string;
}

const kinds = {
  400: { name: 'not-understood', title: 'The request is not understood' },
  401: { name: 'not-signed-in', title: 'Nobody is signed in' },
  403: { name: 'not-allowed', title: 'This is not allowed' },
  404: { name: 'not-found', title: 'There is no such thing' },
  409: { name: 'conflict', title: 'The books are not so' },
  413: { name: 'too-large', title: 'It is too large' },
  415: { name: 'wrong-content', title: 'It is in no form that is taken' },
  421: { name: 'wrong-host', title: 'This name is not served' },
  422: { name: 'cannot-be-done', title: 'It cannot be done' },
  500: { name: 'fault', title: 'It failed' },
} as const;

type Status = keyof typeof kinds;

const isKnown = (status: number): status is Status => status in kinds;

/** Every refusal says cause and remedy; a fault of the program keeps its words for the log, under the same id. */
export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const words = wordsFor(error, request);
    const { status } = words;
    if (status === 500) {
      request.log.error({ id: request.id, route: routeOf(request), err: forLog(error) }, 'a request failed');
    }
    return send(reply, request, words);
  });
}

/** An address that cannot be read meets no route, and so no hook: its answer is guarded by hand. */
export function sendUnreadable(_error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  guardContent(reply);
  const detail = 'the address cannot be read';
  send(reply, request, { status: 400, detail, remedy: 'encode what is no letter or digit as UTF-8, then by %' });
}

export function sendNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const detail = `${request.method} ${request.url.split('?')[0]} is nothing`;
  return send(reply, request, { status: 404, detail, remedy: 'see /api/openapi.json for what there is' });
}

function send(reply: FastifyReply, request: FastifyRequest, { status, ...words }: Words) {
  const { name, title } = kinds[status];
  const problem: Problem = { type: `urn:bookkeeper:${name}`, title, status, ...words, id: request.id };
  return reply
    .code(status)
    .type('application/problem+json; charset=utf-8')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(problem);
}

/** What a database says besides may hold the very data it could not take. */
export function forLog(error: unknown) {
  const { message, code, stack } = error instanceof Error ? (error as FastifyError) : { message: String(error) };
  return { message, code, stack };
}

/** The pattern, not the address: what is asked for may name a person. */
const routeOf = ({ method, routeOptions }: FastifyRequest) => `${method} ${routeOptions.url ?? ''}`.trim();

interface Words {
  readonly status: Status;
  readonly detail: string;
  readonly remedy: string;
  readonly field?: string;
}

const seeDocument = 'see /api/openapi.json for what is taken';

function wordsFor(error: FastifyError, request: FastifyRequest): Words {
  if (error instanceof Trouble) {
    const { cause: detail, remedy } = error.inParts();
    return { status: statusOf(error), detail, remedy, ...(error instanceof WrongField && { field: error.field }) };
  }
  if (error.validation !== undefined) return { status: 400, detail: faultOf(error), remedy: seeDocument };
  const { statusCode = 500, message } = error;
  if (statusCode >= 400 && statusCode < 500) {
    return { status: isKnown(statusCode) ? statusCode : 400, detail: message, remedy: seeDocument };
  }
  return { status: 500, detail: 'it failed', remedy: `try again; if it stays, look for ${request.id} in the log` };
}

function statusOf(error: Trouble): Status {
  if (error instanceof Missing) return 404;
  if (error instanceof Conflict) return 409;
  if (error instanceof Unreadable) return 400;
  return error instanceof Refused ? error.status : 422;
}

/** "limit must be <= 1000": the place, then what is wrong with it. */
function faultOf({ validation, validationContext }: FastifyError): string {
  const [first] = validation ?? [];
  if (first === undefined) return 'the request is not as it should be';
  const { instancePath, params, keyword, message } = first;
  const place = instancePath.slice(1).replaceAll('/', '.');
  const where = { querystring: 'query', params: 'address', headers: 'header', body: 'body' }[
    validationContext ?? 'body'
  ];
  if (keyword === 'additionalProperties') {
    return `there is no "${String(params.additionalProperty)}" in ${place === '' ? `the ${where}` : place}`;
  }
  if (keyword === 'required') return `"${String(params.missingProperty)}" is missing in the ${where}`;
  if (keyword === 'enum') return `${place} must be one of ${(params.allowedValues as unknown[]).join(', ')}`;
  if (params.format === 'date' || (keyword === 'pattern' && message?.includes('\\d\\d[2468]'))) {
    return `${place} must be a day (YYYY-MM-DD)`;
  }
  return `${place === '' ? `the ${where}` : place} ${message}`;
}
