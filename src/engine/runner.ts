import { noteFailure, noteSuccess, type Problem } from '../storage/live/connections.ts';
import { nextDue } from '../storage/live/todo.ts';
import { backoff } from './backoff.ts';
import { certifyDue } from './certify.ts';
import { drain } from './drain.ts';
import { concernsStore, isOfOneAlone, problemOf } from './problem.ts';
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

/** What stands in the way of one work. */
interface Obstacle {
  /** In a row. */
  readonly failures: number;
  /** Null: whose it was is not known any more. */
  readonly problem: Problem | null;
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
  /** Works that fail by themselves, the last to fail last. */
  readonly #obstacles = new Map<Work, Obstacle>();
  #noting = Promise.resolve();
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
    // Nobody remembers whose problem it was: it stands until each work has succeeded, or the store that failed is back.
    const { problem, failures } = store.row;
    const left = { failures: 0, problem: failures === 0 ? problem : null };
    if (problem !== null) for (const work of works) this.#obstacles.set(work, left);
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
      if (drained > 0 && !this.#obstacles.has(this.#reads)) this.#wakers.get(this.#reads)?.();
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
    let failed: FeedError['stream'] | null = null;
    return async () => {
      if (!isPrepared) await prepareStreams(this.#store);
      isPrepared = true;
      const givesWay = failed;
      failed = null;
      const next = await followStreams(this.#store, givesWay).catch((error: unknown) => {
        if (error instanceof FeedError) failed = error.stream;
        throw error;
      });
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
    if (isStoreBack) {
      this.#failures = 0;
      await this.#noteSuccess();
    }
    if (!this.#obstacles.has(work) || (await work.isPartFailing?.())) return;
    this.#obstacles.delete(work);
    if (this.#failures === 0) await this.#noteSuccess();
  }

  /** The store itself is well: what is told is the last problem of a work that still fails. */
  async #noteSuccess(): Promise<void> {
    const { pool, row } = this.#store;
    await this.#noteInTurn(async () => {
      const left = [...this.#obstacles.values()].findLast(({ problem }) => problem !== null)?.problem ?? null;
      await noteSuccess(pool, row, left);
    });
  }

  /** Loops that note at once would else overtake each other, and what was so before would stand. */
  async #noteInTurn(note: () => Promise<void>): Promise<void> {
    const noted = this.#noting.then(note);
    this.#noting = noted.catch(() => undefined);
    await noted;
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
   * concerns one work alone lets that one rest, longer each time, and what concerns a part of it not even that. An answer
   * that the store cannot give now may be either: all rest as for a store, and the work as for itself.
   */
  async #fail(work: Work, error: unknown): Promise<number> {
    if (this.#isStopped) return 0;
    const { pool, row, clock, surroundings } = this.#store;
    const now = clock();
    const cause = error instanceof FeedError ? error.cause : error;
    const problem = problemOf(cause);
    const isAll = concernsStore(cause);
    if (isAll) this.#restAll(now);
    let wait = this.#retryAt - now;
    if (!isAll || isOfOneAlone(cause)) {
      const { failures } = this.#obstruct(work, problem, now);
      wait = error instanceof FeedError ? error.wait : backoff(failures, surroundings.random);
    }
    surroundings.log(`${row.channel}: ${problem.cause} (tried again in ${Math.ceil(wait / 1_000)} s)`);
    const retryAt = isAll ? this.#retryAt : null;
    const note = () => noteFailure(pool, row, problem, { now, retryAt });
    await this.#noteInTurn(note).catch((fault: unknown) => {
      surroundings.log(`${row.channel}: the failure could not be noted (${String(fault)})`);
    });
    return error instanceof FeedError ? IDLE_MS : wait;
  }

  #restAll(now: number): void {
    const wait = backoff(this.#failures + 1, this.#store.surroundings.random);
    // Several loops that meet the same trouble are one failure.
    if (this.#retryAt <= now) this.#failures += 1;
    this.#retryAt = Math.max(this.#retryAt, now + wait);
  }

  #obstruct(work: Work, problem: Omit<Problem, 'since'>, now: number): Obstacle {
    const before = this.#obstacles.get(work);
    const since = before?.problem?.since ?? new Date(now).toISOString();
    const obstacle = { failures: (before?.failures ?? 0) + 1, problem: { ...problem, since } };
    this.#obstacles.delete(work);
    this.#obstacles.set(work, obstacle);
    return obstacle;
  }
}
