import { type Api, type ApiAnswer, ApiError, type ApiRequest } from '../contract.ts';
import { isObject, type Json, object } from '../shape.ts';

/** What the Admin API gave, and the answer it stood in. */
export interface Answered {
  readonly body: Json;
  readonly answer: ApiAnswer;
}

/** Reads from the Admin API; a 404 is an ApiError here, since a list is always there. */
export async function get(api: Api, path: string, query: NonNullable<ApiRequest['query']> = {}): Promise<Answered> {
  const found = await find(api, path, query);
  if (found === null) throw new ApiError('refused', `Medusa knows nothing of ${path}`, 404);
  return found;
}

/** Null where Medusa says that there is no such thing; a 404 of another's making says nothing of the shop's data. */
export async function find(api: Api, path: string, query: NonNullable<ApiRequest['query']>): Promise<Answered | null> {
  const answer = await api.send({ method: 'GET', path, query });
  const body = answer.status === 404 ? notFound(answer) : answer.json();
  return body === null ? null : { body: object(body, path), answer };
}

function notFound(answer: ApiAnswer): null {
  const body: unknown = answer.text.startsWith('{') ? answer.json() : null;
  if (isObject(body) && body.type === 'not_found') return null;
  throw new ApiError('refused', 'there is no Admin API of Medusa at this address', 404);
}
