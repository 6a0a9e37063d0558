/** What the sandbox needs of the machine; tests pass their own. */
export interface Timers {
  /** Milliseconds that never go back. */
  now(): number;
  /** Calls again and again, every `ms`; answers how to stop. */
  every(ms: number, call: () => void): () => void;
  /** Calls once, in `ms`; answers how to call it off. */
  after(ms: number, call: () => void): () => void;
}

/** The machine's own. They keep no process alive. */
export const MACHINE: Timers = {
  now: () => performance.now(),
  every(ms, call) {
    const timer = setInterval(call, ms).unref();
    return () => clearInterval(timer);
  },
  after(ms, call) {
    const timer = setTimeout(call, ms).unref();
    return () => clearTimeout(timer);
  },
};
