import type { Instant } from './types.ts';

interface Entry<T> {
  readonly at: Instant;
  /** What was put first comes first among those of one instant. */
  readonly turn: number;
  readonly item: T;
}

/** What is still to happen, soonest first: a binary heap. */
export class Queue<T> {
  readonly #heap: Entry<T>[] = [];
  #turns = 0;

  get size(): number {
    return this.#heap.length;
  }

  put(at: Instant, item: T): void {
    this.#turns += 1;
    const entry = { at, turn: this.#turns, item };
    let hole = this.#heap.length;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = this.#heap[parent];
      if (above === undefined || !isBefore(entry, above)) break;
      this.#heap[hole] = above;
      hole = parent;
    }
    this.#heap[hole] = entry;
  }

  /** The soonest, if its time has come by `until`; undefined where none has. */
  take(until: Instant): { readonly at: Instant; readonly item: T } | undefined {
    const [first] = this.#heap;
    if (first === undefined || first.at > until) return undefined;
    const last = this.#heap.pop();
    if (last !== undefined && last !== first) this.#sink(last);
    return first;
  }

  #sink(entry: Entry<T>): void {
    let hole = 0;
    for (;;) {
      const child = this.#smallerChild(hole);
      const below = this.#heap[child];
      if (below === undefined || !isBefore(below, entry)) break;
      this.#heap[hole] = below;
      hole = child;
    }
    this.#heap[hole] = entry;
  }

  #smallerChild(parent: number): number {
    const left = 2 * parent + 1;
    const [one, other] = [this.#heap[left], this.#heap[left + 1]];
    return one !== undefined && other !== undefined && isBefore(other, one) ? left + 1 : left;
  }
}

const isBefore = <T>(a: Entry<T>, b: Entry<T>): boolean => a.at < b.at || (a.at === b.at && a.turn < b.turn);
