import type { LocalDate } from '../domain/time/when.ts';
import { addDays } from '../domain/time/when.ts';
import { Missing, Trouble } from '../domain/trouble.ts';
import { audit } from '../storage/audit.ts';
import { type ConnectionRow, findConnection, listConnections, setCutOver } from '../storage/books.ts';
import type { Database } from '../storage/database.ts';
import { postOpening } from './manual/post.ts';
import type { Clock } from './writer.ts';

/** The channels of a book. */
export async function channelsOf(database: Database, bookId: number): Promise<ConnectionRow[]> {
  return await listConnections(database.pool, bookId);
}

/** The number of the channel of that name. Throws a Missing where there is none. */
export async function connectionNamed(pool: Database['pool'], bookId: number, channel: string): Promise<number> {
  const connection = await findConnection(pool, bookId, channel);
  if (connection === null) throw new Missing(`there is no channel '${channel}'`, 'see the list of connections');
  return connection.connectionId;
}

/** Sets the day from which a channel's facts post as they are (accounting.md 33); what is posted follows with `apply`. */
export async function cutOverAt(
  database: Database,
  request: { readonly bookId: number; readonly channel: string; readonly date: LocalDate | null; readonly by: string },
  clock: Clock,
): Promise<void> {
  const { bookId, channel, date, by } = request;
  const connection = await findConnection(database.pool, bookId, channel);
  if (connection === null) throw new Trouble(`there is no channel '${channel}'`, 'see bookkeeper channels list');
  await setCutOver(database.pool, bookId, connection.connectionId, date);
  await audit(
    database.pool,
    bookId,
    { who: by, what: 'cut-over', before: { channel, date: connection.cutOver }, after: { channel, date } },
    clock(),
  );
}

/**
 * Opens a clearing account with the gateway's own balance, on the day before a cut-over. `amount` in major units. Returns
 * what it waits for, in words; null where it is posted.
 */
export async function openClearing(
  database: Database,
  request: {
    readonly bookId: number;
    readonly gateway: string;
    readonly currency: string;
    readonly amount: string;
    readonly cutOver: LocalDate;
  },
  clock: Clock,
): Promise<string | null> {
  const { bookId, gateway, currency, amount, cutOver } = request;
  if (gateway.trim() === '') throw new Trouble('the gateway has no name', 'name it as payments do');
  return await postOpening(database, bookId, { gateway, currency, amount, date: addDays(cutOver, -1) }, clock);
}
