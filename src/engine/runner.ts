import { noteFailure, noteSuccess } from '../storage/live/connections.ts';
import { backoff } from './backoff.ts';
import { certifyDue } from './certify.ts';
import { drain } from './drain.ts';
import { concernsStore, problemOf } from './problem.ts';
import { readAgain } from './reads.ts';
import { closeStore, type Store } from './store.ts';
import { followStreams, prepareStreams } from './streams.ts';
import { WATCH_EVERY_MS, watchWebhooks } from './watch.ts';

/** How long a loop that found nothing waits before it looks again, unless it is woken. */
const IDLE_MS = 250;
const FLUSH_EVERY_MS = 5_000;

/** Does its work once; returns how many milliseconds it may rest. */
type Step = () => Promise<number>;

/**
 * Keeps the books up with one store, while this process holds its lease. Four loops run beside each other: webhooks into
 * the books, documents read again, feeds followed, subscriptions and certificates. A store that fails is left alone for a
 * while, longer each time; what has arrived is taken in all the same.
 */
export class Runner {
  readonly #store: Store;
  readonly #loops: readonly Promise<void>[];
  readonly #wakers = new Map<Step, () => void>();
  #isStopped = false;
  /** Of the whole store, in a row. */
  #failures: number;
  #retryAt: number;
  /** Of one work alone, in a row. */
  readonly #failuresOf = new Map<Step, number>();
  readonly #drain: Step;
  /** A webhook came in since the inbox was last looked at. */
  #isRung = false;

  constructor(store: Store) {
    this.#store = store;
    this.#failures = store.row.failures;
    this.#retryAt = store.row.retryAt ?? 0;
    this.#drain = async () => {
      this.#isRung = false;
      return (await drain(store)) > 0 || this.#isRung ? 0 : IDLE_MS;
    };
    this.#loops = [
      this.#loop(this.#drain),
      this.#loop(this.#remote(async () => ((await readAgain(store)) > 0 ? 0 : IDLE_MS))),
      this.#loop(this.#remote(this.#follow())),
      this.#loop(this.#remote(this.#watch())),
      this.#loop(this.#remote(async () => await certifyDue(store))),
      this.#loop(async () => {
        await store.tally.flush();
        return FLUSH_EVERY_MS;
      }),
    ];
  }

  /** True once its connections to the database are gone: another is to take over. */
  get isLost(): boolean {
    return this.#store.intake.isLost();
  }

  /** A webhook has come in. */
  ring(): void {
    this.#isRung = true;
    this.#wakers.get(this.#drain)?.();
  }

  /** Ends when what is under way has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#store.abort.abort();
    for (const wake of this.#wakers.values()) wake();
    await Promise.all(this.#loops);
    await closeStore(this.#store);
  }

  #follow(): Step {
    let isPrepared = false;
    return async () => {
      if (!isPrepared) await prepareStreams(this.#store);
      isPrepared = true;
      const next = await followStreams(this.#store);
      return Math.min(Math.max(0, next - this.#store.clock()), IDLE_MS * 4);
    };
  }

  #watch(): Step {
    return async () => {
      await watchWebhooks(this.#store);
      return WATCH_EVERY_MS;
    };
  }

  /** Work that asks the store: not while it is left alone. */
  #remote(step: Step): Step {
    return async () => {
      const { clock, pool, row, tally } = this.#store;
      const pause = this.#retryAt - clock();
      if (pause > 0) return pause;
      const { answered } = tally;
      const hadFailed = this.#failures > 0;
      const rest = await step();
      // A step that had nothing to ask, or began before the failure, says nothing of the store as it is now.
      if (hadFailed && tally.answered > answered) {
        this.#failures = 0;
        await noteSuccess(pool, row);
      }
      return rest;
    };
  }

  async #loop(step: Step): Promise<void> {
    while (!this.#isStopped) {
      let rest = IDLE_MS;
      try {
        rest = await step();
        if (this.#failuresOf.delete(step) && this.#failures === 0 && this.#failuresOf.size === 0) {
          await noteSuccess(this.#store.pool, this.#store.row);
        }
      } catch (error) {
        rest = await this.#fail(step, error);
      }
      await this.#rest(step, rest);
    }
    this.#wakers.delete(step);
  }

  async #rest(step: Step, ms: number): Promise<void> {
    if (this.#isStopped || ms <= 0) return;
    await new Promise<void>((resolve) => {
      const stop = this.#store.surroundings.timers.after(ms, resolve);
      this.#wakers.set(step, () => {
        stop();
        resolve();
      });
    });
  }

  /**
   * What concerns the whole store (it is away, refuses the credentials, asks for a pause) lets all loops rest; what
   * concerns one work alone lets that one rest, longer each time.
   */
  async #fail(step: Step, error: unknown): Promise<number> {
    if (this.#isStopped) return 0;
    const { pool, row, clock, surroundings } = this.#store;
    const now = clock();
    const isAll = concernsStore(error);
    const failures = isAll ? this.#failures : (this.#failuresOf.get(step) ?? 0);
    const wait = backoff(failures + 1, surroundings.random);
    if (isAll) {
      // Several loops that meet the same trouble are one failure.
      if (this.#retryAt <= now) this.#failures += 1;
      this.#retryAt = Math.max(this.#retryAt, now + wait);
    } else this.#failuresOf.set(step, failures + 1);
    const problem = problemOf(error);
    surroundings.log(`${row.channel}: ${problem.cause} (tried again in ${Math.ceil(wait / 1_000)} s)`);
    const retryAt = isAll ? this.#retryAt : null;
    await noteFailure(pool, row, problem, { now, retryAt }).catch((fault: unknown) => {
      surroundings.log(`${row.channel}: the failure could not be noted (${String(fault)})`);
    });
    return wait;
  }
}
