import { type Api, ApiError, type Connector, type StoreSettings } from '../connectors/contract.ts';
import type { OrderContent } from '../domain/documents/parts.ts';
import type { KnownOrder } from '../storage/live/newest-orders.ts';
import { liveOf } from './store.ts';

/** Of so many of a channel's newest orders it is looked whether a store has them too. */
export const ORDERS_COMPARED = 5;

/**
 * What a channel's newest orders are in a store. `same`: it has some of them, of the same instants, totals and currencies,
 * and none that contradicts. `other`: an order of the same id is another one. `decimals`: they are the same orders if amounts
 * are read with the channel's decimals, and not with those that the store says it has. `unknown`: it has none of them.
 */
export interface Likeness {
  readonly kind: 'same' | 'other' | 'decimals' | 'unknown';
  /** Orders that both have. */
  readonly agreeing: number;
}

/** Who reads the orders: the platform, with what the channel and the store say of amounts. */
export interface Reading {
  readonly connector: Connector;
  readonly ofChannel: StoreSettings;
  readonly ofStore: StoreSettings;
}

/** Asks a store for orders that are known of a channel. Ids alone say nothing: many platforms count from 1. */
export async function compareShops(api: Api, known: readonly KnownOrder[], reading: Reading): Promise<Likeness> {
  let [agreeing, withOwnDecimals] = [0, 0];
  for (const order of known) {
    const payloads = await payloadsOf(api, reading.connector, order.remoteId);
    const here = contentIn(payloads, reading.connector, reading.ofStore, order);
    if (here === null) continue;
    if (here.currency !== order.currency || here.placedAt !== order.placedAt) return { kind: 'other', agreeing: 0 };
    // One that was placed at the same instant and comes to something else was changed since it was last seen.
    if (here.total === order.total) agreeing += 1;
    else if (contentIn(payloads, reading.connector, reading.ofChannel, order)?.total === order.total)
      withOwnDecimals += 1;
  }
  if (withOwnDecimals > 0) return { kind: 'decimals', agreeing: withOwnDecimals };
  return { kind: agreeing > 0 ? 'same' : 'unknown', agreeing };
}

/** Empty where the store does not have the order, or does not show it. */
async function payloadsOf(api: Api, connector: Connector, remoteId: string): Promise<readonly unknown[]> {
  try {
    const records = await liveOf(connector).readOne(api, remoteId);
    return (records ?? []).map(({ payload }) => payload);
  } catch (error) {
    if (error instanceof ApiError && error.kind !== 'throttled' && error.kind !== 'unavailable') return [];
    throw error;
  }
}

function contentIn(
  payloads: readonly unknown[],
  connector: Connector,
  settings: StoreSettings,
  { remoteId }: KnownOrder,
): OrderContent | null {
  for (const payload of payloads) {
    const decoded = connector.decode(payload, settings, { via: 'read', topic: '' });
    if (decoded.kind !== 'report' || decoded.report.remoteId !== remoteId) continue;
    for (const { content } of decoded.report.parts) if (content.type === 'order') return content;
  }
  return null;
}
