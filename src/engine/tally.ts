import type pg from 'pg';
import { addTraffic } from '../storage/live/days.ts';
import type { ConnectionKey } from '../storage/live/streams.ts';
import type { Timers } from './api/budget.ts';

/** Counts a store's traffic, and adds it to the day's figures now and then rather than request by request. */
export class Tally {
  readonly #pool: pg.Pool;
  readonly #key: ConnectionKey;
  readonly #timers: Timers;
  #counts = { requests: 0, failed: 0, throttled: 0 };
  #waitedMs: number[] = [];
  #answered = 0;

  constructor(pool: pg.Pool, key: ConnectionKey, timers: Timers) {
    this.#pool = pool;
    this.#key = key;
    this.#timers = timers;
  }

  /** Requests that were answered since this was made. */
  get answered(): number {
    return this.#answered;
  }

  /** A request has ended. */
  readonly request = (outcome: 'answered' | 'failed' | 'throttled'): void => {
    this.#counts.requests += 1;
    if (outcome === 'answered') this.#answered += 1;
    else this.#counts[outcome] += 1;
  };

  /** A webhook that came so long ago is in the books. */
  waited(ms: number): void {
    this.#waitedMs.push(ms);
  }

  async flush(): Promise<void> {
    const [counts, waitedMs] = [this.#counts, this.#waitedMs];
    if (counts.requests === 0 && waitedMs.length === 0) return;
    this.#counts = { requests: 0, failed: 0, throttled: 0 };
    this.#waitedMs = [];
    try {
      await addTraffic(this.#pool, this.#key, { ...counts, waitedMs }, this.#timers.now());
    } catch (error) {
      const { requests, failed, throttled } = this.#counts;
      this.#counts = {
        requests: requests + counts.requests,
        failed: failed + counts.failed,
        throttled: throttled + counts.throttled,
      };
      this.#waitedMs = [...waitedMs, ...this.#waitedMs];
      throw error;
    }
  }
}
