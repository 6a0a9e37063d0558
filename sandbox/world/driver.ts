import type { Timers } from '../timers.ts';
import type { Instant } from './types.ts';
import type { World } from './world.ts';

const TICK_MS = 100;

export interface DriverOptions {
  readonly timers: Timers;
  /** Milliseconds of the world in one of the machine; 0 stands still. */
  readonly speed: number;
  /** The world's clock never passes it: the machine's own, so that no order is of tomorrow. */
  readonly limit: () => Instant;
}

/**
 * Moves a world's clock on with the machine's, so many times as fast. Stopped → running (start) → stopped (stop); a change of
 * speed counts from its moment. A machine that slept catches up at the next tick.
 */
export class Driver {
  readonly #world: World;
  readonly #timers: Timers;
  readonly #limit: () => Instant;
  #speed: number;
  #since: number;
  #from: Instant;
  #stop: (() => void) | null = null;

  constructor(world: World, { timers, speed, limit }: DriverOptions) {
    this.#world = world;
    this.#timers = timers;
    this.#limit = limit;
    this.#speed = checked(speed);
    this.#since = timers.now();
    this.#from = world.now;
  }

  get speed(): number {
    return this.#speed;
  }

  /** Throws a RangeError below 0. */
  set speed(speed: number) {
    checked(speed);
    this.tick();
    this.#begin();
    this.#speed = speed;
  }

  /** `ticked` is called after each step. */
  start(ticked: () => void): void {
    if (this.#stop !== null) return;
    this.#begin();
    this.#stop = this.#timers.every(TICK_MS, () => {
      this.tick();
      ticked();
    });
  }

  /** Lets happen what is due by now. */
  tick(): void {
    if (this.#stop !== null) this.#world.advance(this.#due());
  }

  stop(): void {
    this.tick();
    this.#stop?.();
    this.#stop = null;
  }

  #begin(): void {
    this.#since = this.#timers.now();
    this.#from = this.#world.now;
  }

  #due(): Instant {
    const due = Math.round(this.#from + (this.#timers.now() - this.#since) * this.#speed);
    return Math.min(due, this.#limit());
  }
}

function checked(speed: number): number {
  if (speed >= 0 && Number.isFinite(speed)) return speed;
  throw new RangeError('speed must be a number, 0 or more');
}
