import type { View } from '../address/view.ts';
import type { IconName } from '../ui/icon.tsx';

export interface Room {
  readonly path: string;
  readonly title: string;
  /** Where there is little room. */
  readonly short?: string;
  readonly icon: IconName;
  readonly view?: View;
  /** Other words under which the palette finds it. */
  readonly also?: string;
}

export const GROUPS: readonly { readonly title: string; readonly rooms: readonly Room[] }[] = [
  {
    title: 'Overview',
    rooms: [
      { path: 'today', title: 'Today', icon: 'today', also: 'home revenue overview' },
      { path: 'accuracy', title: 'Accuracy', icon: 'accuracy', also: 'certificates certified sync heat map latency' },
    ],
  },
  {
    title: 'Sales',
    rooms: [
      { path: 'orders', title: 'Orders', icon: 'orders', also: 'sales customers' },
      {
        path: 'waiting',
        title: 'Waiting for you',
        short: 'Waiting',
        icon: 'waiting',
        also: 'parked discrepancies differences retry',
      },
    ],
  },
  {
    title: 'Money',
    rooms: [
      { path: 'reports/clearing', title: 'At gateways', icon: 'clearing', also: 'clearing stripe paypal payouts' },
    ],
  },
  {
    title: 'Books',
    rooms: [
      { path: 'journal', title: 'Journal', icon: 'journal', also: 'entries postings' },
      { path: 'accounts', title: 'Accounts', icon: 'accounts', also: 'chart ledger register' },
      { path: 'reports', title: 'Reports', icon: 'reports', also: 'profit loss balance sheet tax trial' },
      { path: 'locks', title: 'Locks', icon: 'lock', also: 'close closing month period tax return open days lift' },
    ],
  },
  {
    title: 'Set-up',
    rooms: [
      {
        path: 'connections',
        title: 'Connections',
        icon: 'connections',
        also: 'stores shops channels webhooks live backlog problems credentials',
      },
      { path: 'mapping', title: 'Mapping', icon: 'mapping', also: 'policy settings recognition schemes' },
      { path: 'import', title: 'Import', icon: 'import', also: 'upload files drop' },
    ],
  },
];

/** Where another book is opened. */
export const NEW_BOOK = '/new';

export const ROOMS: readonly Room[] = GROUPS.flatMap(({ rooms }) => rooms);
export const PHONE_ROOMS: readonly string[] = ['today', 'orders', 'waiting', 'reports'];

export const REPORTS = {
  'profit-and-loss': 'Profit and loss',
  'balance-sheet': 'Balance sheet',
  'trial-balance': 'Trial balance',
  'sales-by-channel': 'Sales by channel',
  tax: 'Tax',
  clearing: 'At gateways',
} as const;

export type ReportName = keyof typeof REPORTS;

/** Other words under which the palette finds them. */
export const REPORT_ALSO: Readonly<Partial<Record<ReportName, string>>> = {
  'profit-and-loss': 'pnl p&l income statement earnings',
  'balance-sheet': 'assets liabilities equity',
  tax: 'vat gst',
};

/** The room that is lit in the rail: the longest path that the address begins with. */
export function roomAt(pathname: string): Room | undefined {
  const path = pathname.split('/').slice(3).join('/');
  return [...ROOMS]
    .filter((room) => path === room.path || path.startsWith(`${room.path}/`))
    .sort((a, b) => b.path.length - a.path.length)[0];
}
