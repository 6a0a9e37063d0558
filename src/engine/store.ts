import type pg from 'pg';
import { connectorOf } from '../books/connectors.ts';
import { closeIntake, type Intake, openIntake } from '../books/import/import.ts';
import type { Access, Api, Connector, LiveConnector, StoreSettings } from '../connectors/contract.ts';
import { Trouble } from '../domain/trouble.ts';
import { findConnection } from '../storage/books.ts';
import type { LiveRow } from '../storage/live/connections.ts';
import { makeApi } from './api/api.ts';
import { Budget, type Timers } from './api/budget.ts';
import { openCredentials } from './sealed.ts';
import type { Surroundings } from './surroundings.ts';
import { Tally } from './tally.ts';
import { placeOf, renewalOf, tokensOf } from './tokens.ts';

/** One connected store, open for work: what each loop is given. */
export interface Store {
  readonly row: LiveRow;
  readonly connector: Connector;
  readonly live: LiveConnector;
  readonly settings: StoreSettings;
  /** The book's: days begin and end in it. */
  readonly zone: string;
  readonly access: Access;
  /** For what a merchant waits for. */
  readonly api: Api;
  /** For history; it takes what live work leaves of the budget. */
  readonly backfill: Api;
  readonly budget: Budget;
  readonly intake: Intake;
  readonly pool: pg.Pool;
  readonly tally: Tally;
  readonly surroundings: Surroundings;
  readonly clock: () => number;
  /** Aborted when nobody waits for the store any more. */
  readonly abort: AbortController;
}

/** The live half of a platform's connector, or a Trouble. */
export function liveOf(connector: Connector): LiveConnector {
  if (connector.live === null) {
    throw new Trouble(`${connector.platform} cannot be connected yet`, 'import its files (bookkeeper import)');
  }
  return connector.live;
}

/** Opens a store for work. `budgets` holds the budgets of this process by key, shared by connections of one account. */
export async function openStore(
  surroundings: Surroundings,
  row: LiveRow,
  budgets: Map<string, Budget>,
): Promise<Store> {
  const { database, sealer, timers } = surroundings;
  const connection = await findConnection(database.pool, row.bookId, row.channel);
  if (connection === null) throw new Error(`connection ${row.connectionId} of book ${row.bookId} is not there`);
  const { connector, settings } = connectorOf(connection);
  const live = liveOf(connector);
  const credentials = openCredentials(sealer, row);
  const access = live.access(credentials);
  const renew = renewalOf(live, credentials, access, row.isConsented);
  const tally = new Tally(database.pool, row, timers);
  const budget = budgetOf(budgets, access, timers);
  const clock = () => Math.floor(timers.now());
  const abort = new AbortController();
  const intake = await openIntake(database, row.bookId, clock, { isFed: false });
  const [api, backfill] = (['live', 'backfill'] as const).map((urgency) => {
    const options = {
      access,
      budget,
      urgency,
      ...overWire(surroundings),
      onRequest: tally.request,
      signal: abort.signal,
    };
    return makeApi({ ...options, tokens: tokensOf(surroundings, placeOf(row), renew, options) });
  }) as [Api, Api];
  const { pool } = database;
  return {
    row,
    connector,
    live,
    settings,
    zone: row.bookZone,
    access,
    api,
    backfill,
    budget,
    intake,
    pool,
    tally,
    surroundings,
    clock,
    abort,
  };
}

export async function closeStore({ intake, tally }: Store): Promise<void> {
  await tally.flush();
  await closeIntake(intake);
}

/** The parts of a request that every request has in common. */
export function overWire({ transport, timers, random }: Surroundings) {
  return { transport, timers, random };
}

function budgetOf(budgets: Map<string, Budget>, { budgetKey, limits }: Access, timers: Timers): Budget {
  const budget = budgets.get(budgetKey) ?? new Budget(limits, timers);
  budgets.set(budgetKey, budget);
  return budget;
}
