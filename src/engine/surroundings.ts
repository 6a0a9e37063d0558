import type { Environment, Session } from '../books/session.ts';
import type { Access } from '../connectors/contract.ts';
import { Trouble } from '../domain/trouble.ts';
import type { Database } from '../storage/database.ts';
import { openSealer, type Sealer } from '../storage/live/secrets.ts';
import type { Budget, Timers } from './api/budget.ts';
import { httpTransport, type Transport } from './api/transport.ts';

/** The system counts no further (24 days), and would call back at once. Who waits looks at the clock again. */
const MS_MAX = 2 ** 31 - 1;

/** Stores on this machine: they may be asked although their address is private, and reach our webhooks without a way from outside. */
export interface Nearby {
  /** 'http://127.0.0.1:2668' */
  readonly origins: ReadonlySet<string>;
  /** Where our own listener is for them. */
  readonly hooksUrl: string;
}

/** Where a store reaches our webhooks; null: nowhere. */
export function hooksUrlFor({ publicUrl, nearby }: Surroundings, { baseUrl }: Access): string | null {
  return nearby?.origins.has(new URL(baseUrl).origin) ? nearby.hooksUrl : publicUrl;
}

/** What the engine works with; everything that tests control is passed in. */
export interface Surroundings {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly transport: Transport;
  readonly timers: Timers;
  /** 0 ≤ n < 1 */
  readonly random: () => number;
  /** Where stores can reach our webhooks ('https://books.example'); null: nowhere. */
  readonly publicUrl: string | null;
  /** Stores that run on this machine for trying things out; none where not given. */
  readonly nearby?: Nearby;
  /** What this process may ask of stores, by budget key; each work has its own where not given. */
  readonly budgets?: Map<string, Budget>;
  /** Takes a line for an operator; without secrets and personal data. */
  readonly log: (line: string) => void;
}

const systemTimers: Timers = {
  now: () => Date.now(),
  after: (ms, act) => {
    const timer = setTimeout(act, Math.min(ms, MS_MAX));
    return () => clearTimeout(timer);
  },
};

/** The real world: the system's clock and network, as the environment allows. `close` when nothing is asked any more. */
export async function openSurroundings(
  { database }: Session,
  env: Environment,
  log: (line: string) => void,
  nearby?: Nearby,
): Promise<Surroundings & { close(): void }> {
  const allowPrivate = env.BOOKKEEPER_ALLOW_PRIVATE === '1';
  const transport = httpTransport({ allowPrivate, trusted: nearby?.origins ?? new Set() });
  return {
    ...(nearby === undefined ? {} : { nearby }),
    ...{ database, transport, timers: systemTimers, random: Math.random, budgets: new Map(), log },
    sealer: await openSealer(env),
    publicUrl: publicUrlOf(env.PUBLIC_URL),
    close: () => transport.close(),
  };
}

function publicUrlOf(text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new Trouble(
      `PUBLIC_URL is "${text}"`,
      'set it to the address under which stores reach WEBHOOK_PORT, or leave it out',
    );
  }
  return text.replace(/\/+$/, '');
}
