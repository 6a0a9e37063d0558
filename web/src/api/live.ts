import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { afterWord, hasMoved, type Liveness, livenessKey, UNHEARD, useLiveness } from './liveness.ts';
import { renewalOf } from './renew.ts';
import { listenTogether } from './stream.ts';

/** Listens to the book; when it moves, its views are asked for again (long lists offer it instead). */
export function useLive(book: string): Liveness {
  const client = useQueryClient();
  useEffect(() => {
    if (book === '') return;
    const known = () => client.getQueryData<Liveness>(livenessKey(book)) ?? UNHEARD;
    const renewal = renewalOf(client, book);
    client.setQueryData<Liveness>(livenessKey(book), { ...known(), state: 'connecting' });
    return listenTogether(book, (word) => {
      const old = known();
      const now = afterWord(old, word, Date.now());
      client.setQueryData<Liveness>(livenessKey(book), now);
      if (old.news === null && now.news !== null) renewal.afterFirstWord();
      else if (hasMoved(old, now)) renewal.afterMove();
    });
  }, [book, client]);
  return useLiveness(book);
}
