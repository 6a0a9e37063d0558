import { type Random, randomOf } from '../world/random.ts';

/**
 * What a platform can do wrong, each with the range of its measure. A face asks `next(kind)` where it could do so.
 */
export const FAULTS = {
  /** Never sent. */
  'webhook dropped': { measure: 'none', min: 0, max: 0 },
  /** Sent twice; the second so many milliseconds of the world's time later. */
  'webhook doubled': { measure: 'ms', min: 0, max: 600_000 },
  /** So many milliseconds of the world's time later than those behind it. */
  'webhook reordered': { measure: 'ms', min: 1000, max: 120_000 },
  /** The same, by hours. */
  'webhook delayed': { measure: 'ms', min: 600_000, max: 6 * 3_600_000 },
  /** 429; to be tried again after so many real seconds. */
  'too many requests': { measure: 's', min: 1, max: 2 },
  /** 500. */
  'server error': { measure: 'none', min: 0, max: 0 },
  /** 502, with a page for people as its body. */
  'bad gateway': { measure: 'none', min: 0, max: 0 },
  /** The connection is reset after so many hundredths of the body. */
  'connection reset': { measure: '%', min: 0, max: 99 },
  /** The work is done, and no answer comes. */
  'no answer': { measure: 'none', min: 0, max: 0 },
  /** The answer ends whole as HTTP, and cut as JSON, after so many hundredths. */
  'cut answer': { measure: '%', min: 1, max: 99 },
  /** A list lacks its last rows, so many of them, and says nothing. */
  'short page': { measure: 'rows', min: 1, max: 3 },
  /** A replica answers that is so many milliseconds of the world's time behind. */
  'stale read': { measure: 'ms', min: 1000, max: 60_000 },
  /** The clock that stamps a change is so many milliseconds ahead (above 0) or behind. */
  'clock skew': { measure: 'ms', min: -30_000, max: 30_000 },
} as const;

export type FaultKind = keyof typeof FAULTS;

export const FAULT_KINDS = Object.keys(FAULTS) as readonly FaultKind[];

export function isFaultKind(text: string): text is FaultKind {
  return text in FAULTS;
}

/** Switches for faults, flipped while a face runs; all off at first. The same seed and questions give the same faults. */
export class Faults {
  readonly #randoms = new Map<FaultKind, Random>();
  readonly #odds = new Map<FaultKind, number>();
  readonly #committed = new Map<FaultKind, number>();
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** How often `kind` is to happen, in thousandths of the times that it could; throws below 0 and above 1000. */
  set(kind: FaultKind, odds: number): void {
    if (!(odds >= 0 && odds <= 1000)) throw new RangeError('odds are thousandths, from 0 to 1000');
    this.#odds.set(kind, odds);
  }

  setAll(odds: number): void {
    for (const kind of FAULT_KINDS) this.set(kind, odds);
  }

  odds(kind: FaultKind): number {
    return this.#odds.get(kind) ?? 0;
  }

  /** How often it was committed so far. */
  committed(kind: FaultKind): number {
    return this.#committed.get(kind) ?? 0;
  }

  /** Whether to commit it now: null, or by how much in its measure (0 where it has none). */
  next(kind: FaultKind): number | null {
    const odds = this.odds(kind);
    if (odds === 0 || !this.#random(kind).happens(odds)) return null;
    this.#committed.set(kind, this.committed(kind) + 1);
    const { min, max } = FAULTS[kind];
    return this.#random(kind).between(min, max);
  }

  /** Each kind has numbers of its own, so that one switch does not move the others. */
  #random(kind: FaultKind): Random {
    let random = this.#randoms.get(kind);
    if (random === undefined) {
      random = randomOf(this.#seed, 'fault', kind);
      this.#randoms.set(kind, random);
    }
    return random;
  }
}
