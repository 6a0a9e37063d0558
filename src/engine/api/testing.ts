import type { Timers } from './budget.ts';

interface Planned {
  readonly at: number;
  readonly order: number;
  readonly act: () => void;
}

/** A clock that stands still until a test moves it on. */
export class VirtualTimers implements Timers {
  #now: number;
  #order = 0;
  readonly #planned = new Set<Planned>();

  constructor(now = Date.parse('2026-11-22T09:00:00Z')) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, act: () => void): () => void {
    this.#order += 1;
    const planned = { at: this.#now + ms, order: this.#order, act };
    this.#planned.add(planned);
    return () => this.#planned.delete(planned);
  }

  /** How many wait for their time. */
  get waiting(): number {
    return this.#planned.size;
  }

  /** Sets the clock without calling anybody back: as a person or a time server does. */
  set(now: number): void {
    this.#now = now;
  }

  /** Lets time pass; each that is due is called in its turn, and what follows from it happens before the next. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#planned.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.act();
      await settled();
    }
    this.#now = end;
  }

  #next(end: number): Planned | undefined {
    const due = [...this.#planned].filter(({ at }) => at <= end);
    return due.sort((a, b) => a.at - b.at || a.order - b.order)[0];
  }
}

/** Lets everything happen that waits for nothing but its turn. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
