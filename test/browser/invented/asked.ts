import type { World } from './world.ts';

/** One question about a book. */
export interface Asked {
  readonly world: World;
  /** What stands in the path where the route has a name, decoded. */
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
}

/** Answers by method and path; null: there is nothing under this address. */
export type Answers = Readonly<Record<string, (asked: Asked) => unknown>>;
