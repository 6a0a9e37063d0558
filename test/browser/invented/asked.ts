import type { PolicyVersion } from '../../../web/src/api/policy.ts';
import type { World } from './world.ts';

/** What changes while a server is asked; every server has its own. */
export interface State {
  policies: readonly PolicyVersion[];
  parkedLeft: number;
  /** Discrepancies, by their ids. */
  readonly accepted: Set<number>;
  /** In milliseconds of the machine's clock: an import goes on by itself. */
  importStartedAt: number;
}

/** One question about a book. */
export interface Asked {
  readonly world: World;
  readonly state: State;
  /** What stands in the path where the route has a name, decoded. */
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** What was sent as JSON. */
  readonly body: unknown;
}

/** Answers by method and path. A text is sent as it is, all else as JSON; null: there is nothing under this address. */
export type Answers = Readonly<Record<string, (asked: Asked) => unknown>>;
