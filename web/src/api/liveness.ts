import { type QueryClient, type QueryKey, skipToken, useQuery } from '@tanstack/react-query';
import type { Live } from './books.ts';
import type { Word } from './stream.ts';

export interface Liveness {
  readonly state: 'connecting' | 'live' | 'lost';
  readonly news: Live | null;
  /** The first that was ever heard: what was asked for before, and was not asked for once more, is taken to stand there. */
  readonly first: Live | null;
  /** When the last word came, in milliseconds since 1970. */
  readonly at: number | null;
}

export const UNHEARD: Liveness = { state: 'connecting', news: null, first: null, at: null };

/** Beside the key of the book, not under it: nobody can be asked for it again. */
export const livenessKey = (book: string): QueryKey => ['liveness', book];

/** How it is with the book after a word; `at`: when it came, in milliseconds since 1970. */
export function afterWord(old: Liveness, word: Word, at: number): Liveness {
  if (word === 'lost') return { ...old, state: 'lost' };
  if (word === 'open') return { ...old, state: 'live', at };
  return { state: 'live', news: word, first: old.first ?? word, at };
}

const countsOf = ({ head, documents, parked, discrepancies }: Live) =>
  `${head} ${documents} ${parked} ${discrepancies}`;

/** Whether the book may have moved between the two: it said so, or could not be heard for a while. */
export function hasMoved(old: Liveness, now: Liveness): boolean {
  if (old.state === 'lost' && now.state === 'live') return true;
  return old.news !== null && now.news !== null && countsOf(old.news) !== countsOf(now.news);
}

/** How it is with the book, as the shell hears it. */
export function useLiveness(book: string): Liveness {
  return useQuery<Liveness>({ queryKey: livenessKey(book), queryFn: skipToken }).data ?? UNHEARD;
}

/** What was last heard of the book, for those who ask now. */
export const lastHeard = (client: QueryClient, book: string): Live | null =>
  client.getQueryData<Liveness>(livenessKey(book))?.news ?? null;
