import { decimalsOf } from '../../domain/money/currency.ts';
import { toMinor } from '../../domain/money/exact.ts';
import type { Currency } from '../../domain/money/minor.ts';
import type { ListingReport } from '../contract.ts';
import {
  amount,
  currency,
  flag,
  integer,
  type Json,
  object,
  optionalText,
  ShapeError,
  statedList,
  text,
} from '../shape.ts';
import { numberOf } from './node.ts';

/** A product's variants, priced in the shop's own currency. Throws a ShapeError that names the place. */
export function listings(payload: unknown): readonly ListingReport[] {
  const product = object(payload, 'product');
  const prices = object(object(product.priceRangeV2, 'product.priceRangeV2').minVariantPrice, 'product.priceRangeV2');
  const code = currency(prices, 'currencyCode', 'product.priceRangeV2');
  return nodesOf(product, 'variants').map((variant) => listingOf(product, variant, code));
}

function listingOf(product: Json, variant: Json, code: Currency): ListingReport {
  return {
    remoteId: idOf(variant, 'variant'),
    productId: idOf(product, 'product'),
    sku: optionalText(variant, 'sku'),
    title: titleOf(text(product, 'title', 'product'), text(variant, 'title', 'variant')),
    price: { amount: toMinor(amount(variant, 'price', 'variant'), decimalsOf(code)), currency: code },
    stock: stockOf(object(variant.inventoryItem, 'variant.inventoryItem')),
  };
}

/** A product of one variant calls it so. */
const ONLY_VARIANT = 'Default Title';

function titleOf(product: string, variant: string): string {
  return variant === ONLY_VARIANT ? product : `${product} – ${variant}`;
}

function stockOf(item: Json): ListingReport['stock'] {
  if (!flag(item, 'tracked')) return [];
  return nodesOf(item, 'inventoryLevels').map((level) => {
    const quantities = statedList(level, 'quantities', 'level');
    const of = (name: string) => {
      const found = quantities.find((quantity) => quantity.name === name);
      if (found === undefined) throw new ShapeError('level.quantities', `expected one of name ${name}`);
      return integer(found, 'quantity', 'level.quantities');
    };
    const location = idOf(object(level.location, 'level.location'), 'level.location');
    return { location, onHand: of('on_hand'), available: of('available') };
  });
}

function nodesOf(owner: Json, field: string): readonly Json[] {
  return statedList(object(owner[field], field), 'nodes', field);
}

function idOf(node: Json, path: string): string {
  const id = numberOf(node.id);
  if (id === null) throw new ShapeError(`${path}.id`, 'expected a gid');
  return id;
}
