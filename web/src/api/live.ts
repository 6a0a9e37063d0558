import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { afterWord, hasMoved, type Liveness, livenessKey, UNHEARD, useLiveness } from './liveness.ts';
import { bookKey } from './queries.ts';
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
      if (!hasMoved(old, now)) return;
      void client.invalidateQueries({ queryKey: bookKey(book), predicate: ({ meta }) => meta?.live !== false });
    });
  }, [book, client]);
  return useLiveness(book);
}
