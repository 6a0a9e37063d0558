import { instant } from '../../domain/time/when.ts';
import { type Api, type ApiAnswer, ApiError, type ApiRequest } from '../contract.ts';
import { isObject, type Json } from '../shape.ts';

type Query = Readonly<Record<string, string | number | boolean>>;

/** A Medusa for tests: answers what we ask from the orders and variants it is given, with filters and pages. */
export class TestShop implements Api {
  readonly orders: Json[];
  readonly variants: readonly Json[];
  readonly asked: ApiRequest[] = [];
  /** Paths that are refused. */
  readonly forbidden = new Set<string>();
  /** Called before each answer. */
  before: () => void = () => {};
  now = Date.parse('2026-11-21T18:00:00Z');
  store: Json = STORE;

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
    const { path, query = {} } = request;
    const [place = '', names = ''] = path.split('?');
    if (this.forbidden.has(place)) throw new ApiError('forbidden', `${place} does not allow it`, 403);
    if (place === '/admin/stores') return this.answer({ stores: [this.store] });
    if (place === '/admin/orders') return this.answer(pageOf('orders', this.orders.filter(isAmong(names)), query));
    if (place === '/admin/payments') return this.answer(pageOf('payments', this.orders.flatMap(paymentsOf), query));
    if (place === '/admin/product-variants') return this.answer(pageOf('variants', this.variants, query));
    const order = this.orders.find(({ id }) => place === `/admin/orders/${id}`);
    return order === undefined ? this.answer({ type: 'not_found', message: 'no such' }, 404) : this.answer({ order });
  }

  answer(body: unknown, status = 200): ApiAnswer {
    const text = JSON.stringify(body);
    const headers = { date: new Date(this.now).toUTCString() };
    return { status, headers, text, json: () => JSON.parse(text), sentAt: instant(this.now) };
  }
}

export const STORE: Json = {
  id: 'store_01M803PE6NBMBMZ64E1P3CFRSE',
  name: 'Ada’s Mugs',
  supported_currencies: [
    { currency_code: 'usd', is_default: false },
    { currency_code: 'eur', is_default: true },
  ],
};

function isAmong(names: string): (order: Json) => boolean {
  const ids = new URLSearchParams(names).getAll('id[]');
  return ({ id }) => ids.length === 0 || ids.includes(String(id));
}

/** An order's payments as the list of payments gives them. */
function paymentsOf(order: Json): Json[] {
  const collections = order.payment_collections;
  if (!Array.isArray(collections)) return [];
  return collections.flatMap((collection: unknown) => {
    const payments = isObject(collection) && Array.isArray(collection.payments) ? collection.payments : [];
    return payments.map((payment: Json) => ({ ...payment, payment_collection: { order: { id: order.id } } }));
  });
}

function pageOf(key: string, all: readonly Json[], query: Query) {
  const found = all
    .filter((one) => isWithin(one, query, 'created_at') && isWithin(one, query, 'updated_at'))
    .toSorted((a, b) => (String(a.created_at) < String(b.created_at) ? -1 : 1));
  const limit = Number(query.limit ?? 15);
  return { [key]: found.slice(0, limit), count: found.length, offset: 0, limit };
}

function isWithin(one: Json, query: Query, field: string): boolean {
  const at = Date.parse(String(one[field]));
  const bound = (operator: string) => query[`${field}[$${operator}]`];
  const [from, to] = [bound('gte'), bound('lt')].map((text) => (text === undefined ? null : Date.parse(String(text))));
  return (typeof from !== 'number' || at >= from) && (typeof to !== 'number' || at < to);
}
