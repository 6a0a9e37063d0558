import type pg from 'pg';
import type { Currency } from '../../domain/money/minor.ts';
import type { LocalDate } from '../../domain/time/when.ts';
import type { ConnectionKey } from './streams.ts';

/*
 * Discrepancies whose subject is an order of a channel's day. Both sides are read where the certificate keeps them
 * (`differing`); a row here is what was raised of it, and what a person said.
 */

/** What is in question of one order on one day. */
export interface Difference {
  readonly day: LocalDate;
  readonly remoteId: string;
  readonly kind: string;
  /** Books less platform, in minor units of `currency`. */
  readonly amount: number;
  readonly currency: Currency;
  readonly note: string;
}

/** One that is open, or that a person accepted. */
export interface StandingDifference extends Omit<Difference, 'note'> {
  readonly discrepancyId: number;
  readonly state: 'open' | 'accepted';
}

const STANDING = `select discrepancy_id as "discrepancyId", day, remote_id as "remoteId", kind, state, amount, currency
  from discrepancy where book_id = $1 and connection_id = $2 and document_id is null and state <> 'healed'
    and day between $3 and $4`;

/** What stands of some days of a connection, both included. */
export async function readStanding(
  client: pg.ClientBase,
  { bookId, connectionId }: ConnectionKey,
  from: LocalDate,
  to: LocalDate,
): Promise<StandingDifference[]> {
  return (await client.query<StandingDifference>(STANDING, [bookId, connectionId, from, to])).rows;
}

const OPEN = `insert into discrepancy (book_id, discrepancy_id, connection_id, day, remote_id, kind, state, amount, currency, note, opened_at)
  select $1, h.first + n.ordinality - 1, $2, n.day, n.remote_id, n.kind, 'open', n.amount, n.currency, n.note, $9
  from (select draw_discrepancies($1, cardinality($3::date[])) as first) h
  cross join unnest($3::date[], $4::text[], $5::text[], $6::int8[], $7::text[], $8::text[]) with ordinality
    as n(day, remote_id, kind, amount, currency, note, ordinality)`;

const CHANGE = `update discrepancy d set kind = n.kind, amount = n.amount, currency = n.currency, note = n.note
  from unnest($2::int8[], $3::text[], $4::int8[], $5::text[], $6::text[]) as n(discrepancy_id, kind, amount, currency, note)
  where d.book_id = $1 and d.discrepancy_id = n.discrepancy_id`;

const HEAL = `update discrepancy set state = 'healed', settled_at = $3, settled_by = 'itself'
  where book_id = $1 and discrepancy_id = any($2::int8[])`;

/** What is to be written of differences. */
export interface DifferenceChanges {
  readonly opened: readonly Difference[];
  readonly changed: readonly (Difference & { readonly discrepancyId: number })[];
  readonly healed: readonly number[];
}

/** Opens, changes and heals differences of a connection, in the transaction of the certificates that say so. */
export async function writeDifferences(
  client: pg.ClientBase,
  { bookId, connectionId }: ConnectionKey,
  { opened, changed, healed }: DifferenceChanges,
  now: number,
): Promise<void> {
  const at = new Date(now);
  const figures = (list: readonly Difference[]) => [
    ...[list.map((d) => d.kind), list.map((d) => d.amount), list.map((d) => d.currency), list.map((d) => d.note)],
  ];
  if (opened.length > 0) {
    const subjects = [opened.map((d) => d.day), opened.map((d) => d.remoteId)];
    await client.query(OPEN, [bookId, connectionId, ...subjects, ...figures(opened), at]);
  }
  if (changed.length > 0) {
    await client.query(CHANGE, [bookId, changed.map((d) => d.discrepancyId), ...figures(changed)]);
  }
  if (healed.length > 0) await client.query(HEAL, [bookId, healed, at]);
}
