import { connectorOf } from '../books/connectors.ts';
import type { Api, Identity } from '../connectors/contract.ts';
import { Trouble } from '../domain/trouble.ts';
import { audit } from '../storage/audit.ts';
import { type ConnectionRow, findConnection, insertConnection, listConnections, nameShop } from '../storage/books.ts';
import type { Database } from '../storage/database.ts';
import { newestOrders } from '../storage/live/newest-orders.ts';
import { renameShop, setDecimals } from '../storage/live/shops.ts';
import type { Found, TakeOver } from './found.ts';
import { compareShops, type Likeness, ORDERS_COMPARED } from './same-shop.ts';

/*
 * Which channel a store is. Its name decides where both have one. Files of some platforms name no shop, and a shop may move
 * to another address: there orders are compared. A channel that is another shop's is neither offered nor taken: two shops in
 * one channel could not be told apart again, and one shop in two channels posts everything twice.
 */

/** Compares a channel's newest orders with those of the store that answers here. Asked once a channel. */
export function comparing(pool: Database['pool'], bookId: number, { decimals }: Identity, api: Api): Found['compare'] {
  const made = new Map<number, Promise<Likeness>>();
  const compare = async (channel: ConnectionRow) => {
    const known = await newestOrders(pool, { bookId, connectionId: channel.connectionId }, ORDERS_COMPARED);
    const { connector, settings } = connectorOf(channel);
    const ofStore = { ...settings, decimals: decimals ?? settings.decimals };
    return await compareShops(api, known, { connector, ofChannel: settings, ofStore });
  };
  return (channel) => {
    const likeness = made.get(channel.connectionId) ?? compare(channel);
    made.set(channel.connectionId, likeness);
    return likeness;
  };
}

/** The channel that a store may be, of those of its platform. */
export async function takeOverOf(
  channels: readonly ConnectionRow[],
  { remoteAccount }: Identity,
  compare: Found['compare'],
): Promise<TakeOver | null> {
  const exact = channels.find((one) => one.remoteAccount === remoteAccount);
  if (exact !== undefined) return { channel: exact.channel, isCertain: true, agreeing: 0, movedFrom: null };
  const unknown: ConnectionRow[] = [];
  for (const one of channels) {
    const { kind, agreeing } = await compare(one);
    if (agreeing > 0) return { channel: one.channel, isCertain: true, agreeing, movedFrom: one.remoteAccount };
    if (kind === 'unknown' && one.remoteAccount === null) unknown.push(one);
  }
  // Of several nothing speaks for one.
  const [lone] = unknown.length === 1 ? unknown : [];
  return lone === undefined ? null : { channel: lone.channel, isCertain: false, agreeing: 0, movedFrom: null };
}

/** The channel to keep a store as, and whether the merchant says that its shop has moved. */
export interface Place {
  readonly bookId: number;
  readonly platform: string;
  readonly channel: string;
  readonly moved: boolean;
  readonly by: string;
}

/** The channel that is there under that name, or null. Throws a Trouble where it is another shop, and changes nothing. */
export async function channelThere(
  pool: Database['pool'],
  { bookId, platform, channel, moved }: Place,
  { identity, compare }: Found,
): Promise<ConnectionRow | null> {
  const { remoteAccount } = identity;
  const channels = await listConnections(pool, bookId);
  const other = channels.find(
    (one) => one.platform === platform && one.remoteAccount === remoteAccount && one.channel !== channel,
  );
  if (other !== undefined) {
    throw new Trouble(`this shop is the channel '${other.channel}' already`, 'connect it under that name');
  }
  const known = await findConnection(pool, bookId, channel);
  if (known === null) return null;
  if (known.platform !== platform) {
    throw new Trouble(`the channel '${channel}' is of ${known.platform}`, 'give the store another name');
  }
  const isNamed = known.remoteAccount === remoteAccount;
  if (!isNamed && known.remoteAccount !== null && !moved) {
    throw new Trouble(
      `the channel '${channel}' is the shop ${known.remoteAccount}`,
      `if that has moved to ${remoteAccount}, say so (--moved); a shop of its own gets another name`,
    );
  }
  if (!isNamed) refuseOther(known, remoteAccount, await compare(known));
  await refuseDecimals(known, identity, compare);
  return known;
}

function refuseOther({ channel, remoteAccount: before }: ConnectionRow, now: string, { kind }: Likeness): void {
  if (kind === 'other') {
    throw new Trouble(
      `the channel '${channel}' is another shop: ${now} has other orders of the same numbers`,
      'give the store another name',
    );
  }
  if (kind === 'unknown' && before !== null) {
    throw new Trouble(
      `that ${before} has moved to ${now} cannot be seen: of the newest ${ORDERS_COMPARED} orders of '${channel}' it has none`,
      'see whether the address is right, and whether orders moved along; a shop of its own gets another name',
    );
  }
}

/** Orders that were read with other decimals than the store's would come to other sums from here on. */
async function refuseDecimals(known: ConnectionRow, { decimals }: Identity, compare: Found['compare']): Promise<void> {
  const before = known.settings.decimals ?? null;
  if (decimals === null || decimals === before) return;
  const { kind } = await compare(known);
  if (kind === 'same' || (kind !== 'decimals' && before === null)) return;
  throw new Trouble(
    `orders of the channel '${known.channel}' were read with other decimals than the ${decimals} that the store writes`,
    `import its files into a new book with --decimals ${decimals}, and connect it there`,
  );
}

/** Makes the channel, or notes whose it is now. */
export async function settleChannel(
  pool: Database['pool'],
  place: Place & { readonly cutOver: ConnectionRow['cutOver'] },
  known: ConnectionRow | null,
  { remoteAccount, zone, decimals }: Identity,
  now: number,
): Promise<ConnectionRow> {
  const { bookId, platform, channel, cutOver, by } = place;
  if (known === null) {
    const settings = decimals === null ? {} : { decimals };
    const row = { platform, channel, remoteAccount, zone: zone ?? 'UTC', cutOver, settings };
    return await insertConnection(pool, bookId, row);
  }
  const { connectionId, remoteAccount: before } = known;
  if (decimals !== null) await setDecimals(pool, { bookId, connectionId }, decimals);
  if (before === null) {
    const named = await nameShop(pool, bookId, connectionId, remoteAccount);
    if (named === remoteAccount) return known;
    throw new Trouble(`files of ${named} were imported into '${channel}' meanwhile`, 'give the store another name');
  }
  if (before !== remoteAccount) {
    await renameShop(pool, { bookId, connectionId }, remoteAccount);
    const change = { before: { channel, remoteAccount: before }, after: { channel, remoteAccount } };
    await audit(pool, bookId, { who: by, what: 'shop moved', ...change }, now);
  }
  return known;
}
