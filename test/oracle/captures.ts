import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { isObject, object, objects, text } from './json.ts';

/** The recorded payloads of real stores under `<sharedDir>/captures`, one by one, unwrapped from their recordings. */

export type Platform = 'woocommerce' | 'medusa' | 'vendure';

export interface Capture {
  readonly platform: Platform;
  /** File under `captures`, with `#n` for the n-th object in it (1 is the first), and its form where it was recorded in several. */
  readonly place: string;
  readonly payload: unknown;
  readonly arrival?: { readonly receivedAt: string; readonly topic: string };
  /** The store settings it was made under, where the recording tells them. */
  readonly settings?: unknown;
}

/** Files that hold no order and no refund: by name, with the reason. */
export const NOT_READ: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^polling-visibility\.txt$/, 'notes on a measurement'],
  [/^evershop\//, 'a platform without a decoder'],
  [/^woocommerce\/(inventory-product-mug|products|products-after|variations)\.json$/, 'products'],
  [/^woocommerce\/order-notes-sample\.json$/, 'notes of an order'],
  [/^woocommerce\/order-statuses\.json$/, 'list of statuses'],
  [/^woocommerce\/store-cart\.json$/, 'a cart'],
  [/^woocommerce\/store-checkout-response\.json$/, 'a checkout answer: it names an order without amounts'],
  [/^woocommerce\/taxes\.json$/, 'tax rates'],
  [/^woocommerce\/webhooks-config\.json$/, 'webhook settings'],
  [/^medusa\/(inventory-.*|location-levels-one|reservations|stock-locations)\.json$/, 'inventory'],
  [/^medusa\/products\.json$/, 'products'],
  [/^medusa\/(regions|tax-regions)\.json$/, 'regions'],
  [/^medusa\/payments\.json$/, 'payments without their orders; the orders hold the same ones'],
  [/^medusa\/returns\.json$/, 'returns without their orders; the orders hold the same ones'],
  [/^vendure\/inventory-(after|before)\.json$/, 'inventory'],
  [/^vendure\/products\.json$/, 'products'],
  [/^vendure\/promotions\.json$/, 'promotions'],
  [/^vendure\/tax-rates\.json$/, 'tax rates'],
];

type Found = Omit<Capture, 'platform' | 'place'> & { readonly part: string };

const READERS: readonly (readonly [pattern: RegExp, read: (content: string) => Iterable<Found>])[] = [
  [/^(woocommerce|medusa|vendure)\/orders\/[^/]+\.json$/, readOne],
  [/^woocommerce\/refund-[^/]+\.json$/, readOne],
  [/^woocommerce\/(orders-list-dp4|refunds-list)\.json$/, readArray],
  [/^(woocommerce|vendure)\/orders-random\.jsonl$/, readRecords],
  [/^woocommerce\/refunds-random\.jsonl$/, readLines],
  [/^medusa\/orders-random\.jsonl$/, readLines],
  [/^medusa\/(order-default-fields|store-cart-completed-response)\.json$/, readOne],
  [/^medusa\/orders-list-default\.json$/, (content) => parts(objects(object(JSON.parse(content)).orders))],
  [/^vendure\/orders-list\.json$/, (content) => parts(objects(object(JSON.parse(content)).items))],
  [/^(woocommerce\/webhooks|medusa\/events|vendure\/events)\/[^/]+\.json$/, readDelivery],
];

/** Every capture in order of its file's name; a file that is neither read nor named in `NOT_READ` throws. */
export async function* loadCaptures(sharedDir: string): AsyncIterable<Capture> {
  const root = join(sharedDir, 'captures');
  for (const file of await filesUnder(root)) {
    if (NOT_READ.some(([pattern]) => pattern.test(file))) continue;
    const reader = READERS.find(([pattern]) => pattern.test(file))?.[1];
    if (reader === undefined) throw new Error(`neither read nor left out: ${file}`);
    const platform = platformOf(file);
    for (const { part, ...found } of reader(await readFile(join(root, file), 'utf8'))) {
      yield { platform, place: `${file}${part}`, ...found };
    }
  }
}

async function filesUnder(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

function platformOf(file: string): Platform {
  const name = file.split('/')[0];
  if (name === 'woocommerce' || name === 'medusa' || name === 'vendure') return name;
  throw new Error(`no platform for ${file}`);
}

function* readOne(content: string): Iterable<Found> {
  yield { part: '', payload: JSON.parse(content) };
}

function readArray(content: string): Iterable<Found> {
  return parts(objects(JSON.parse(content)));
}

function* parts(payloads: readonly unknown[]): Iterable<Found> {
  for (const [index, payload] of payloads.entries()) yield { part: `#${index + 1}`, payload };
}

function linesOf(content: string): unknown[] {
  return content
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));
}

function readLines(content: string): Iterable<Found> {
  return parts(linesOf(content));
}

/** Records `{settings, order}`, for WooCommerce with the same order once more at six decimals. */
function* readRecords(content: string): Iterable<Found> {
  for (const [index, line] of linesOf(content).entries()) {
    const { settings, order, order_dp6: sixDecimals } = object(line);
    yield { part: `#${index + 1}`, payload: order, settings };
    if (sixDecimals !== undefined) yield { part: `#${index + 1} dp6`, payload: sixDecimals, settings };
  }
}

/** A recorded delivery. A body that is no JSON (WooCommerce's ping is a form) stays a text. */
function* readDelivery(content: string): Iterable<Found> {
  const delivery = object(JSON.parse(content));
  const headers = isObject(delivery.headers) ? delivery.headers : {};
  const raw = text(delivery.raw_body);
  yield {
    part: '',
    payload: /^[{[]/.test(raw) ? JSON.parse(raw) : raw,
    arrival: {
      receivedAt: text(delivery.received_at),
      topic: text(headers['x-wc-webhook-topic'] ?? headers['x-event-name'] ?? text(delivery.url).replace(/^.*\//, '')),
    },
  };
}
