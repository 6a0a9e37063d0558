import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { bookKey } from './queries.ts';
import type { Live } from './types.ts';

export type LiveState = 'connecting' | 'live' | 'lost';

export interface Liveness {
  readonly state: LiveState;
  readonly news: Live | null;
  /** When the last word came, in milliseconds since 1970. */
  readonly at: number | null;
}

/** Listens to the book; when its head moves, its views are asked for again (long lists offer it instead). */
export function useLive(book: string): Liveness {
  const client = useQueryClient();
  const [liveness, setLiveness] = useState<Liveness>({ state: 'connecting', news: null, at: null });
  useEffect(() => {
    if (book === '') return;
    let head: string | null = null;
    const source = new EventSource(`/api/live?book=${encodeURIComponent(book)}`);
    const hear = (event: MessageEvent<string>) => {
      const news = JSON.parse(event.data) as Live;
      const key = `${news.head} ${news.documents} ${news.parked} ${news.discrepancies}`;
      if (head !== null && head !== key) {
        void client.invalidateQueries({ queryKey: bookKey(book), predicate: ({ meta }) => meta?.live !== false });
      }
      head = key;
      setLiveness({ state: 'live', news, at: Date.now() });
    };
    source.onopen = () => setLiveness((old) => ({ ...old, state: 'live', at: Date.now() }));
    source.onmessage = hear;
    source.onerror = () => setLiveness((old) => ({ ...old, state: 'lost' }));
    return () => source.close();
  }, [book, client]);
  return liveness;
}
