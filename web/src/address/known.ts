import { useMemo } from 'react';
import type { Day } from '../api/types.ts';
import { showCount, showDay } from '../money/dates.ts';
import { useView, type View } from './view.ts';

/** As of when the books are looked at: an entry, the end of a day, or, with neither, as they stand. */
export interface Known {
  readonly asKnownAt: string | undefined;
  readonly knownOn: Day | undefined;
}

export function knownIn({ asKnownAt, knownOn }: View): Known {
  if (asKnownAt !== undefined && /^\d{1,15}$/.test(asKnownAt)) return { asKnownAt, knownOn: undefined };
  return { asKnownAt: undefined, knownOn: knownOn || undefined };
}

export function useKnown(): Known {
  const view = useView();
  return useMemo(() => knownIn(view), [view]);
}

export const isNow = ({ asKnownAt, knownOn }: Known) => asKnownAt === undefined && knownOn === undefined;

/** 'at the end of 31 Oct 2026', 'after entry 811', 'now'. */
export function whenKnown({ asKnownAt, knownOn }: Known): string {
  if (asKnownAt !== undefined) return `after entry ${showCount(Number(asKnownAt))}`;
  return knownOn === undefined ? 'now' : `at the end of ${showDay(knownOn)}`;
}
