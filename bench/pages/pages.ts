import { days, firstDay, mix } from './shop.ts';

/** Something the dashboard asks for, each time of another place in the book. */
export interface Page {
  readonly name: string;
  path(turn: number, orders: number): string;
}

const dayAt = (index: number) => new Date(firstDay + index * 86_400_000).toISOString().slice(0, 10);
const anyDay = (turn: number) => mix(turn + 11, days - 40);
const month = (turn: number) => `from=${dayAt(anyDay(turn))}&to=${dayAt(anyDay(turn) + 30)}`;
const channelOf = (turn: number) => 1 + (turn % 4);
const idOf = (turn: number, orders: number) => 1_000 + 2 * mix(turn + 5, orders >> 2);
const numberOf = (turn: number, orders: number) => `${channelOf(turn)}${String(idOf(turn, orders)).padStart(8, '0')}`;
const accounts = ['1200', '4000', '1100-stripe-USD', '2100-US', '4810', '4100'];
const accountOf = (turn: number) => accounts[turn % accounts.length] ?? '1200';
const names = ['ada', 'wei', 'öz', 'lindgren', 'ben becker', 'chlo', 'fatima.rossi.1'];
const nameOf = (turn: number) => encodeURIComponent(names[turn % names.length] ?? '');
/** An order has about three entries. */
const entryOf = (turn: number, orders: number) => 10 + mix(turn + 3, 2 * orders);

const page = (name: string, path: Page['path']): Page => ({ name, path });
const report = (name: string, query = '') =>
  page(`report ${name}`, (turn) => `/reports/${name}?${query}&${month(turn)}`.replace('?&', '?'));

export const pages: readonly Page[] = [
  page('book', () => ''),
  page('today', (turn) => `/today?${month(turn)}`),
  page('orders', () => '/orders'),
  page('orders, a page on', (turn, orders) => `/orders?cursor=${dayAt(anyDay(turn))}.${idOf(turn, orders)}`),
  page('orders, oldest first', () => '/orders?sort=placedOn'),
  page('orders of a channel', (turn) => `/orders?channel=Shop%20${channelOf(turn)}`),
  page('orders not yet a sale', (turn) => `/orders?status=not-yet-a-sale&channel=Shop%20${channelOf(turn)}`),
  page('orders of a state that none has', () => '/orders?status=before-cut-over'),
  page('orders of a month', (turn) => `/orders?${month(turn)}&limit=200`),
  page('orders by number', (turn, orders) => `/orders?q=${numberOf(turn, orders)}`),
  page('orders by beginning of number', (turn) => `/orders?q=${channelOf(turn)}000`),
  page("orders by platform's id", (turn, orders) => `/orders?q=${idOf(turn, orders)}`),
  page('orders by customer', (turn) => `/orders?q=${nameOf(turn)}`),
  page('orders by what is not there', () => '/orders?q=nobody'),
  page('story', (turn, orders) => `/orders/${numberOf(turn, orders)}`),
  page('entries', () => '/entries'),
  page('entries, a page on', (turn, orders) => `/entries?before=${entryOf(turn, orders)}`),
  page('entries of a month', (turn) => `/entries?${month(turn)}`),
  page('entries of an account', (turn) => `/entries?account=${accountOf(turn)}`),
  page('entries of an account and month', (turn) => `/entries?account=${accountOf(turn)}&${month(turn)}`),
  page('entries that are refunds', () => '/entries?key=refund'),
  page('entries with a key that none has', () => '/entries?key=dispute'),
  page('entries that are corrections', () => '/entries?cause=correction'),
  page('entries by document', (turn, orders) => `/entries?q=${numberOf(turn, orders)}`),
  page('entry', (turn, orders) => `/entries/${entryOf(turn, orders)}`),
  page('accounts', () => '/accounts'),
  page('register', (turn) => `/accounts/${accountOf(turn)}?${month(turn)}`),
  page(
    'register, a page on',
    (turn, orders) => `/accounts/${accountOf(turn)}?cursor=${dayAt(anyDay(turn))}.${entryOf(turn, orders)}.1`,
  ),
  report('trial-balance'),
  report('profit-and-loss'),
  page('report profit-and-loss by month', () => '/reports/profit-and-loss?by=month'),
  report('profit-and-loss', 'by=channel'),
  report('balance-sheet'),
  report('sales-by-channel', 'by=day'),
  report('tax'),
  report('clearing'),
  page('parked', () => '/parked'),
  page('discrepancies', () => '/discrepancies?state=open'),
  page('discrepancies of a kind', () => '/discrepancies?state=open&kind=refund-owed'),
  page('policy', () => '/policy'),
  page('imports', () => '/imports'),
  page('locks', () => '/locks'),
  page('verify', () => '/verify/latest'),
];
