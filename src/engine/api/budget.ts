import type { ApiAnswer, Limits } from '../../connectors/contract.ts';

/** Whose request goes first: what a merchant waits for, or history. */
export type Urgency = 'live' | 'backfill';

export interface Timers {
  /** The time of day in milliseconds. */
  now(): number;
  /** Calls back after so many milliseconds; returns how to stop that. */
  after(ms: number, act: () => void): () => void;
}

interface Waiting {
  readonly cost: number;
  readonly go: () => void;
}

/** History leaves this share of the bucket to live work. */
const KEPT_FOR_LIVE = 0.5;

/**
 * What may be asked of one platform's account: so many requests at once, and a bucket that leaks. Live work goes first;
 * history takes what is left over. All requests of a budget key are made by one process, so it lives in memory.
 */
export class Budget {
  readonly #limits: Limits;
  readonly #timers: Timers;
  readonly #waiting: Readonly<Record<Urgency, Waiting[]>> = { live: [], backfill: [] };
  #underWay = 0;
  /** What requests under way were reckoned to cost. */
  #costUnderWay = 0;
  #left: number;
  #leftAt: number;
  /** Nothing is sent before it: the platform said so. */
  #closedUntil = 0;
  #stopTimer: (() => void) | null = null;

  constructor(limits: Limits, timers: Timers) {
    this.#limits = limits;
    this.#timers = timers;
    this.#left = limits.bucket?.capacity ?? 0;
    this.#leftAt = timers.now();
  }

  /** What is left of the bucket as a share; null where there is no bucket. */
  get share(): number | null {
    const { bucket } = this.#limits;
    return bucket === null ? null : this.#available() / bucket.capacity;
  }

  /** Resolves when a request may be sent; `release` must follow. */
  acquire(cost: number, urgency: Urgency): Promise<void> {
    return new Promise((go) => {
      this.#waiting[urgency].push({ cost, go });
      this.#advance();
    });
  }

  /** The request of that cost has ended; the answer, where there is one, says what is left. */
  release(cost: number, answer: ApiAnswer | null): void {
    this.#underWay -= 1;
    this.#costUnderWay -= cost;
    const left = answer === null ? null : (this.#limits.bucket?.left(answer) ?? null);
    if (left !== null) {
      // The platform may not have come to the others yet.
      this.#left = left - this.#costUnderWay;
      this.#leftAt = this.#timers.now();
    }
    this.#advance();
  }

  /** The platform asks for a pause of everything. */
  pause(ms: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, this.#timers.now() + ms);
    this.#advance();
  }

  #available(): number {
    const { bucket } = this.#limits;
    if (bucket === null) return Number.POSITIVE_INFINITY;
    const now = this.#timers.now();
    // A clock that was set back has gained nothing, and goes on from there.
    const gained = (Math.max(0, now - this.#leftAt) / 1_000) * bucket.perSecond;
    this.#left = Math.min(bucket.capacity, this.#left + gained);
    this.#leftAt = now;
    return this.#left;
  }

  #advance(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
    for (let wait = this.#sendNext(); wait !== null; wait = this.#sendNext()) {
      if (wait === 0) continue;
      this.#stopTimer = this.#timers.after(wait, () => this.#advance());
      return;
    }
  }

  /** 0: one was sent. More: so many milliseconds must pass first. Null: nothing waits, or enough is under way. */
  #sendNext(): number | null {
    const urgency = this.#waiting.live.length > 0 ? 'live' : 'backfill';
    const [next] = this.#waiting[urgency];
    if (next === undefined || this.#underWay >= this.#limits.concurrent) return null;
    const closed = this.#closedUntil - this.#timers.now();
    if (closed > 0) return closed;
    const missing = this.#missing(next.cost, urgency);
    if (missing > 0) return Math.ceil((missing / (this.#limits.bucket?.perSecond ?? 1)) * 1_000);
    this.#waiting[urgency].shift();
    this.#left -= next.cost;
    this.#underWay += 1;
    this.#costUnderWay += next.cost;
    next.go();
    return 0;
  }

  #missing(cost: number, urgency: Urgency): number {
    const { bucket } = this.#limits;
    if (bucket === null) return 0;
    const kept = urgency === 'live' ? 0 : bucket.capacity * KEPT_FOR_LIVE;
    // What costs more than the bucket holds is sent when it is full.
    return Math.min(cost + kept, bucket.capacity) - this.#available();
  }
}
