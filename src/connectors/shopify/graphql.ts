import { type Api, type ApiAnswer, ApiError } from '../contract.ts';
import { isObject, type Json } from '../shape.ts';
import { API_VERSION, type Document } from './documents.ts';

const PATH = `/admin/api/${API_VERSION}/graphql.json`;

/** How often a request is made that Shopify answers with "throttled". */
const TRIES = 4;

/** What Shopify would not show of people: data about them are left out, and everything else stands. */
const PERSONAL: ReadonlySet<string> = new Set(['customer', 'email', 'billingAddress', 'shippingAddress']);

/** The document asks for more in one request than a request may cost. */
export class TooCostlyError extends ApiError {
  constructor() {
    super('refused', 'Shopify refuses the request: it costs more than one request may');
  }
}

/** Data of a GraphQL answer, and the answer itself. */
export interface Told {
  readonly data: Json;
  readonly answer: ApiAnswer;
}

/**
 * Runs a document. Shopify's errors come with status 200: they are thrown as ApiErrors of the fitting kind, save that
 * people's data may be withheld. A throttled request is made again with the cost that Shopify names, so that the budget
 * waits until the bucket holds it.
 */
export async function ask(api: Api, document: Document, variables: Json): Promise<Told> {
  const isQuery = document.text.startsWith('query');
  let { cost } = document;
  for (let attempt = 1; ; attempt += 1) {
    const body = { query: document.text, variables };
    const answer = await api.send({ method: 'POST', path: PATH, body, cost, repeatable: isQuery });
    if (answer.status === 404) throw new ApiError('refused', 'there is no Shopify shop at this address', 404);
    const told = answer.json();
    const error = errorOf(told);
    if (error === null) return { data: dataOf(told), answer };
    if (error.kind !== 'throttled' || attempt === TRIES) throw error;
    cost = costOf(told) ?? cost;
  }
}

function dataOf(told: unknown): Json {
  if (isObject(told) && isObject(told.data)) return told.data;
  throw new ApiError('unreadable', 'Shopify answered without data');
}

/** Points the request asks for by Shopify's own count. */
function costOf(told: unknown): number | null {
  const cost = isObject(told) && isObject(told.extensions) ? told.extensions.cost : null;
  const requested = isObject(cost) ? cost.requestedQueryCost : null;
  return typeof requested === 'number' ? requested : null;
}

function errorOf(told: unknown): ApiError | null {
  const errors = isObject(told) ? told.errors : undefined;
  if (errors === undefined || errors === null) return null;
  if (!Array.isArray(errors)) return new ApiError('refused', `Shopify refuses the request: ${sentence(errors)}`);
  const worst = errors.find((error: unknown) => !isWithheld(error));
  return worst === undefined ? null : errorFrom(isObject(worst) ? worst : {});
}

function errorFrom(error: Json): ApiError {
  const code = isObject(error.extensions) ? error.extensions.code : undefined;
  switch (code) {
    case 'THROTTLED':
      return new ApiError('throttled', 'Shopify asks for fewer requests');
    case 'MAX_COST_EXCEEDED':
      return new TooCostlyError();
    case 'ACCESS_DENIED':
      return new ApiError('forbidden', `Shopify does not allow it: ${sentence(error.message)}`);
    case 'INTERNAL_SERVER_ERROR':
    case 'TIMEOUT':
      return new ApiError('unavailable', `Shopify could not answer (${code})`);
    default:
      return new ApiError('refused', `Shopify refuses the request: ${sentence(error.message)}`);
  }
}

function isWithheld(error: unknown): boolean {
  if (!isObject(error) || !isObject(error.extensions) || error.extensions.code !== 'ACCESS_DENIED') return false;
  return Array.isArray(error.path) && error.path.some((step) => typeof step === 'string' && PERSONAL.has(step));
}

/** The beginning of what Shopify says. */
export function sentence(message: unknown): string {
  return typeof message === 'string' ? message.slice(0, 200) : 'no reason given';
}

/** `userErrors` of a mutation: Shopify's refusal of what was asked, as one sentence; null where there are none. */
export function userError(payload: unknown): string | null {
  const errors = isObject(payload) && Array.isArray(payload.userErrors) ? payload.userErrors : [];
  const messages = errors.map((error: unknown) => sentence(isObject(error) ? error.message : undefined));
  return messages.length === 0 ? null : messages.join('; ');
}

/** One page of a connection. */
export interface Connection {
  readonly nodes: readonly Json[];
  /** The cursor of the next page; null: this was the last. */
  readonly next: string | null;
}

/** Reads a page of a connection; throws where the answer has none. */
export function connection(value: unknown): Connection {
  if (!isObject(value) || !Array.isArray(value.nodes) || !isObject(value.pageInfo)) {
    throw new ApiError('unreadable', 'Shopify answered without the page that was asked for');
  }
  const { hasNextPage, endCursor } = value.pageInfo;
  if (hasNextPage === true && typeof endCursor !== 'string') {
    throw new ApiError('unreadable', 'Shopify names no cursor for the next page');
  }
  return {
    nodes: value.nodes.filter(isObject),
    next: hasNextPage === true && typeof endCursor === 'string' ? endCursor : null,
  };
}
