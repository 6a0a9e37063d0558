import { noteFailure, noteSuccess } from '../storage/live/connections.ts';
import { nextDue } from '../storage/live/todo.ts';
import { backoff } from './backoff.ts';
import { certifyDue } from './certify.ts';
import { drain } from './drain.ts';
import { concernsStore, problemOf } from './problem.ts';
import { READ, readAgain } from './reads.ts';
import { revisit } from './revisit.ts';
import { closeStore, type Store } from './store.ts';
import { FeedError, followStreams, isFeedFailing, prepareStreams } from './streams.ts';
import { WATCH_EVERY_MS, watchWebhooks } from './watch.ts';

/** How long a loop that found nothing waits before it looks again, unless it is woken. */
const IDLE_MS = 250;
/** One that knows when its next work is due waits no longer: others may ask for some meanwhile. */
const REST_MAX_MS = 1_000;
const FLUSH_EVERY_MS = 5_000;

/** What one loop does. */
interface Work {
  /** Does it once; returns how many milliseconds it may rest. */
  readonly step: () => Promise<number>;
  /** It asks the store: not while that is left alone. */
  readonly isRemote: boolean;
  /** True while a part of it fails, and waits by itself: that the step succeeds says nothing then. */
  readonly isPartFailing?: () => Promise<boolean>;
}

/**
 * Keeps the books up with one store, while this process holds its lease. Loops run beside each other: webhooks into the
 * books, documents read again, feeds followed, subscriptions, certificates, old orders. A store that fails is left alone for a
 * while, longer each time; what has arrived is taken in all the same.
 */
export class Runner {
  readonly #store: Store;
  readonly #loops: readonly Promise<void>[];
  readonly #wakers = new Map<Work, () => void>();
  #isStopped = false;
  /** Of the whole store, in a row. */
  #failures: number;
  #retryAt: number;
  /** Of one work alone, in a row. */
  readonly #failuresOf = new Map<Work, number>();
  readonly #drain: Work;
  readonly #reads: Work;
  /** A webhook came in since the inbox was last looked at. */
  #isRung = false;

  constructor(store: Store) {
    this.#store = store;
    this.#failures = store.row.failures;
    this.#retryAt = store.row.retryAt ?? 0;
    this.#drain = this.#draining();
    const remote = (step: Work['step']): Work => ({ step, isRemote: true });
    this.#reads = remote(this.#reading());
    const works = [
      this.#drain,
      this.#reads,
      { ...remote(this.#follow()), isPartFailing: () => isFeedFailing(store) },
      remote(this.#watch()),
      remote(async () => await certifyDue(store)),
      remote(async () => await revisit(store)),
      this.#flushing(),
    ];
    // Nobody remembers whose problem it was: it stands until each work has succeeded.
    if (store.row.problem !== null) for (const work of works) this.#failuresOf.set(work, 0);
    this.#loops = works.map((work) => this.#loop(work));
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

  #draining(): Work {
    const step = async () => {
      this.#isRung = false;
      const drained = await drain(this.#store);
      // What it says has changed may be due at once.
      if (drained > 0 && !this.#failuresOf.has(this.#reads)) this.#wakers.get(this.#reads)?.();
      return drained > 0 || this.#isRung ? 0 : IDLE_MS;
    };
    return { step, isRemote: false };
  }

  #reading(): Work['step'] {
    const { pool, row, clock } = this.#store;
    return async () => {
      const rest = ((await nextDue(pool, READ, row)) ?? Number.POSITIVE_INFINITY) - clock();
      if (rest > 0) return Math.min(rest, REST_MAX_MS);
      await readAgain(this.#store);
      return 0;
    };
  }

  #flushing(): Work {
    const step = async () => {
      await this.#store.tally.flush();
      return FLUSH_EVERY_MS;
    };
    return { step, isRemote: false };
  }

  #follow(): Work['step'] {
    let isPrepared = false;
    return async () => {
      if (!isPrepared) await prepareStreams(this.#store);
      isPrepared = true;
      const next = await followStreams(this.#store);
      return Math.min(Math.max(0, next - this.#store.clock()), REST_MAX_MS);
    };
  }

  #watch(): Work['step'] {
    return async () => {
      await watchWebhooks(this.#store);
      return WATCH_EVERY_MS;
    };
  }

  async #loop(work: Work): Promise<void> {
    while (!this.#isStopped) {
      const pause = work.isRemote ? this.#retryAt - this.#store.clock() : 0;
      await this.#rest(work, pause > 0 ? pause : await this.#turn(work));
    }
    this.#wakers.delete(work);
  }

  /** Does a work once; returns how many milliseconds it may rest. */
  async #turn(work: Work): Promise<number> {
    const { tally } = this.#store;
    const { answered } = tally;
    const hadFailed = this.#failures > 0;
    try {
      const rest = await work.step();
      // A step that had nothing to ask, or began before the failure, says nothing of the store as it is now.
      await this.#succeed(work, work.isRemote && hadFailed && tally.answered > answered);
      return rest;
    } catch (error) {
      return await this.#fail(work, error);
    }
  }

  async #succeed(work: Work, isStoreBack: boolean): Promise<void> {
    const { pool, row } = this.#store;
    if (isStoreBack) {
      this.#failures = 0;
      await noteSuccess(pool, row);
    }
    if (!this.#failuresOf.has(work) || (await work.isPartFailing?.())) return;
    this.#failuresOf.delete(work);
    if (this.#failures === 0 && this.#failuresOf.size === 0) await noteSuccess(pool, row);
  }

  async #rest(work: Work, ms: number): Promise<void> {
    if (this.#isStopped || ms <= 0) return;
    await new Promise<void>((resolve) => {
      const stop = this.#store.surroundings.timers.after(ms, resolve);
      this.#wakers.set(work, () => {
        stop();
        resolve();
      });
    });
  }

  /**
   * What concerns the whole store (it is away, refuses the credentials, asks for a pause) lets all loops rest; what
   * concerns one work alone lets that one rest, longer each time, and what concerns a part of it not even that.
   */
  async #fail(work: Work, error: unknown): Promise<number> {
    if (this.#isStopped) return 0;
    const { pool, row, clock, surroundings } = this.#store;
    const now = clock();
    const isAll = concernsStore(error);
    const failures = isAll ? this.#failures : (this.#failuresOf.get(work) ?? 0);
    const wait = error instanceof FeedError ? error.retryAt - now : backoff(failures + 1, surroundings.random);
    if (isAll) {
      // Several loops that meet the same trouble are one failure.
      if (this.#retryAt <= now) this.#failures += 1;
      this.#retryAt = Math.max(this.#retryAt, now + wait);
    } else this.#failuresOf.set(work, failures + 1);
    const problem = problemOf(error instanceof FeedError ? error.cause : error);
    surroundings.log(`${row.channel}: ${problem.cause} (tried again in ${Math.ceil(wait / 1_000)} s)`);
    const retryAt = isAll ? this.#retryAt : null;
    await noteFailure(pool, row, problem, { now, retryAt }).catch((fault: unknown) => {
      surroundings.log(`${row.channel}: the failure could not be noted (${String(fault)})`);
    });
    return error instanceof FeedError ? IDLE_MS : wait;
  }
}
