import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connector } from '../../src/connectors/contract.ts';
import { medusa } from '../../src/connectors/medusa/index.ts';
import { vendure } from '../../src/connectors/vendure/index.ts';
import { woocommerce } from '../../src/connectors/woocommerce/index.ts';
import type { Capture } from '../oracle/captures.ts';
import { isObject, type Json, object, objects, text } from '../oracle/json.ts';
import { expected as expectedOfMedusa } from '../oracle/medusa.ts';
import type { Expected, ExpectedOrder, Oracle } from '../oracle/types.ts';
import { expected as expectedOfVendure } from '../oracle/vendure.ts';
import { expected as expectedOfWooCommerce } from '../oracle/woocommerce.ts';

/** One store's captures as one book gets them, in files of one record each. */
export interface Stock {
  readonly name: string;
  readonly connector: Connector;
  readonly captures: readonly Capture[];
  readonly files: readonly string[];
}

const CONNECTORS = { woocommerce, medusa, vendure } as const;
const ORACLES: Readonly<Record<Capture['platform'], Oracle>> = {
  woocommerce: expectedOfWooCommerce,
  medusa: expectedOfMedusa,
  vendure: expectedOfVendure,
};

/**
 * Which captures make a book. Bodies of one order at other decimals are versions of the same instant, and a list's short
 * body would stand against the whole one: each of these has a book of its own. Refunds go with the orders they name.
 */
const STOCKS: readonly (readonly [name: string, orders: RegExp, refunds?: RegExp, readAgain?: RegExp])[] = [
  ['woocommerce orders', /^woocommerce\/orders\//, /^woocommerce\/refund/],
  ['woocommerce list with four decimals', /^woocommerce\/orders-list-dp4/, /^woocommerce\/refunds-list/],
  ['woocommerce random', /^woocommerce\/orders-random\.jsonl#\d+$/, /^woocommerce\/refunds-random/],
  [
    'woocommerce random with six decimals',
    /^woocommerce\/orders-random\.jsonl#\d+ dp6$/,
    /^woocommerce\/refunds-random/,
  ],
  // Refund 285 was deleted, which no webhook tells: the order has to be read again, as a webhook always asks for.
  ['woocommerce webhooks', /^woocommerce\/webhooks\//, /^woocommerce\/refund/, /^woocommerce\/webhooks\/0491/],
  [
    'woocommerce files and webhooks together',
    /^woocommerce\/(orders\/|orders-random\.jsonl#\d+$|webhooks\/\d+-order)/,
    /^woocommerce\/refund/,
    /^woocommerce\/webhooks\/0491/,
  ],
  ['medusa', /^medusa\/orders(-random\.jsonl#|\/)/],
  ['medusa default fields', /^medusa\/(order-default-fields|store-cart-completed-response)/],
  ['medusa lists and events', /^medusa\/(orders-list-default|events)/],
  ['vendure', /^vendure\/orders(-random\.jsonl#|\/)/],
  ['vendure lists and events', /^vendure\/(orders-list|events)/],
];

export const STOCK_NAMES = STOCKS.map(([name]) => name);

/** Writes the captures into files, record by record, and tells which are of which book. */
export async function stockUp(captures: readonly Capture[], sharedDir: string, folder: string): Promise<Stock[]> {
  await mkdir(folder, { recursive: true });
  return await Promise.all(
    STOCKS.map(async ([name, orders, refunds, readAgain]) => {
      const chosen = captures.filter(({ place }) => orders.test(place));
      const ids = new Set(chosen.map(({ payload }) => (isObject(payload) ? `${payload.id}` : '')));
      const their = captures.filter((one) => refunds?.test(one.place) && ids.has(orderOf(one.payload)));
      const platform = chosen[0]?.platform;
      if (platform === undefined) throw new Error(`no captures for ${name}`);
      const all = [...chosen, ...their];
      const read = chosen
        .filter(({ place }) => readAgain?.test(place))
        .map((one) => ({ ...one, place: `${one.place}#read` }));
      const files = await Promise.all([...all, ...read].map((capture) => fileOf(capture, sharedDir, folder)));
      return { name, connector: CONNECTORS[platform], captures: all, files };
    }),
  );
}

/** The file itself where it holds one record as it came, else a file of its own for the record. */
async function fileOf({ place, payload }: Capture, sharedDir: string, folder: string): Promise<string> {
  if (!place.includes('#')) return join(sharedDir, 'captures', place);
  const file = join(folder, place.replaceAll(/[/ ]/g, '-'));
  await writeFile(file, JSON.stringify(payload));
  return file;
}

/** Where an import says that it found the record of a capture. */
export function importPlaceOf({ place }: Capture): string {
  const name = place.includes('#') ? place.replaceAll(/[/ ]/g, '-') : place.replace(/^.*\//, '');
  return `${name}:1`;
}

/** A refund object names its order in its link upwards. */
function orderOf(payload: unknown): string {
  const links = isObject(payload) && isObject(payload._links) ? objects(payload._links.up) : [];
  return /\/orders\/(\d+)$/.exec(text(links[0]?.href ?? ''))?.[1] ?? '';
}

export interface Told {
  readonly place: string;
  readonly payload: Json;
  readonly expected: ExpectedOrder;
}

/** What the oracle says of each order's last version, by the order's id; and of the captures that are no orders. */
export function toldBy({ captures }: Stock): {
  readonly orders: ReadonlyMap<string, Told>;
  readonly others: Map<Capture, string>;
} {
  const refunds = captures
    .map(({ payload }) => payload)
    .filter((payload) => orderOf(payload) !== '' && isRefund(payload));
  const newest = new Map<string, Capture>();
  const others = new Map<Capture, string>();
  for (const capture of captures) {
    const told = askOracle(capture, refunds);
    if (!told.isOrder) others.set(capture, told.reason);
    else if (rankOf(capture) >= rankOf(newest.get(told.remoteId))) newest.set(told.remoteId, capture);
  }
  const orders = [...newest].map(([id, capture]): [string, Told] => {
    const expected = askOracle(capture, refunds);
    if (!expected.isOrder) throw new Error(`${capture.place} was an order a moment ago`);
    return [id, { place: capture.place, payload: object(capture.payload), expected }];
  });
  return { orders: new Map(orders), others };
}

function isRefund(payload: unknown): boolean {
  return isObject(payload) && 'amount' in payload && !('status' in payload);
}

function askOracle({ platform, payload }: Capture, refunds: readonly unknown[]): Expected {
  return ORACLES[platform](payload, refunds);
}

/** Versions of one order go by the modified instant, those of one instant by their arrival. */
function rankOf(capture: Capture | undefined): string {
  if (capture === undefined) return '';
  const body = object(capture.payload);
  return `${body.date_modified_gmt ?? ''} ${capture.arrival?.receivedAt ?? ''}`;
}
