import { instant } from '../../domain/time/when.ts';
import type { Api, ApiAnswer, ApiRequest } from '../contract.ts';
import { isObject, type Json } from '../shape.ts';

type Filter = Readonly<Record<string, unknown>>;

interface Options {
  readonly take?: number;
  readonly skip?: number;
  readonly sort?: Readonly<Record<string, string>>;
  readonly filter?: Filter;
}

interface Asked {
  readonly operationName: string;
  readonly query: string;
  readonly variables: { readonly id?: string; readonly options?: Options; readonly history?: Options };
}

/** A Vendure for tests: answers our operations from the orders and variants it is given, with filters and pages. */
export class TestShop implements Api {
  readonly orders: Json[];
  readonly variants: readonly Json[];
  /** What was asked, by name. */
  readonly asked: ApiRequest[] = [];
  /** Refused operations, with the code they are refused with. */
  readonly refusals = new Map<string, string>();
  /** Called before each answer. */
  before: () => void = () => {};
  now = Date.parse('2026-11-21T18:00:00Z');

  constructor({
    orders = [],
    variants = [],
  }: { readonly orders?: readonly Json[]; readonly variants?: readonly Json[] }) {
    this.orders = [...orders];
    this.variants = variants;
  }

  async send(request: ApiRequest): Promise<ApiAnswer> {
    this.before();
    this.asked.push(request);
    const { operationName, variables } = request.body as Asked;
    const code = this.refusals.get(operationName);
    if (code !== undefined)
      return this.answer({ errors: [{ message: 'No.', path: ['x'], extensions: { code } }], data: null });
    return this.answer({ data: this.#dataOf(operationName, variables) });
  }

  answer(body: unknown, status = 200): ApiAnswer {
    const text = JSON.stringify(body);
    const headers = { date: new Date(this.now).toUTCString(), 'vendure-auth-token': 'a token' };
    return { status, headers, text, json: () => JSON.parse(text), sentAt: instant(this.now) };
  }

  #dataOf(operation: string, { id, options = {}, history = {} }: Asked['variables']): Json {
    const globalSettings = { trackInventory: true, serverConfig: { moneyStrategyPrecision: 2 } };
    const whole = (order: Json) => ({ ...order, history: pageOf(historyOf(order), history) });
    switch (operation) {
      case 'Orders':
      case 'Census': {
        const { items, totalItems } = pageOf(this.orders, options);
        return { globalSettings, orders: { totalItems, items: items.map(whole) } };
      }
      case 'OneOrder':
      case 'OrderHistory': {
        const order = this.orders.find((one) => one.id === id);
        return { order: order === undefined ? null : whole(order) };
      }
      case 'Variants':
        return { globalSettings, productVariants: pageOf(this.variants, options) };
      case 'SignIn':
        return { login: { __typename: 'CurrentUser', id: '1' } };
      case 'Shop':
        return { globalSettings, activeChannel: CHANNEL };
      default:
        return { activeChannel: { id: '1' }, orders: { totalItems: 1 }, productVariants: { totalItems: 1 } };
    }
  }
}

export const CHANNEL = {
  code: '__default_channel__',
  token: 'vi8xhchnbddwj6le8j5f',
  defaultCurrencyCode: 'USD',
  seller: { name: 'Ada’s Mugs' },
};

function historyOf(order: Json): readonly Json[] {
  return isObject(order.history) ? (order.history.items as Json[]) : [];
}

/** GraphQL hands an input on in the order of the schema, whatever the order it was written in: the first named sorts first. */
const SORT_KEYS = ['id', 'createdAt', 'updatedAt', 'orderPlacedAt'];

function pageOf(all: readonly Json[], { take = 100, skip = 0, sort = {}, filter = {} }: Options) {
  const keys = SORT_KEYS.filter((key) => key in sort);
  const found = all.filter((one) => isMatch(one, filter)).toSorted((a, b) => compare(a, b, keys));
  return { totalItems: found.length, items: found.slice(skip, skip + take) };
}

function compare(a: Json, b: Json, keys: readonly string[]): number {
  for (const key of keys) {
    const [x, y] = [a[key] ?? '', b[key] ?? ''].map(String);
    if (x !== y) return (x ?? '') < (y ?? '') ? -1 : 1;
  }
  return 0;
}

/** All conditions hold; of those under `_or`, one. */
function isMatch(one: Json, { _or, ...rest }: Filter): boolean {
  const isAny = !Array.isArray(_or) || _or.some((filter: Filter) => isMatch(one, filter));
  return isAny && Object.entries(rest).every(([key, operators]) => holds(one[key], operators as Filter));
}

function holds(value: unknown, operators: Filter): boolean {
  return Object.entries(operators).every(([operator, operand]) => {
    switch (operator) {
      case 'eq':
        return value === operand;
      case 'notEq':
        return value !== operand;
      case 'in':
        return (operand as unknown[]).includes(value);
      case 'notIn':
        return !(operand as unknown[]).includes(value);
      case 'isNull':
        return (value === null) === operand;
      case 'after':
        return typeof value === 'string' && Date.parse(value) > Date.parse(String(operand));
      case 'before':
        return typeof value === 'string' && Date.parse(value) < Date.parse(String(operand));
      default:
        throw new Error(`no such operator: ${operator}`);
    }
  });
}
