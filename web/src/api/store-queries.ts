import { useQuery } from '@tanstack/react-query';
import { apiPath, getJson } from './client.ts';
import { useAsk } from './queries.ts';
import type { Connection, Platform } from './stores.ts';

/** The channels of the book, and how it is with them; `every`: asked again so often, in milliseconds. */
export function useConnections(every?: number) {
  return useAsk<readonly Connection[]>(['connections'], {}, every === undefined ? {} : { refetchInterval: every });
}

/** Platforms whose stores can be connected; they change with releases only. */
export function usePlatforms() {
  return useQuery({
    queryKey: ['platforms'],
    queryFn: ({ signal }) => getJson<readonly Platform[]>(apiPath(['platforms']), signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
