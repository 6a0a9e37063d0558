import { type Query, type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { afterWord, hasMoved, type Liveness, livenessKey, UNHEARD, useLiveness } from './liveness.ts';
import { bookKey, isList } from './queries.ts';
import { listenTogether } from './stream.ts';

/** Listens to the book; when it moves, its views are asked for again (long lists offer it instead). */
export function useLive(book: string): Liveness {
  const client = useQueryClient();
  useEffect(() => {
    if (book === '') return;
    const known = () => client.getQueryData<Liveness>(livenessKey(book)) ?? UNHEARD;
    client.setQueryData<Liveness>(livenessKey(book), { ...known(), state: 'connecting' });
    return listenTogether(book, (word) => {
      const old = known();
      const now = afterWord(old, word, Date.now());
      client.setQueryData<Liveness>(livenessKey(book), now);
      if (old.news === null && now.news !== null) void askOnceMore(client, book);
      else if (hasMoved(old, now)) void client.invalidateQueries({ queryKey: bookKey(book), predicate: isLive });
    });
  }, [book, client]);
  return useLiveness(book);
}

const isLive = ({ meta }: Query) => meta?.live !== false;

/**
 * What was asked for before the first word may be older than what that says, and no word tells of it: it is asked for
 * once more, each when it is there. Nobody has a place in a list by then. Answers that take the books long are spared.
 */
async function askOnceMore(client: QueryClient, book: string): Promise<void> {
  const before = client.getQueryCache().findAll({
    queryKey: bookKey(book),
    type: 'active',
    predicate: (query) => isLive(query) || isList(query.queryKey),
  });
  const again = before.map(async (query) => {
    await Promise.allSettled([query.promise]);
    if (query.state.status === 'success') await client.invalidateQueries({ queryKey: query.queryKey, exact: true });
  });
  await Promise.all(again);
}
