import type { Timers } from '../../timers.ts';

/** Points a shop's plan gives: so many at most, so many back a second of real time. */
export interface BucketSize {
  readonly capacity: number;
  readonly perSecond: number;
}

/** Shopify's plain plan. */
export const STANDARD: BucketSize = { capacity: 2_000, perSecond: 100 };

/** The leaky bucket: a request must find what it asks for, and is given back what it did not use. */
export class Bucket {
  readonly #size: BucketSize;
  readonly #timers: Timers;
  #level: number;
  #at: number;

  constructor(size: BucketSize, timers: Timers) {
    this.#size = size;
    this.#timers = timers;
    this.#level = size.capacity;
    this.#at = timers.now();
  }

  /** False where it does not hold so many: nothing is taken then. */
  take(points: number): boolean {
    this.#fill();
    if (points > this.#level) return false;
    this.#level -= points;
    return true;
  }

  giveBack(points: number): void {
    this.#level = Math.min(this.#size.capacity, this.#level + points);
  }

  get status(): Readonly<Record<'maximumAvailable' | 'currentlyAvailable' | 'restoreRate', number>> {
    this.#fill();
    return {
      maximumAvailable: this.#size.capacity,
      currentlyAvailable: Math.floor(this.#level),
      restoreRate: this.#size.perSecond,
    };
  }

  #fill(): void {
    const now = this.#timers.now();
    this.#level = Math.min(this.#size.capacity, this.#level + ((now - this.#at) / 1_000) * this.#size.perSecond);
    this.#at = now;
  }
}
