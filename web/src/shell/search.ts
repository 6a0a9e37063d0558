import { useDebouncedValue } from '@mantine/hooks';
import { accountRoom, entryRoom, orderRoom } from '../address/link.tsx';
import { useRoomHref } from '../address/view.ts';
import type { Account } from '../api/accounts.ts';
import type { OrderPage, OrderRow } from '../api/orders.ts';
import { useAsk } from '../api/queries.ts';
import { moneyText } from '../money/decimal.ts';
import type { IconName } from '../ui/icon.tsx';
import { NEW_BOOK, REPORT_ALSO, REPORTS, type ReportName, ROOMS } from './rooms.ts';

/** A place that the palette leads to. */
export interface Found {
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

/** What a text that was typed leads to: rooms and reports by their words, orders, accounts and entries of the book. */
export function useSearch(text: string): Search {
  const typed = text.trim();
  const [settled] = useDebouncedValue(typed, 120);
  const hrefOf = useRoomHref();
  const wanted = typed.toLowerCase();
  const orders = useOrders(settled);
  const accounts = useAsk<readonly Account[]>(['accounts'], {}, { enabled: settled.length > 0 });
  const known = places(wanted, hrefOf);
  if (typed === '') return { found: known, isSearching: false, error: null };
  if (settled !== typed || orders.isComing || isComing(accounts)) {
    return { found: known, isSearching: true, error: null };
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
  const foundOrders = orders.rows.map(
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
    found: [...known, ...foundOrders, ...foundAccounts, ...entry],
    isSearching: false,
    error: orders.error ?? accounts.error,
  };
}

const isComing = (answer: { readonly isPending: boolean; readonly isPlaceholderData: boolean }) =>
  answer.isPending || answer.isPlaceholderData;

/** Orders that match, before all others those of exactly this number: many more recent ones may begin with it. */
function useOrders(text: string) {
  const options = { enabled: text.length > 0 };
  const same = useAsk<OrderPage>(['orders'], { number: text, limit: ORDERS_MAX }, options);
  const alike = useAsk<OrderPage>(['orders'], { q: text, limit: ORDERS_MAX }, options);
  const first = same.data?.orders ?? [];
  const isFirst = new Set(first.map(({ document }) => document));
  const others = (alike.data?.orders ?? []).filter(({ document }) => !isFirst.has(document));
  const rows: readonly OrderRow[] = [...first, ...others].slice(0, ORDERS_MAX);
  return { rows, isComing: isComing(same) || isComing(alike), error: same.error ?? alike.error };
}

/** What is there in every book; without a word the rooms alone. */
function places(wanted: string, hrefOf: ReturnType<typeof useRoomHref>): Found[] {
  const rooms = ROOMS.filter(({ title, also = '' }) => hasWords(`${title} ${also}`, wanted)).map(
    ({ path, title, icon, view }): Found => ({ id: path, group: 'Rooms', title, icon, href: hrefOf(path, view) }),
  );
  if (wanted === '') return rooms;
  const connect: Found = {
    id: 'connect',
    group: 'Stores',
    title: 'Connect a store',
    icon: 'connections',
    href: hrefOf('connections/new'),
  };
  const another: Found = { id: 'new-book', group: 'Books', title: 'Open another book', icon: 'box', href: NEW_BOOK };
  const reports = (Object.keys(REPORTS) as ReportName[])
    .filter((name) => hasWords(`${REPORTS[name]} ${REPORT_ALSO[name] ?? ''}`, wanted))
    .map(
      (name): Found => ({
        id: `report-${name}`,
        group: 'Reports',
        title: REPORTS[name],
        icon: 'reports',
        href: hrefOf(`reports/${name}`),
      }),
    );
  return [
    ...rooms,
    ...(hasWords('connect a store shop platform credentials', wanted) ? [connect] : []),
    ...(hasWords('open another new book company', wanted) ? [another] : []),
    ...reports,
  ];
}
