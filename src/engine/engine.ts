import { type LiveRow, listStarted, noteFailure } from '../storage/live/connections.ts';
import { Leases } from '../storage/live/leases.ts';
import type { Budget } from './api/budget.ts';
import { backoff } from './backoff.ts';
import { problemOf } from './problem.ts';
import { Runner } from './runner.ts';
import { openStore } from './store.ts';
import type { Surroundings } from './surroundings.ts';

/** How often it is looked for stores that nobody keeps up with: what a dead process left is taken up by then. */
const LOOK_EVERY_MS = 2_000;

/**
 * Keeps the books up with every store that is live. Any number of processes may do so: each takes stores whose lease is
 * free, all of one budget key together, and holds them while it lives.
 */
export class Engine {
  readonly #surroundings: Surroundings;
  readonly #budgets: Map<string, Budget>;
  readonly #runners = new Map<string, { readonly row: LiveRow; readonly runner: Runner }>();
  /** Stores that could not be opened, and when they are tried again. */
  readonly #closed = new Map<string, number>();
  #leases: Leases | null = null;
  #isStopped = false;
  #wake: () => void = () => {};
  readonly #looking: Promise<void>;

  private constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.#budgets = surroundings.budgets ?? new Map();
    this.#looking = this.#lookAgainAndAgain();
  }

  static start(surroundings: Surroundings): Engine {
    return new Engine(surroundings);
  }

  /** A webhook of a store has come in. */
  ring(bookId: number, connectionId: number): void {
    this.#runners.get(keyOf({ bookId, connectionId }))?.runner.ring();
  }

  /** A store was connected, started or stopped: looks at once. */
  look(): void {
    this.#wake();
  }

  /** The share that is left of a store's budget, where this process keeps up with it and the platform has one. */
  budgetShare(budgetKey: string): number | null {
    return this.#budgets.get(budgetKey)?.share ?? null;
  }

  /** Ends what is under way, and lets go of every store. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#wake();
    await this.#looking;
    await this.#stopRunners([...this.#runners.keys()]);
    await this.#leases?.close();
  }

  async #lookAgainAndAgain(): Promise<void> {
    while (!this.#isStopped) {
      try {
        await this.#takeUp();
      } catch (error) {
        this.#surroundings.log(
          `stores could not be looked for: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
      await this.#rest();
    }
  }

  async #rest(): Promise<void> {
    if (this.#isStopped) return;
    await new Promise<void>((resolve) => {
      const stop = this.#surroundings.timers.after(LOOK_EVERY_MS, resolve);
      this.#wake = () => {
        stop();
        resolve();
      };
    });
  }

  async #takeUp(): Promise<void> {
    const { database, timers } = this.#surroundings;
    if (this.#leases === null) {
      await this.#stopRunners([...this.#runners.keys()]);
      this.#leases = await Leases.open(database, () => {
        this.#leases = null;
      });
    }
    await this.#leases?.check();
    const rows = new Map((await listStarted(database.pool)).map((row) => [keyOf(row), row]));
    // One that was connected anew begins anew with its new credentials, and one whose connections broke with new ones.
    const ended = [...this.#runners].filter(
      ([key, { row, runner }]) => runner.isLost || rows.get(key)?.connectedAt !== row.connectedAt,
    );
    await this.#stopRunners(ended.map(([key]) => key));
    for (const [key, row] of rows) {
      if (this.#isStopped || this.#runners.has(key) || (this.#closed.get(key) ?? 0) > timers.now()) continue;
      if (!(await this.#leases?.take(row.budgetKey))) continue;
      try {
        const runner = new Runner(await openStore(this.#surroundings, row, this.#budgets));
        this.#runners.set(key, { row, runner });
        this.#closed.delete(key);
      } catch (error) {
        await this.#noteClosed(key, row, error);
      }
    }
  }

  /**
   * A store that cannot even be opened is tried again later, and says why. Its lease is left to others, who may have the
   * key that is missing here; one look of theirs is waited for.
   */
  async #noteClosed(key: string, row: LiveRow, error: unknown): Promise<void> {
    const { database, timers, random, log } = this.#surroundings;
    const now = timers.now();
    const retryAt = now + Math.max(2 * LOOK_EVERY_MS, backoff(row.failures + 1, random));
    const problem = problemOf(error);
    this.#closed.set(key, retryAt);
    log(`${row.channel} cannot be kept up with: ${problem.cause}`);
    await this.#giveBack([row]);
    await noteFailure(database.pool, row, problem, { now, retryAt });
  }

  async #stopRunners(keys: readonly string[]): Promise<void> {
    const ending = keys.flatMap((key) => this.#runners.get(key) ?? []);
    for (const key of keys) this.#runners.delete(key);
    await Promise.all(ending.map(({ runner }) => runner.stop()));
    await this.#giveBack(ending.map(({ row }) => row));
  }

  /** Lets go of the leases of stores that are not kept up with here, unless another of the same budget is. */
  async #giveBack(rows: readonly LiveRow[]): Promise<void> {
    const kept = new Set([...this.#runners.values()].map(({ row }) => row.budgetKey));
    for (const { budgetKey } of rows) if (!kept.has(budgetKey)) await this.#leases?.giveBack(budgetKey);
  }
}

function keyOf({ bookId, connectionId }: Pick<LiveRow, 'bookId' | 'connectionId'>): string {
  return `${bookId}/${connectionId}`;
}
