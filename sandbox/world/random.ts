/** Random numbers of one seed: the same seed gives the same numbers, on every machine. */
export interface Random {
  /** From 0 up to 1. */
  next(): number;
  /** A whole number from `min` through `max`. */
  between(min: number, max: number): number;
  /** True `odds` times in a thousand. */
  happens(odds: number): boolean;
  /** One of `items`; throws where there is none. */
  pick<T>(items: readonly T[]): T;
}

/** Random numbers of their own for each name, so that what happens in one place moves nothing elsewhere. */
export function randomOf(seed: number, ...names: readonly (string | number)[]): Random {
  const next = mulberry32(hash(`${seed}/${names.join('/')}`));
  const between = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    between,
    happens: (odds) => next() * 1000 < odds,
    pick: (items) => {
      const item = items[between(0, items.length - 1)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
  };
}

/** Tommy Ettinger's mulberry32: small, quick, and good enough for invented trade. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  return state;
}
