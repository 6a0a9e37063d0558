import type { Timers as SandboxTimers } from '../../sandbox/timers.ts';
import type { Timers as EngineTimers } from '../../src/engine/api/budget.ts';

/** One clock for a simulated world and for the engine that watches it. What is waited for comes at once, later by the clock. */
export class SimulatedTime implements EngineTimers, SandboxTimers {
  #now: number;

  constructor(start: number) {
    this.#now = start;
  }

  readonly now = (): number => this.#now;

  advance(to: number): void {
    this.#now = Math.max(this.#now, to);
  }

  after(ms: number, act: () => void): () => void {
    const at = this.#now + ms;
    const immediate = setImmediate(() => {
      this.advance(at);
      act();
    });
    return () => clearImmediate(immediate);
  }

  every(_ms: number, _act: () => void): () => void {
    throw new Error('a simulation moves everything by hand');
  }
}
