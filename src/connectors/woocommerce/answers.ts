import { type Api, type ApiAnswer, ApiError, type ApiRequest } from '../contract.ts';
import { isObject, type Json, optionalText } from '../shape.ts';

/** Rows of a page: the most that REST v3 gives. */
export const ROWS_MAX = 100;

/** Places in a spoilt answer where its JSON may begin. */
const BEGINNINGS_MAX = 20;

/** One object as the store wrote it. */
export interface Row {
  readonly raw: string;
  readonly body: Json;
}

/** One page of a collection. */
export interface Rows {
  readonly rows: readonly Row[];
  /** How many the whole collection has. */
  readonly total: number;
  readonly pages: number;
  readonly answer: ApiAnswer;
}

/** The codes of a 404 that says: this document does not exist. Any other (a plugin switched off) says nothing of it. */
export const GONE = /_invalid_id$|_invalid_order_id$/;
/** The code of a 404 that says: this version of the store has no such collection. */
export const NO_ROUTE = /^rest_no_route$/;

/** One object; null where the store answers 404 with a code of `absent`. Throws an ApiError for all else. */
export async function objectAt(api: Api, path: string, absent: RegExp): Promise<(Row & { answer: ApiAnswer }) | null> {
  const answer = await api.send({ method: 'GET', path });
  const raw = jsonIn(answer.text);
  const body: unknown = parsed(raw);
  if (answer.status === 404) return notFound(path, body, absent);
  if (isObject(body)) return { raw, body, answer };
  throw unreadable(path);
}

/** One page of a collection; null where the store answers 404 with a code of `absent`. Throws an ApiError for all else. */
export async function rowsAt(
  api: Api,
  path: string,
  query: NonNullable<ApiRequest['query']>,
  absent: RegExp | null = null,
): Promise<Rows | null> {
  const answer = await api.send({ method: 'GET', path, query: { per_page: ROWS_MAX, ...query } });
  const list = jsonIn(answer.text);
  const bodies: unknown = parsed(list);
  if (answer.status === 404) return notFound(path, bodies, absent);
  const total = countIn(answer, 'x-wp-total');
  const pages = countIn(answer, 'x-wp-totalpages');
  if (!Array.isArray(bodies) || !bodies.every(isObject) || total === null || pages === null) throw unreadable(path);
  const raws = elementsOf(list);
  return { rows: bodies.map((body, index) => ({ raw: raws[index] ?? '', body })), total, pages, answer };
}

/**
 * The pages of a collection in order of id, the last page first. What is taken out of it meanwhile moves the rows behind
 * it towards the front, to pages still to be read: some come twice, none is left out.
 */
export async function* pagesBackwards(
  api: Api,
  path: string,
  query: NonNullable<ApiRequest['query']>,
  absent: RegExp | null = null,
): AsyncGenerator<Rows> {
  const byId = { ...query, orderby: 'id', order: 'asc' };
  const first = await rowsAt(api, path, byId, absent);
  if (first === null) return;
  for (let page = first.pages; page > 1; page -= 1) {
    const rows = await rowsAt(api, path, { ...byId, page }, absent);
    if (rows !== null) yield rows;
  }
  const again = first.pages > 1 ? await rowsAt(api, path, byId, absent) : first;
  if (again !== null) yield again;
}

/** An answer's JSON, parsed; throws an ApiError where it holds none. */
export function jsonOf(answer: ApiAnswer): unknown {
  return parsed(jsonIn(answer.text));
}

/**
 * The JSON of an answer. Where a site shows PHP's notices they stand before it, on lines of their own; WordPress writes
 * JSON on one line, and an answer that begins with it is taken whole. Throws an ApiError where there is none: a page of
 * the maintenance mode, or of whatever stands before the shop.
 */
function jsonIn(text: string): string {
  const body = text.replace(/^\uFEFF/, '').trim();
  if (/^[{[]/.test(body)) return body;
  const beginnings = [...body.matchAll(/(?<=[\n>]\s*)[{[]/g)].slice(0, BEGINNINGS_MAX);
  for (const { index } of beginnings) if (isJson(body.slice(index))) return body.slice(index);
  throw new ApiError(
    'unreadable',
    'the store answered with a page instead of data: it is in maintenance, or a firewall or security plugin stands before /wp-json',
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError('unreadable', "the store's answer breaks off or is no JSON");
  }
}

/** The objects of a list as they stand in its text, which is known to be a well-formed list of objects. */
function elementsOf(list: string): string[] {
  const elements: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < list.length; at += 1) {
    const sign = list[at];
    if (sign === '"') at = endOfText(list, at);
    else if (sign === '{' || sign === '[') {
      if (depth === 1) start = at;
      depth += 1;
    } else if (sign === '}' || sign === ']') {
      depth -= 1;
      if (depth === 1) elements.push(list.slice(start, at + 1));
    }
  }
  return elements;
}

/** Where the quoted text that begins there has its closing quote. */
function endOfText(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at;
}

function countIn(answer: ApiAnswer, header: string): number | null {
  const text = answer.headers[header] ?? '';
  return /^\d+$/.test(text) ? Number(text) : null;
}

function notFound(path: string, body: unknown, absent: RegExp | null): null {
  const code = isObject(body) ? optionalText(body, 'code') : '';
  if (absent?.test(code)) return null;
  throw new ApiError(
    'unavailable',
    `the store has no ${path}: WooCommerce is switched off, its permalinks are plain, or the address is another's`,
    404,
  );
}

function unreadable(path: string): ApiError {
  return new ApiError('unreadable', `the store's answer to ${path} is not as WooCommerce gives it`);
}
