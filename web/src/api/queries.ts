import { hashKey, type QueryKey, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useBookName } from '../address/view.ts';
import type { Book, BookDetail, Live } from './books.ts';
import { apiPath, getJson, type Query } from './client.ts';
import { lastHeard } from './liveness.ts';

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

/** The last answer stands in for the next one where both are of the same thing of the same book, asked for otherwise. */
export function standInFor(key: QueryKey) {
  const thing = (of: QueryKey) => hashKey(of.slice(0, -1));
  return <T>(old: T | undefined, before: { readonly queryKey: QueryKey } | undefined): T | undefined =>
    before !== undefined && thing(before.queryKey) === thing(key) ? old : undefined;
}

/** Asks the book for something; while the answer to a changed `query` comes, the last one stays. `refetchInterval`: asked again so often, in milliseconds. */
export function useAsk<T>(
  parts: readonly (string | number)[],
  query: Query = {},
  options: { readonly enabled?: boolean; readonly refetchInterval?: number } = {},
) {
  const book = useBookName();
  const queryKey = [...bookKey(book), ...parts, query];
  return useQuery({
    queryKey,
    queryFn: ({ signal }) => getJson<T>(apiPath(['books', book, ...parts], query), signal),
    placeholderData: standInFor(queryKey),
    ...options,
  });
}

/** Under it stand the pages of a list. */
export const pagesKey = (book: string, parts: readonly (string | number)[], query: Query): QueryKey => [
  ...bookKey(book),
  ...parts,
  'pages',
  query,
];

/** What was last heard of the book when this was asked for; null before the first word. */
export interface Heard {
  readonly heard: Live | null;
}

/** A list that goes on page by page. `next` of a page is asked for under the name `by`. */
export function usePages<T extends { readonly next: string | number | null }>(
  parts: readonly (string | number)[],
  query: Query,
  { by, live = true }: { readonly by: string; readonly live?: boolean },
) {
  const book = useBookName();
  const queryKey = pagesKey(book, parts, query);
  return useInfiniteQuery({
    queryKey,
    queryFn: async ({ pageParam, signal, client }): Promise<T & Heard> => {
      const heard = lastHeard(client, book);
      const page = await getJson<T>(apiPath(['books', book, ...parts], { ...query, [by]: pageParam }), signal);
      return { ...page, heard };
    },
    initialPageParam: undefined as string | number | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: standInFor(queryKey),
    meta: { live, isList: true },
  });
}

/** After an action all views of the book ask again. */
export function useRefresh(): () => Promise<void> {
  const client = useQueryClient();
  const book = useBookName();
  return () => client.invalidateQueries({ queryKey: bookKey(book) });
}

/** Something that is done: after it all views of the book ask again, and then `onDone` follows. */
export function useAction<T, V = void>(act: (what: V) => Promise<T>, onDone?: (answer: T, what: V) => void) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: act,
    onSuccess: async (answer, what) => {
      await refresh();
      onDone?.(answer, what);
    },
  });
}
