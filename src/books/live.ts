import { countOpen, type HeadRow, readHeads } from '../storage/lists/heads.ts';
import type { Session } from './session.ts';

/** Where a book stands. */
export interface LiveState {
  readonly book: string;
  readonly entries: number;
  readonly documents: number;
  readonly head: string;
  readonly parked: number;
  /** Those that are open. */
  readonly discrepancies: number;
}

type Listener = (state: LiveState) => void;

const lookEveryMs = 1_000;
/** Parked records and discrepancies also change without an entry: they are counted again after so many looks. */
const countEveryLooks = 5;

interface Watched {
  readonly listeners: Set<Listener>;
  last: { readonly row: HeadRow; readonly state: LiveState } | null;
}

/**
 * Tells listeners where their book stands, at once and whenever that has changed. One look a second serves all of them,
 * and there is none while nobody listens. Not by NOTIFY: it would put the commits of all books in a row.
 */
export class LiveBooks {
  readonly #pool: Session['database']['pool'];
  readonly #onFault: (error: unknown) => void;
  readonly #watched = new Map<number, Watched>();
  #timer: NodeJS.Timeout | undefined;
  #looks = 0;
  #isLooking = false;

  constructor({ database }: Session, onFault: (error: unknown) => void = () => {}) {
    this.#pool = database.pool;
    this.#onFault = onFault;
  }

  /** Returns how to stop listening. */
  listen(bookId: number, listener: Listener): () => void {
    const watched = this.#watched.get(bookId) ?? { listeners: new Set<Listener>(), last: null };
    this.#watched.set(bookId, watched);
    watched.listeners.add(listener);
    if (watched.last === null) void this.#look();
    else listener(watched.last.state);
    this.#timer ??= setInterval(() => void this.#look(), lookEveryMs);
    return () => {
      watched.listeners.delete(listener);
      if (watched.listeners.size === 0) this.#watched.delete(bookId);
      if (this.#watched.size === 0) this.close();
    };
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#watched.clear();
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      this.#looks += 1;
      const heads = await readHeads(this.#pool, [...this.#watched.keys()]);
      for (const row of heads) await this.#compare(row);
    } catch (error) {
      this.#onFault(error);
    } finally {
      this.#isLooking = false;
    }
  }

  async #compare(row: HeadRow): Promise<void> {
    const watched = this.#watched.get(row.bookId);
    if (watched === undefined) return;
    const { last } = watched;
    const hasMoved = last === null || last.row.head !== row.head || last.row.observations !== row.observations;
    if (!hasMoved && this.#looks % countEveryLooks !== 0) return;
    const { name: book, entries, documents, head } = row;
    const state = { book, entries, documents, head, ...(await countOpen(this.#pool, row.bookId)) };
    const isNews =
      last === null ||
      last.state.entries !== entries ||
      last.state.documents !== documents ||
      last.state.parked !== state.parked ||
      last.state.discrepancies !== state.discrepancies;
    watched.last = { row, state };
    if (isNews) for (const listener of watched.listeners) listener(state);
  }
}
