import type { Timers } from './timers.ts';

interface Awaited {
  at: number;
  /** Null: once. */
  readonly every: number | null;
  readonly call: () => void;
}

/** For tests: time passes when it is told to. */
export class ManualTimers implements Timers {
  readonly #awaited = new Set<Awaited>();
  #now = 0;

  now(): number {
    return this.#now;
  }

  every(ms: number, call: () => void): () => void {
    return this.#await({ at: this.#now + ms, every: ms, call });
  }

  after(ms: number, call: () => void): () => void {
    return this.#await({ at: this.#now + ms, every: null, call });
  }

  /** Lets `ms` pass, and happen what is due meanwhile, in order. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#now = next.at;
      if (next.every === null) this.#awaited.delete(next);
      else next.at += next.every;
      next.call();
    }
    this.#now = end;
  }

  #next(end: number): Awaited | undefined {
    const [first] = [...this.#awaited].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
    return first;
  }

  #await(awaited: Awaited): () => void {
    this.#awaited.add(awaited);
    return () => this.#awaited.delete(awaited);
  }
}
