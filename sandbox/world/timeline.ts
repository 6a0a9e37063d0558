import type { Instant } from './types.ts';

/** One state of a thing, and the change that made it. */
export interface Version<T, Change> {
  readonly at: Instant;
  readonly change: Change;
  readonly value: T;
}

/** All states of one thing, oldest first. Never empty; instants never fall. */
export class Timeline<T, Change> {
  readonly #versions: [Version<T, Change>, ...Version<T, Change>[]];

  constructor(first: Version<T, Change>) {
    this.#versions = [first];
  }

  get versions(): readonly Version<T, Change>[] {
    return this.#versions;
  }

  /** As it is now. */
  get latest(): T {
    return (this.#versions.at(-1) ?? this.#versions[0]).value;
  }

  /** As it was then; undefined where it was not yet. */
  asOf(at: Instant): T | undefined {
    return this.#versions.findLast((version) => version.at <= at)?.value;
  }

  /** When one of `changes` last happened, up to `at`; undefined where none did. This is what "updated at" is made of. */
  lastOf(changes: ReadonlySet<Change>, at: Instant): Instant | undefined {
    return this.#versions.findLast((version) => version.at <= at && changes.has(version.change))?.at;
  }

  append(version: Version<T, Change>): void {
    this.#versions.push(version);
  }
}
