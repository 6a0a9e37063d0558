import { type Api, type ApiAnswer, ApiError } from '../contract.ts';
import { isObject, type Json, optionalText } from '../shape.ts';
import type { Operation } from './documents.ts';

/** What an operation gave, and the answer it stood in. */
export interface Answered {
  readonly data: Json;
  readonly answer: ApiAnswer;
}

/** Asks the Admin API. GraphQL says 200 to what it refuses too: all but whole data is thrown as an ApiError. */
export async function ask(api: Api, operation: Operation, variables: Json = {}): Promise<Answered> {
  const answered = await attempt(api, operation, variables);
  if (!(answered instanceof ApiError)) return answered;
  throw answered.kind === 'forbidden' && !(await isSignedIn(api)) ? signedOut() : answered;
}

const WHO: Operation = { name: 'Who', document: 'query Who { activeChannel { id } }' };

/** Vendure says FORBIDDEN both to who may not and to who is not signed in (any more). */
async function isSignedIn(api: Api): Promise<boolean> {
  const who = await attempt(api, WHO, {});
  return !(who instanceof ApiError && who.kind === 'forbidden');
}

function signedOut(): ApiError {
  return new ApiError('unauthorised', 'Vendure does not take the API key, or has ended the session', 200);
}

async function attempt(api: Api, { name, document }: Operation, variables: Json): Promise<Answered | ApiError> {
  const answer = await api.send({
    method: 'POST',
    path: '',
    body: { operationName: name, query: document, variables },
    repeatable: true,
  });
  if (answer.status === 404) return new ApiError('refused', 'there is no Admin API at this address', 404);
  const body = answer.json();
  const [error] = isObject(body) && Array.isArray(body.errors) ? body.errors : [];
  if (error !== undefined) return refusal(error, name, answer.status);
  if (!isObject(body) || !isObject(body.data)) {
    return new ApiError('unreadable', `Vendure answered ${name} with neither data nor an error`, answer.status);
  }
  return { data: body.data, answer };
}

const KINDS: Readonly<Record<string, ApiError['kind']>> = {
  FORBIDDEN: 'forbidden',
  UNAUTHORIZED: 'unauthorised',
  INTERNAL_SERVER_ERROR: 'unavailable',
};

/** Its code and place; its message only where it is about our document, since others may quote the data. */
function refusal(error: unknown, operation: string, status: number): ApiError {
  const from = isObject(error) ? error : {};
  const code = isObject(from.extensions) ? optionalText(from.extensions, 'code') : '';
  const at = Array.isArray(from.path) ? ` at ${from.path.join('.')}` : '';
  const why = code === 'GRAPHQL_VALIDATION_FAILED' ? `: ${optionalText(from, 'message')}` : '';
  return new ApiError(
    KINDS[code] ?? 'refused',
    `Vendure refused ${operation} (${code || 'no code'}${at})${why}`,
    status,
  );
}
