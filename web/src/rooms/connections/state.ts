import { ordersOf, readsHistory } from '../../api/store-state.ts';
import type { Connection } from '../../api/stores.ts';
import { showMoment } from '../../money/dates.ts';
import type { Tone } from '../../ui/room.tsx';

/** Where and when a card is looked at. */
export interface Here {
  /** The book's. */
  readonly zone: string;
  /** When the server answered, in milliseconds since 1970. */
  readonly now: number;
}

/** How it is with a channel: a tone, a word, and a sentence. */
export function stateOf(
  connection: Connection,
  { zone, now }: Here,
): { readonly tone: Tone; readonly word: string; readonly sentence: string } {
  const { state, live } = connection;
  const through = ordersOf(connection)?.completeThrough ?? null;
  switch (state) {
    case 'files only':
      return { tone: 'quiet', word: 'files only', sentence: 'It knows what you import. No store is connected to it.' };
    case 'found':
      return {
        tone: 'warn',
        word: 'not started',
        sentence: 'Found, and kept. Nothing of it is booked until you start.',
      };
    case 'off':
      return { tone: 'quiet', word: 'disconnected', sentence: 'It is left alone. Its evidence and its entries stay.' };
    case 'paused':
      return {
        tone: 'bad',
        word: live?.retryAt == null ? 'paused' : `paused until ${showMoment(live.retryAt, zone, now)}`,
        sentence: 'Then it is tried again by itself. What has come in is booked all the same.',
      };
    default:
      if (readsHistory(connection)) {
        return { tone: 'quiet', word: 'reading history', sentence: 'New orders are booked as they come, beside it.' };
      }
      return {
        tone: (live?.problem ?? null) === null ? 'good' : 'warn',
        word: 'live',
        sentence: `Orders are read through ${through === null ? '–' : showMoment(through, zone, now)}.`,
      };
  }
}
