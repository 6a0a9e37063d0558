/** Random numbers that can be had again: the seed is in the message of whatever fails, and BOOKKEEPER_SEED sets it. */
export interface Random {
  readonly seed: number;
  /** From 0 up to 1. */
  next(): number;
}

export function random(what: string): Random {
  const seed = Number(process.env.BOOKKEEPER_SEED ?? Math.floor(Math.random() * 2 ** 31));
  process.stdout.write(`${what}: BOOKKEEPER_SEED=${seed}\n`);
  let state = seed;
  const next = () => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { seed, next };
}

export function shuffled<T>(items: readonly T[], next: () => number): T[] {
  return items
    .map((item) => ({ item, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
