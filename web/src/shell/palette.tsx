import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { accountRoom, entryRoom, orderRoom } from '../address/link.tsx';
import { useGo, useRoomHref } from '../address/view.ts';
import type { Account } from '../api/accounts.ts';
import type { OrderPage } from '../api/orders.ts';
import { useAsk } from '../api/queries.ts';
import { moneyText } from '../money/decimal.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { NEW_BOOK, REPORTS, ROOMS } from './rooms.ts';

interface Found {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  readonly note?: string;
  readonly icon: IconName;
  readonly href: string;
}

const ORDERS_MAX = 6;
const ACCOUNTS_MAX = 5;

/** Whether every word that was typed is in it. */
const hasWords = (text: string, wanted: string) =>
  wanted.split(/\s+/).every((word) => text.toLowerCase().includes(word));

interface Search {
  /** While it is searched: what needs no search, and will stand first. */
  readonly found: readonly Found[];
  readonly isSearching: boolean;
  readonly error: Error | null;
}

function useSearch(text: string): Search {
  const typed = text.trim();
  const [settled] = useDebouncedValue(typed, 120);
  const hrefOf = useRoomHref();
  const wanted = typed.toLowerCase();
  const enabled = settled.length > 0;
  const orders = useAsk<OrderPage>(['orders'], { q: settled, limit: ORDERS_MAX }, { enabled });
  const accounts = useAsk<readonly Account[]>(['accounts'], {}, { enabled });
  const rooms = ROOMS.filter(({ title, also = '' }) => hasWords(`${title} ${also}`, wanted)).map(
    ({ path, title, icon, view }): Found => ({ id: path, group: 'Rooms', title, icon, href: hrefOf(path, view) }),
  );
  const reports = Object.entries(REPORTS)
    .filter(([, title]) => wanted !== '' && hasWords(title, wanted))
    .map(
      ([name, title]): Found => ({
        id: `report-${name}`,
        group: 'Reports',
        title,
        icon: 'reports',
        href: hrefOf(`reports/${name}`),
      }),
    );
  const another: Found[] = hasWords('open another new book company', wanted)
    ? [{ id: 'new-book', group: 'Books', title: 'Open another book', icon: 'box', href: NEW_BOOK }]
    : [];
  const connect: Found[] = hasWords('connect a store shop platform credentials', wanted)
    ? [
        {
          id: 'connect',
          group: 'Stores',
          title: 'Connect a store',
          icon: 'connections',
          href: hrefOf('connections/new'),
        },
      ]
    : [];
  if (typed === '') return { found: rooms, isSearching: false, error: null };
  const first = [...rooms, ...connect, ...another, ...reports];
  const isComing = (answer: { readonly isPending: boolean; readonly isPlaceholderData: boolean }) =>
    answer.isPending || answer.isPlaceholderData;
  if (settled !== typed || isComing(orders) || isComing(accounts)) {
    return { found: first, isSearching: true, error: null };
  }
  const entry: Found[] = /^\d+$/.test(wanted)
    ? [
        {
          id: 'entry',
          group: 'Journal',
          title: `Entry ${wanted}`,
          icon: 'journal',
          href: hrefOf(entryRoom(Number(wanted))),
        },
      ]
    : [];
  const foundOrders = (orders.data?.orders ?? []).map(
    ({ document, number, customer, channel, total, currency }): Found => ({
      id: `order-${document}`,
      group: 'Orders',
      title: `${number}  ${customer ?? ''}`,
      note: `\u2068${channel}\u2069${total === null ? '' : ` · ${moneyText(total, currency ?? '')}`}`,
      icon: 'orders',
      href: hrefOf(orderRoom(document)),
    }),
  );
  const foundAccounts = (accounts.data ?? [])
    .filter(({ code, name }) => `${code} ${name}`.toLowerCase().includes(wanted))
    .slice(0, ACCOUNTS_MAX)
    .map(
      ({ code, name }): Found => ({
        id: `account-${code}`,
        group: 'Accounts',
        title: `${code}  ${name}`,
        icon: 'accounts',
        href: hrefOf(accountRoom(code)),
      }),
    );
  return {
    found: [...first, ...foundOrders, ...foundAccounts, ...entry],
    isSearching: false,
    error: orders.error ?? accounts.error,
  };
}

export function Palette({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size={600}
      yOffset="12vh"
      lockScroll={false}
      attributes={{ content: { 'aria-label': 'Go anywhere' } }}
      transitionProps={{ duration: 80 }}
    >
      <PaletteBody onClose={onClose} />
    </Modal>
  );
}

function PaletteBody({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const go = useGo();
  /** Enter was pressed before there was anything to open. */
  const [isDue, setDue] = useState(false);
  const { found, isSearching, error } = useSearch(text);
  const chosen = Math.max(0, Math.min(at, found.length - 1));
  const open = (href: string) => {
    onClose();
    go(href);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is opened when the search ends, not when the list changes.
  useEffect(() => {
    if (!isDue || isSearching) return;
    setDue(false);
    const one = found[chosen];
    if (one !== undefined) open(one.href);
  }, [isDue, isSearching]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(chosen + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(chosen - 1, 0));
    else if (event.key === 'Enter') {
      const one = found[chosen];
      if (one !== undefined) open(one.href);
      else setDue(isSearching);
    } else return;
    event.preventDefault();
  };
  return (
    <div className="palette">
      <div className="palette-box">
        <Icon name="search" />
        <input
          data-autofocus
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={found[chosen] === undefined ? undefined : `palette-${chosen}`}
          aria-label="Search rooms, orders, accounts"
          placeholder="Search orders, accounts, reports …"
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
            setDue(false);
          }}
          onKeyDown={onKeyDown}
        />
        <kbd>Esc</kbd>
      </div>
      <div id="palette-list" role="listbox" aria-label="Found" className="palette-list">
        {found.map(({ id, group, title, note, icon, href }, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the box above has the keys; the list follows it.
          <div
            key={id}
            id={`palette-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className="palette-item"
            onClick={() => open(href)}
            onMouseMove={() => setAt(index)}
          >
            <Icon name={icon} />
            <span className="palette-title">{title}</span>
            <span className="palette-note">{note ?? (group === 'Rooms' ? '' : group)}</span>
          </div>
        ))}
      </div>
      <PaletteWords text={text} isEmpty={found.length === 0} isSearching={isSearching} error={error} />
    </div>
  );
}

/** What the list cannot say: that it is not whole yet, or why it is not. */
function PaletteWords({
  text,
  isEmpty,
  isSearching,
  error,
}: {
  readonly text: string;
  readonly isEmpty: boolean;
  readonly isSearching: boolean;
  readonly error: Error | null;
}) {
  if (error !== null) {
    return (
      <p className="palette-none" role="alert">
        The search failed: {error.message}.
      </p>
    );
  }
  if (isSearching) {
    return (
      <p className="palette-none" role="status">
        Searching …
      </p>
    );
  }
  return isEmpty ? <p className="palette-none">Nothing is called “{text}”.</p> : null;
}
