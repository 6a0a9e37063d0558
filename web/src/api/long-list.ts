import { useQueryClient } from '@tanstack/react-query';
import { useBookName } from '../address/view.ts';
import type { Query } from './client.ts';
import { useLiveness } from './liveness.ts';
import { pagesKey, usePages } from './queries.ts';
import type { Live } from './types.ts';

/**
 * A list that stays as it is while the book moves, since the reader has a place in it: that there is news is only said.
 * `moves`: of what the book tells, that which changes the list.
 */
export function useLongList<T extends { readonly next: string | number | null }>(
  parts: readonly (string | number)[],
  query: Query,
  { by, moves }: { readonly by: string; readonly moves: (news: Live) => string },
) {
  const book = useBookName();
  const client = useQueryClient();
  const { news, first } = useLiveness(book);
  const pages = usePages<T>(parts, query, { by, live: false });
  const head = pages.data?.pages[0];
  const readAt = head === undefined ? null : (head.heard ?? first);
  return {
    pages,
    hasNews: readAt !== null && news !== null && moves(readAt) !== moves(news),
    /** Begins again with the first page. */
    startOver: () => void client.resetQueries({ queryKey: pagesKey(book, parts, query), exact: true }),
  };
}
