import { decimalsOf } from '../../domain/money/currency.ts';
import { toMinor } from '../../domain/money/exact.ts';
import type { Currency } from '../../domain/money/minor.ts';
import { type Api, type ApiAnswer, ApiError, type ListingReport, type RemoteRecord, type Stream } from '../contract.ts';
import { amount, currency, id, isObject, type Json, list, object, optionalText, ShapeError } from '../shape.ts';
import { GONE, jsonOf, NO_ROUTE, objectAt, pagesBackwards, type Row } from './answers.ts';
import { pageOfFeeds } from './feed.ts';
import type { Feed } from './walk.ts';

const PRODUCTS = '/wc/v3/products';
const CURRENCY = '/wc/v3/settings/general/woocommerce_currency';

/** Since WooCommerce 10.3 variations can be asked for by their own changes, which need not move their product. */
const VARIATIONS: Feed = { path: '/wc/v3/variations', query: {}, absent: NO_ROUTE };
const BIN: Feed = { path: PRODUCTS, query: { status: 'trash' } };
const SHELF: Feed = { path: PRODUCTS, query: { status: 'any' } };

/**
 * Payloads are `{currency, product, variations}`: a product names no currency, and not all of its variations. What is in
 * the bin shows as a change; what was deleted from it is missed once a week, since every product with variations takes a
 * request of its own.
 */
export const products: Stream = {
  name: 'listings',
  overlap: 300,
  every: 300,
  allEvery: 7 * 86_400,
  page: (api, from, cursor) => pageOfFeeds(api, [VARIATIONS, BIN, SHELF], from, cursor, withVariations),
};

/** Products whole, whether the rows are products or variations; each product once. */
async function withVariations(api: Api, rows: readonly Row[], answer: ApiAnswer): Promise<RemoteRecord[]> {
  if (rows.length === 0) return [];
  const store = await currencyOf(api);
  const found = rows.filter(({ body }) => !isVariation(body)).map((row) => ({ ...row, answer }));
  const parents = new Set(rows.filter(({ body }) => isVariation(body)).map(({ body }) => body.parent_id));
  const known = new Set(found.map(({ body }) => body.id));
  const missing = [...parents].filter((parent) => !known.has(parent));
  const read = await Promise.all(missing.map((parent) => objectAt(api, `${PRODUCTS}/${String(parent)}`, GONE)));
  const all = [...found, ...read.filter((product) => product !== null)];
  return await Promise.all(all.map((product) => recordOf(api, store, product)));
}

async function currencyOf(api: Api): Promise<Currency> {
  const setting = jsonOf(await api.send({ method: 'GET', path: CURRENCY }));
  if (isObject(setting) && typeof setting.value === 'string') return setting.value;
  throw new ApiError('unreadable', 'the store does not say which currency its prices are in');
}

async function recordOf(api: Api, store: Currency, product: Row & { answer: ApiAnswer }): Promise<RemoteRecord> {
  const { raw, body, answer } = product;
  const number = String(body.id);
  const variations = hasVariations(body) ? await variationsOf(api, number) : [];
  return {
    raw: `{"currency":${JSON.stringify(store)},"product":${raw},"variations":[${variations.map((one) => one.raw).join()}]}`,
    payload: { currency: store, product: body, variations: variations.map((one) => one.body) },
    seenAt: answer.sentAt,
    place: `product ${number}`,
  };
}

async function variationsOf(api: Api, product: string): Promise<Row[]> {
  const variations = new Map<unknown, Row>();
  for await (const { rows } of pagesBackwards(api, `${PRODUCTS}/${product}/variations`, {}, GONE)) {
    for (const row of rows) variations.set(row.body.id, row);
  }
  return [...variations.values()];
}

function isVariation({ type }: Json): boolean {
  return type === 'variation';
}

function hasVariations({ variations }: Json): boolean {
  return Array.isArray(variations) && variations.length > 0;
}

/** What the shop sells of a product: itself, or each of its variations. Of groups and of other shops' goods nothing. */
export function listings(payload: unknown): readonly ListingReport[] {
  const whole = object(payload, 'payload');
  const store = currency(whole, 'currency', 'payload');
  const product = object(whole.product, 'payload.product');
  const variations = list(whole, 'variations', 'payload');
  const type = optionalText(product, 'type');
  if (!isOffered(product) || type === 'grouped' || type === 'external') return [];
  if (!type.startsWith('variable')) return [listingOf(product, product, store)];
  return variations.filter(isOffered).map((variation) => listingOf(variation, product, store));
}

/** A variation that the shop has switched off is 'private', a product that is being written a 'draft'. */
function isOffered(thing: Json): boolean {
  return thing.status === 'publish';
}

function listingOf(thing: Json, product: Json, store: Currency): ListingReport {
  const path = thing === product ? 'product' : 'variation';
  return {
    remoteId: id(thing, 'id', path),
    productId: id(product, 'id', 'product'),
    sku: optionalText(thing, 'sku'),
    title: titleOf(thing, product),
    price:
      optionalText(thing, 'price') === ''
        ? null
        : { amount: toMinor(amount(thing, 'price', path), decimalsOf(store)), currency: store },
    stock: stockOf(thing.manage_stock === 'parent' ? product : thing, path),
  };
}

/** Older stores give a variation no name, but its choices. */
function titleOf(thing: Json, product: Json): string {
  const name = optionalText(product, 'name');
  if (thing === product) return name;
  const choices = list(thing, 'attributes', 'variation').map((choice) => optionalText(choice, 'option'));
  const own = optionalText(thing, 'name') || choices.filter((choice) => choice !== '').join(', ');
  return own === '' ? name : `${name} – ${own}`;
}

/**
 * The store keeps one figure: what may still be sold, from which paid orders are taken at once. A variation that keeps
 * its product's stock shares that figure with the others.
 */
function stockOf(keeper: Json, path: string): ListingReport['stock'] {
  if (keeper.manage_stock !== true || keeper.stock_quantity === null) return [];
  const quantity = keeper.stock_quantity;
  if (typeof quantity !== 'number') throw new ShapeError(`${path}.stock_quantity`, 'expected a number');
  return [{ location: '', onHand: quantity, available: quantity }];
}
