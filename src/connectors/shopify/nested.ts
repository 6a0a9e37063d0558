import { type Api, ApiError } from '../contract.ts';
import { isObject, type Json } from '../shape.ts';
import { REST_COST, restDocument } from './documents.ts';
import { ask, connection } from './graphql.ts';

/**
 * A record with every nested list read to its end: where one page of a list was shown, further ones are asked for, and
 * the list is stated as `{nodes}` without cursors, which differ from reading to reading. Throws an ApiError where the
 * record has gone meanwhile.
 */
export async function complete(api: Api, record: Json): Promise<Json> {
  const rest = new Map<unknown, readonly Json[]>();
  for (const open of openLists(record, null)) rest.set(open.list, await restOf(api, open));
  return closed(record, rest);
}

interface OpenList {
  /** The gid of the object that has the list. */
  readonly owner: string;
  readonly field: string;
  readonly list: Json;
}

function* openLists(value: unknown, within: string | null): Iterable<OpenList> {
  if (Array.isArray(value)) for (const item of value) yield* openLists(item, within);
  if (!isObject(value)) return;
  const owner = typeof value.id === 'string' ? value.id : within;
  for (const [field, inner] of Object.entries(value)) {
    if (typeof inner !== 'object' || inner === null) continue;
    if (owner !== null && isObject(inner) && isPage(inner) && connection(inner).next !== null) {
      yield { owner, field, list: inner };
    }
    yield* openLists(inner, owner);
  }
}

function isPage(value: Json): boolean {
  return 'pageInfo' in value;
}

async function restOf(api: Api, { owner, field, list }: OpenList): Promise<Json[]> {
  const text = restDocument(typeOf(owner), field);
  if (text === null) throw new ApiError('unreadable', `Shopify pages a list that is not known to be paged, ${field}`);
  const nodes: Json[] = [];
  let after = connection(list).next;
  while (after !== null) {
    const { data } = await ask(api, { text, cost: REST_COST }, { id: owner, after });
    if (!isObject(data.node)) throw new ApiError('unreadable', 'what Shopify listed was gone while it was read');
    const page = connection(data.node[field]);
    if (page.next === after) throw new ApiError('unreadable', `Shopify shows the same page of ${field} again`);
    for (const node of page.nodes) nodes.push(await complete(api, node));
    after = page.next;
  }
  return nodes;
}

/** 'gid://shopify/Order/1' is an Order. */
function typeOf(gid: string): string {
  return /^gid:\/\/shopify\/(\w+)\//.exec(gid)?.[1] ?? '';
}

function closed(record: Json, rest: ReadonlyMap<unknown, readonly Json[]>): Json {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, closedValue(value, rest)]));
}

function closedValue(value: unknown, rest: ReadonlyMap<unknown, readonly Json[]>): unknown {
  if (Array.isArray(value)) return value.map((item) => closedValue(item, rest));
  if (!isObject(value)) return value;
  if (!isPage(value)) return closed(value, rest);
  const nodes = connection(value).nodes.map((node) => closed(node, rest));
  return { nodes: [...nodes, ...(rest.get(value) ?? [])] };
}
