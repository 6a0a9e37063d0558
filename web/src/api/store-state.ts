import type { Connection, Feed } from './stores.ts';

/** The feed of a store's orders. */
export const ordersOf = ({ live }: Connection): Feed | undefined =>
  live?.streams.find(({ stream }) => stream === 'orders');

/** True while what a store holds from before is read: no figure of it is whole yet. */
export function readsHistory(connection: Connection): boolean {
  const isStarted = connection.state === 'live' || connection.state === 'paused';
  return isStarted && (ordersOf(connection)?.completeThrough ?? null) === null;
}

/** True where a person should look: it cannot be kept up with. */
export const isTroubled = ({ state, live }: Connection): boolean =>
  state === 'paused' || (state === 'live' && (live?.problem ?? null) !== null);
