import { isCurrency } from '../../domain/money/currency.ts';
import { type Exact, exact } from '../../domain/money/exact.ts';
import type { Currency } from '../../domain/money/minor.ts';
import { type Instant, parseInstant } from '../../domain/time/when.ts';
import { isObject, type Json, ShapeError } from '../shape.ts';

/** What both shapes of one node need to be read. */
interface Dialect {
  readonly isRest: boolean;
  /** The order's, where the payload is one. */
  readonly currency: Currency | null;
  /** Shop money is presentment money too, so that a plain amount or a bag without presentment money can be taken. */
  readonly isOneCurrency: boolean;
}

/** Reads one node by the names it has in either shape: GraphQL's first, REST's second. */
export class Node {
  readonly json: Json;
  readonly path: string;
  readonly dialect: Dialect;

  constructor(json: Json, path: string, dialect: Dialect) {
    this.json = json;
    this.path = path;
    this.dialect = dialect;
  }

  value(graphql: string, rest: string): unknown {
    return this.json[this.dialect.isRest ? rest : graphql];
  }

  /** The number both shapes share: "gid://shopify/Order/1?x=y" and 1 are '1'. Null where there is none. */
  idOrNull(): string | null {
    return numberOf(this.json.id);
  }

  id(): string {
    return this.idOrNull() ?? this.fail('id', 'expected an id');
  }

  /** The id of another node: an object with an id, or the id itself. */
  reference(graphql: string, rest: string): string | null {
    const value = this.value(graphql, rest);
    return numberOf(isObject(value) ? value.id : value);
  }

  required(graphql: string, rest: string): string {
    return this.reference(graphql, rest) ?? this.fail(graphql, 'expected an id');
  }

  text(graphql: string, rest: string): string {
    const value = this.value(graphql, rest);
    return typeof value === 'string' ? value : '';
  }

  flag(graphql: string, rest: string): boolean {
    return this.value(graphql, rest) === true;
  }

  integer(graphql: string, rest: string): number {
    const value = this.value(graphql, rest);
    return typeof value === 'number' && Number.isSafeInteger(value)
      ? value
      : this.fail(graphql, 'expected a whole number');
  }

  instantOrNull(graphql: string, rest: string): Instant | null {
    const value = this.value(graphql, rest);
    if (value === undefined || value === null) return null;
    return (
      (typeof value === 'string' ? parseInstant(value) : null) ?? this.fail(graphql, 'expected an ISO 8601 instant')
    );
  }

  instant(graphql: string, rest: string): Instant {
    return this.instantOrNull(graphql, rest) ?? this.fail(graphql, 'expected an ISO 8601 instant');
  }

  /** The presentment amount of a money bag; `plain` is REST's older name of the same amount in shop money. */
  moneyOrNull(graphql: string, rest: string, plain = ''): Exact | null {
    const bag = this.value(graphql, rest);
    if (isObject(bag)) return this.inPresentment(bag, graphql);
    const amount = this.dialect.isRest && plain !== '' ? this.json[plain] : undefined;
    if (amount === undefined || amount === null) return null;
    if (!this.dialect.isOneCurrency) return this.fail(graphql, 'expected presentment money');
    return this.exact(amount, graphql);
  }

  money(graphql: string, rest: string, plain = ''): Exact {
    return this.moneyOrNull(graphql, rest, plain) ?? this.fail(graphql, 'expected an amount');
  }

  inPresentment(bag: Json, name: string): Exact {
    const money = bag[this.dialect.isRest ? 'presentment_money' : 'presentmentMoney'];
    const shop = bag[this.dialect.isRest ? 'shop_money' : 'shopMoney'];
    const found = isObject(money) ? money : this.dialect.isOneCurrency ? shop : undefined;
    return this.exact(isObject(found) ? found.amount : undefined, name);
  }

  exact(value: unknown, name: string): Exact {
    const read = typeof value === 'string' || typeof value === 'number' ? exact(value) : null;
    return read ?? this.fail(name, 'expected an amount');
  }

  /** An ISO 4217 code; where there is none, the order's. */
  currency(code: unknown, name: string): Currency {
    if ((code === undefined || code === null) && this.dialect.currency !== null) return this.dialect.currency;
    const upper = typeof code === 'string' ? code.toUpperCase() : '';
    if (!isCurrency(upper))
      throw new ShapeError(`${this.path}.${name}`, `'${upper}' is not an ISO 4217 currency`, 'unknown-currency');
    return upper;
  }

  /** A list of nodes, or a connection's; null where the shape does not speak of it. A page of more is refused. */
  nodesOrNull(graphql: string, rest: string): Node[] | null {
    const value = this.value(graphql, rest);
    if (value === undefined || value === null) return null;
    const path = `${this.path}.${this.dialect.isRest ? rest : graphql}`;
    const items = Array.isArray(value) ? value : this.#itemsOf(value, graphql);
    return items.map((item) => {
      if (!isObject(item)) throw new ShapeError(path, 'expected a list of objects');
      return new Node(item, path, this.dialect);
    });
  }

  nodes(graphql: string, rest: string): Node[] {
    return this.nodesOrNull(graphql, rest) ?? [];
  }

  #itemsOf(connection: unknown, name: string): unknown[] {
    if (!isObject(connection)) return this.fail(name, 'expected a list');
    const { nodes, edges, pageInfo } = connection;
    if (isObject(pageInfo) && pageInfo.hasNextPage === true) return this.fail(name, 'only the first page of it');
    if (Array.isArray(nodes)) return nodes;
    if (Array.isArray(edges)) return edges.map((edge: unknown) => (isObject(edge) ? edge.node : edge));
    return this.fail(name, 'expected a list');
  }

  fail(name: string, expected: string): never {
    throw new ShapeError(`${this.path}.${name}`, expected);
  }
}

export function numberOf(id: unknown): string | null {
  if (typeof id === 'number' && Number.isSafeInteger(id)) return String(id);
  if (typeof id !== 'string') return null;
  const [number = ''] = id.slice(id.lastIndexOf('/') + 1).split('?');
  return /^\d+$/.test(number) ? number : null;
}

/** A node by itself: its own money bags name the currency. */
export function nodeOf(record: Json, path: string): Node {
  const isRest = typeof record.id !== 'string' || !record.id.startsWith('gid://');
  return new Node(record, path, { isRest, currency: null, isOneCurrency: true });
}
