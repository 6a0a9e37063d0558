import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useBookName } from '../address/view.ts';
import type { Live } from './books.ts';
import { apiPath, getJson, type Query } from './client.ts';
import { lastHeard, useLiveness } from './liveness.ts';
import { bookKey, type Heard, pagesKey, standInFor, usePages } from './queries.ts';

/* What stays as it is while the book moves, since the reader has a place in it: that there is news is only said. */

/** Of what the book tells, that which changes the view. */
type Moves = (news: Live) => string;

function useNews(read: Heard | undefined, moves: Moves): boolean {
  const { news, first } = useLiveness(useBookName());
  const readAt = read === undefined ? null : (read.heard ?? first);
  return readAt !== null && news !== null && moves(readAt) !== moves(news);
}

/** A list of any length. */
export function useLongList<T extends { readonly next: string | number | null }>(
  parts: readonly (string | number)[],
  query: Query,
  { by, moves }: { readonly by: string; readonly moves: Moves },
) {
  const book = useBookName();
  const client = useQueryClient();
  const pages = usePages<T>(parts, query, { by, live: false });
  const [read, ...others] = pages.data?.pages ?? [];
  const isHeard = useLiveness(book).first !== null;
  return {
    pages,
    // What has gone on before the first word was not renewed by it, and nobody knows what came in between.
    hasNews: useNews(read, moves) || (isHeard && others.length > 0 && read?.heard === null),
    /** Begins again with the first page. */
    startOver: () => void client.resetQueries({ queryKey: pagesKey(book, parts, query), exact: true }),
  };
}

/** An answer that takes the books long to make. */
export function useStill<T extends object>(
  parts: readonly (string | number)[],
  query: Query,
  { moves }: { readonly moves: Moves },
) {
  const book = useBookName();
  const client = useQueryClient();
  const thing = [...bookKey(book), ...parts];
  const queryKey = [...thing, query];
  const answer = useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<T & Heard> => {
      const heard = lastHeard(client, book);
      return { ...(await getJson<T>(apiPath(['books', book, ...parts], query), signal)), heard };
    },
    placeholderData: standInFor(queryKey),
    meta: { live: false },
  });
  return {
    answer,
    hasNews: useNews(answer.data, moves),
    /** Asks again, also for the lists that lie below it. */
    renew: () => void client.invalidateQueries({ queryKey: thing }),
  };
}
