import { alarmOf, FALL_MAX, type PriceBounds, RISE_MAX } from '../domain/prices/bounds.ts';
import { instant } from '../domain/time/when.ts';
import { Trouble } from '../domain/trouble.ts';
import { audit } from '../storage/audit.ts';
import { listConnections } from '../storage/books.ts';
import {
  boundsFor,
  listAlarms,
  listBounds,
  pricesOf,
  putBounds,
  removeBounds,
  settleAlarms,
  WHOLE_BOOK,
} from '../storage/live/prices.ts';
import { inTransaction } from '../storage/transaction.ts';
import { connectionNamed } from './channels.ts';
import type { Session } from './session.ts';
import type { Clock } from './writer.ts';

/** Bounds as they hold for the book, or for a channel that has its own. */
export interface StandingBounds extends PriceBounds {
  /** Null: of the book. */
  readonly channel: string | null;
  /** ISO 8601, UTC; null: the usual ones, nobody has set any. */
  readonly setAt: string | null;
  readonly setBy: string | null;
}

/** The book's bounds, then those of channels that have their own. */
export async function priceBoundsOf({ database }: Session, bookId: number): Promise<StandingBounds[]> {
  const rows = await listBounds(database.pool, bookId);
  const shown = (channel: string | null, connectionId: number): StandingBounds => {
    const own = rows.find((row) => row.connectionId === connectionId);
    const { rise, fall, noPrice } = boundsFor(rows, connectionId);
    const setAt = own === undefined ? null : new Date(own.setAt).toISOString();
    return { channel, rise, fall, noPrice, setAt, setBy: own?.setBy ?? null };
  };
  const channels = await listConnections(database.pool, bookId);
  const withOwn = channels.filter(({ connectionId }) => rows.some((row) => row.connectionId === connectionId));
  return [shown(null, WHOLE_BOOK), ...withOwn.map(({ channel, connectionId }) => shown(channel, connectionId))];
}

export interface BoundsRequest {
  readonly bookId: number;
  /** Null: the book. */
  readonly channel: string | null;
  /** What is not named stays as it holds now; null: its bounds are taken away, and those above it hold. */
  readonly bounds: { readonly [Name in keyof PriceBounds]?: PriceBounds[Name] | undefined } | null;
  readonly who: string;
}

/**
 * Sets how much prices may change from now on. Alarms that stand and are within the new bounds are settled; none is raised
 * for what has changed before. Throws a Trouble where a bound is none, a Missing where there is no such channel.
 */
export async function setPriceBounds(
  session: Session,
  { bookId, channel, bounds, who }: BoundsRequest,
  clock: Clock,
): Promise<StandingBounds[]> {
  const { pool } = session.database;
  const connectionId = channel === null ? WHOLE_BOOK : await connectionNamed(pool, bookId, channel);
  await inTransaction(pool, async (client) => {
    const before = boundsFor(await listBounds(client, bookId), connectionId);
    if (bounds === null) await removeBounds(client, bookId, connectionId);
    else {
      const next = checked({
        rise: bounds.rise === undefined ? before.rise : bounds.rise,
        fall: bounds.fall === undefined ? before.fall : bounds.fall,
        noPrice: bounds.noPrice ?? before.noPrice,
      });
      await putBounds(client, bookId, { ...next, connectionId, setAt: instant(clock()), setBy: who });
    }
    const rows = await listBounds(client, bookId);
    const told = (of: PriceBounds) => ({ channel, rise: of.rise, fall: of.fall, noPrice: of.noPrice });
    const change = { before: told(before), after: told(boundsFor(rows, connectionId)) };
    await audit(client, bookId, { who, what: 'set price bounds', ...change }, clock());
    const open = await listAlarms(client, { bookId, isOpen: true, limit: null });
    const within = open.filter((alarm) => {
      const { before, after } = pricesOf(alarm);
      return alarmOf(before, after, boundsFor(rows, alarm.connectionId)) === null;
    });
    const ids = within.map(({ id }) => id);
    await settleAlarms(client, bookId, ids, { as: 'back', by: who }, clock());
  });
  return await priceBoundsOf(session, bookId);
}

function checked({ rise, fall, noPrice }: PriceBounds): PriceBounds {
  const isWithin = (bound: number | null, max: number) =>
    bound === null || (Number.isInteger(bound) && bound >= 1 && bound <= max);
  if (!isWithin(rise, RISE_MAX)) {
    throw new Trouble('this is no bound for rises', `give whole percent from 1 to ${RISE_MAX}, or none`);
  }
  if (!isWithin(fall, FALL_MAX)) {
    throw new Trouble('this is no bound for falls', `give whole percent from 1 to ${FALL_MAX}, or none`);
  }
  return { rise, fall, noPrice };
}
