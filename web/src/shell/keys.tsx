import { useEffect } from 'react';

export const KEYS: readonly (readonly [string, string])[] = [
  ['⌘K or Ctrl K', 'Go anywhere, find anything'],
  ['/', 'Search in this room'],
  ['j / k', 'Next / previous row'],
  ['Enter', 'Open the row'],
  ['Esc', 'Close, or back to the list'],
  ['?', 'Show these keys'],
];

const inText = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

const isFloating = () => document.querySelector('[role="dialog"], [role="menu"]') !== null;

function step(by: 1 | -1) {
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-row]')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
  next?.focus();
  next?.closest('tr, li')?.scrollIntoView({ block: 'nearest' });
}

/** The keys that hold in every room. Lists take part by marking the link of each row with `data-row`. */
export function useKeys(handlers: { readonly openPalette: () => void; readonly openKeys: () => void }) {
  const { openPalette, openKeys } = handlers;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        return openPalette();
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isFloating()) return;
      if (event.key === 'Escape' && inText(event.target)) return (event.target as HTMLElement).blur();
      if (inText(event.target)) return;
      switch (event.key) {
        case '/': {
          event.preventDefault();
          const box = document.querySelector<HTMLInputElement>('main [data-search]');
          if (box === null) openPalette();
          else box.select();
          box?.focus();
          return;
        }
        case 'j':
          return step(1);
        case 'k':
          return step(-1);
        case '?':
          return openKeys();
        case 'Escape':
          return document.querySelector<HTMLElement>('main [data-up]')?.click();
        default:
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [openPalette, openKeys]);
}
