import { decimalsOf } from '../../domain/money/currency.ts';
import { fromMinor, toMinor } from '../../domain/money/exact.ts';
import type { Instant } from '../../domain/time/when.ts';
import type { ListingReport, RemoteRecord, StoreSettings, Stream } from '../contract.ts';
import { clockOf, pageOfRun } from '../run.ts';
import { currency, flag, id, instantAt, integer, type Json, list, object, optionalText, statedList } from '../shape.ts';
import { DECIMALS } from './decode.ts';
import { VARIANTS } from './documents.ts';
import { ask } from './graphql.ts';
import { behind } from './read.ts';

const VARIANTS_MAX = 100;

/**
 * Every variant, in each run: a variant's own `updatedAt` stays when its price or its stock changes, which are records of
 * their own and cannot be asked for by themselves.
 */
export const variants: Stream = {
  name: 'listings',
  overlap: 0,
  every: 900,
  givesAll: true,
  page: (api, _from, cursor) =>
    pageOfRun(cursor, async (place) => {
      const { data, answer } = await ask(api, VARIANTS, {
        options: { take: VARIANTS_MAX, sort: { createdAt: 'ASC' }, filter: behind('createdAt', place) },
      });
      const given = object(data.productVariants, 'productVariants');
      const nodes = statedList(given, 'items', 'productVariants');
      const tracksInventory = flag(object(data.globalSettings, 'globalSettings'), 'trackInventory');
      return {
        found: nodes.map((variant) => ({
          id: id(variant, 'id', 'variant'),
          at: instantAt(variant, 'createdAt', 'variant'),
        })),
        records: nodes.map((variant) => recordOf({ variant, tracksInventory }, answer.sentAt)),
        isLast: nodes.length < VARIANTS_MAX,
        remaining: integer(given, 'totalItems', 'productVariants'),
        clock: clockOf(answer),
      };
    }),
};

function recordOf(
  payload: { readonly variant: Json; readonly tracksInventory: boolean },
  seenAt: Instant,
): RemoteRecord {
  return { raw: JSON.stringify(payload), payload, seenAt, place: `variant ${id(payload.variant, 'id', 'variant')}` };
}

/** A variant, with the shop's rule for those that leave it to the shop whether their stock is kept. */
export function listings(payload: unknown, settings: StoreSettings): readonly ListingReport[] {
  const from = object(payload, 'payload');
  const variant = object(from.variant, 'variant');
  const path = 'variant';
  return [
    {
      remoteId: id(variant, 'id', path),
      productId: id(variant, 'productId', path),
      sku: optionalText(variant, 'sku'),
      title: optionalText(variant, 'name'),
      price: priceOf(variant, settings.decimals ?? DECIMALS),
      stock: isTracked(variant, flag(from, 'tracksInventory')) ? list(variant, 'stockLevels', path).map(levelOf) : [],
    },
  ];
}

/** The price as the merchant entered it: with tax or without, as the channel is set. */
function priceOf(variant: Json, decimals: number): NonNullable<ListingReport['price']> {
  const path = 'variant';
  const own = currency(variant, 'currencyCode', path);
  const entered = list(variant, 'prices', path).find((price) => price.currencyCode === own) ?? variant;
  return { amount: toMinor(fromMinor(integer(entered, 'price', path), decimals), decimalsOf(own)), currency: own };
}

function isTracked(variant: Json, shopTracks: boolean): boolean {
  return variant.trackInventory === 'TRUE' || (variant.trackInventory === 'INHERIT' && shopTracks);
}

/** What is allocated was sold and not yet sent; it leaves `stockOnHand` when it is fulfilled. */
function levelOf(level: Json, index: number): ListingReport['stock'][number] {
  const path = `variant.stockLevels[${index}]`;
  const onHand = integer(level, 'stockOnHand', path);
  return {
    location: id(level, 'stockLocationId', path),
    onHand,
    available: onHand - integer(level, 'stockAllocated', path),
  };
}
