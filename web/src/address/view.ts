import { useParams, useRouter, useRouterState } from '@tanstack/react-router';
import { useCallback } from 'react';

/** What the URL keeps of a view: plain texts, the same names in every room. */
export type View = Readonly<Record<string, string | undefined>>;

/** What goes along from room to room. */
const SHARED = ['period', 'from', 'to'] as const;

/** As of when the books are looked at goes along where that is honoured: from a report to the postings behind it. */
const KNOWN = ['asKnownAt', 'knownOn'] as const;
const honoursKnown = (room: string) => /^(reports\b|accounts\/)/.test(room);

export function parseView(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function viewText(view: Readonly<Record<string, unknown>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(view)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  return search.size === 0 ? '' : `?${search}`;
}

export function useBookName(): string {
  const { book = '' } = useParams({ strict: false }) as { readonly book?: string };
  return book;
}

export function useView(): View {
  return useRouterState({ select: ({ location }) => location.search as View });
}

/** Changes the view in place: the address follows, the list stays. */
export function useSetView(): (change: View, how?: 'push' | 'replace') => void {
  const { history, state } = useRouter();
  return useCallback(
    (change, how = 'replace') => {
      const { pathname, search } = state.location;
      const href = `${pathname}${viewText({ ...(search as View), ...change })}`;
      if (how === 'push') history.push(href);
      else history.replace(href);
    },
    [history, state],
  );
}

export function roomHref(book: string, room: string, shared: View, view: View = {}): string {
  const names = honoursKnown(room) ? [...SHARED, ...KNOWN] : SHARED;
  const kept = Object.fromEntries(names.map((name) => [name, shared[name]]));
  return `/b/${encodeURIComponent(book)}/${room}${viewText({ ...kept, ...view })}`;
}

export function useRoomHref(): (room: string, view?: View) => string {
  const book = useBookName();
  const shared = useView();
  return useCallback((room, view) => roomHref(book, room, shared, view), [book, shared]);
}

export function useGo(): (href: string, how?: 'push' | 'replace') => void {
  const { history } = useRouter();
  return useCallback((href, how = 'push') => (how === 'push' ? history.push(href) : history.replace(href)), [history]);
}
