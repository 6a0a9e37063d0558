import { keepPreviousData, type QueryKey, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useBookName } from '../address/view.ts';
import { apiPath, getJson, type Query } from './client.ts';
import type { Book, BookDetail } from './types.ts';

/** Everything of one book stands under one key, so that news of it reach all of its views. */
export const bookKey = (book: string): QueryKey => ['book', book];

export function useBooks() {
  return useQuery({
    queryKey: ['books'],
    queryFn: ({ signal }) => getJson<readonly Book[]>(apiPath(['books']), signal),
  });
}

export function useBook() {
  const book = useBookName();
  return useQuery({
    queryKey: [...bookKey(book), 'detail'],
    queryFn: ({ signal }) => getJson<BookDetail>(apiPath(['books', book]), signal),
    enabled: book !== '',
    staleTime: 60_000,
  });
}

/** Asks the book for something; while the next answer comes, the last one stays. `refetchInterval`: asked again so often, in milliseconds. */
export function useAsk<T>(
  parts: readonly (string | number)[],
  query: Query = {},
  options: { readonly enabled?: boolean; readonly refetchInterval?: number } = {},
) {
  const book = useBookName();
  return useQuery({
    queryKey: [...bookKey(book), ...parts, query],
    queryFn: ({ signal }) => getJson<T>(apiPath(['books', book, ...parts], query), signal),
    placeholderData: keepPreviousData,
    ...options,
  });
}

/** A list that goes on page by page. `next` of a page is asked for under the name `by`. */
export function usePages<T extends { readonly next: string | number | null }>(
  parts: readonly (string | number)[],
  query: Query,
  { by, live = true }: { readonly by: string; readonly live?: boolean },
) {
  const book = useBookName();
  return useInfiniteQuery({
    queryKey: [...bookKey(book), ...parts, 'pages', query],
    queryFn: ({ pageParam, signal }) =>
      getJson<T>(apiPath(['books', book, ...parts], { ...query, [by]: pageParam }), signal),
    initialPageParam: undefined as string | number | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
    meta: { live },
  });
}

/** After an action all views of the book ask again. */
export function useRefresh(): () => Promise<void> {
  const client = useQueryClient();
  const book = useBookName();
  return () => client.invalidateQueries({ queryKey: bookKey(book) });
}
