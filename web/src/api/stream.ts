import type { Live } from './books.ts';

/** What comes of a stream: it opened, it broke (and is tried again), or where the book stands. */
export type Word = 'open' | 'lost' | Live;

/** What tabs say to each other: the words of the stream, and a newcomer's question for the last one. */
type Said = Word | 'ask';

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 30_000;

/**
 * Tells how it is with a book until it is let go, which is what it returns. All tabs share one stream, since a browser
 * opens few connections to one host: who holds the lock of the book has the stream and passes on what it hears.
 */
export function listenTogether(book: string, hear: (word: Word) => void): () => void {
  // Browsers give locks to safe origins only; over plain HTTP from afar each tab listens for itself.
  if (!('locks' in navigator)) return follow(book, hear);
  const name = `live ${book}`;
  const tabs = new BroadcastChannel(name);
  const leaving = new AbortController();
  let last: Word | null = null;
  const passOn = (word: Word) => {
    last = word;
    tabs.postMessage(word);
    hear(word);
  };
  const lead = () =>
    new Promise<void>((release) => {
      if (leaving.signal.aborted) return release();
      const stop = follow(book, passOn);
      leaving.signal.addEventListener('abort', () => {
        stop();
        release();
      });
    });
  tabs.onmessage = ({ data }: MessageEvent<Said>) => {
    if (data !== 'ask') hear(data);
    else if (last !== null) tabs.postMessage(last);
  };
  tabs.postMessage('ask' satisfies Said);
  navigator.locks.request(name, { signal: leaving.signal }, lead).catch((error: unknown) => {
    // Who leaves before the turn came is no longer in the queue.
    if (!leaving.signal.aborted) throw error;
  });
  return () => {
    leaving.abort();
    tabs.close();
  };
}

/** The stream itself. A browser comes back to one that broke, but gives one up that was refused: that is asked again. */
function follow(book: string, tell: (word: Word) => void): () => void {
  let waitMs = FIRST_WAIT_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let source = open();
  function open(): EventSource {
    const opened = new EventSource(`/api/live?book=${encodeURIComponent(book)}`);
    opened.onopen = () => {
      waitMs = FIRST_WAIT_MS;
      tell('open');
    };
    opened.onmessage = ({ data }: MessageEvent<string>) => tell(JSON.parse(data) as Live);
    opened.onerror = () => {
      tell('lost');
      if (opened.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(() => {
        source = open();
      }, waitMs);
      waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
    };
    return opened;
  }
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
