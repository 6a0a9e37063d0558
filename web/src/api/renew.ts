import type { InfiniteData, Query, QueryClient } from '@tanstack/react-query';
import { bookKey } from './queries.ts';

const isLive = ({ meta }: Query): boolean => meta?.live !== false;

/** Nobody has a place yet in a list that has not gone on. */
const isBeginning = ({ meta, state }: Query): boolean =>
  meta?.isList === true && ((state.data as InfiniteData<unknown> | undefined)?.pages.length ?? 0) <= 1;

const hasFailed = ({ state }: Query): boolean => state.status === 'error' && state.data === undefined;

/** Has the views of a book asked for again when its stream says so. */
export function renewalOf(client: QueryClient, book: string) {
  const awaited = new Set<Query>();
  const askOnceThere = async (query: Query, which: (query: Query) => boolean) => {
    if (awaited.has(query)) return;
    awaited.add(query);
    await Promise.allSettled([query.promise]);
    awaited.delete(query);
    const isThere = query.state.status === 'success';
    if (isThere && which(query)) await client.invalidateQueries({ queryKey: query.queryKey, exact: true });
  };
  const renew = (which: (query: Query) => boolean) => {
    const views = { queryKey: bookKey(book), predicate: which };
    const coming = client.getQueryCache().findAll({ ...views, fetchStatus: 'fetching' });
    // A first answer that is still to come may be older than the word, and is not asked for anew until it is there.
    for (const query of coming.filter(({ state }) => state.data === undefined)) void askOnceThere(query, which);
    void client.invalidateQueries(views);
  };
  return {
    /**
     * What was asked for before the first word may be older than what that says, and no word tells of it. Answers that
     * take the books long are spared, and lists in which the reader may have a place; what has failed says so, and how
     * to ask again.
     */
    afterFirstWord: () => renew((query) => !hasFailed(query) && (isLive(query) || isBeginning(query))),
    /** Long lists and answers that take the books long say instead that there is news. */
    afterMove: () => renew(isLive),
  };
}
