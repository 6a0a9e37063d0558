import { useQuery } from '@tanstack/react-query';
import { useBookName } from '../address/view.ts';
import { apiPath, getJson, postJson } from './client.ts';
import type { PriceAlarmPage, PriceBounds } from './prices.ts';
import { bookKey, useAction, useAsk } from './queries.ts';
import type { Connection, Consent, Platform } from './stores.ts';

/** The channels of the book, and how it is with them; `every`: asked again so often, in milliseconds. */
export function useConnections(every?: number) {
  return useAsk<readonly Connection[]>(['connections'], {}, every === undefined ? {} : { refetchInterval: every });
}

/** Open alarms of a channel, the newest first; `every`: asked again so often, in milliseconds. */
export function usePriceAlarms(channel: string, every: number) {
  return useAsk<PriceAlarmPage>(['prices', 'alarms'], { channel }, { refetchInterval: every });
}

/** Has a shop count a day again, and compares it with the books. */
export function useCertify(channel: string, day: string) {
  const book = useBookName();
  return useAction(() => postJson(apiPath(['books', book, 'connections', channel, 'certify']), { from: day, to: day }));
}

/** The bounds of the book, then those of channels that have their own. */
export function usePriceBounds() {
  return useAsk<readonly PriceBounds[]>(['prices', 'bounds']);
}

/** Platforms whose stores can be connected; they change with releases only. */
export function usePlatforms() {
  return useQuery({
    queryKey: ['platforms'],
    queryFn: ({ signal }) => getJson<readonly Platform[]>(apiPath(['platforms']), signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** How often it is looked whether a merchant has answered. */
const ANSWER_EVERY_MS = 2_000;

/** Whom merchants of the book let in, in the last days, and who was asked to. */
export function useConsents() {
  return useAsk<readonly Consent[]>(['consents']);
}

/** One of them, looked at again and again while it waits for the shop. */
export function useConsent(id: string) {
  const book = useBookName();
  return useQuery({
    queryKey: [...bookKey(book), 'consents', id],
    queryFn: ({ signal }) => getJson<Consent>(apiPath(['books', book, 'consents', id]), signal),
    refetchInterval: ({ state: { data } }) =>
      data?.state === 'asked' || data?.state === 'exchanging' ? ANSWER_EVERY_MS : false,
  });
}
