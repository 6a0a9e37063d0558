import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router';
import { parseView, type View, viewText } from './address/view.ts';
import { Lost } from './shell/lost.tsx';
import { SIGNED_OUT, SignedOut } from './shell/session.tsx';
import { Shell } from './shell/shell.tsx';
import { NewBook, Start } from './shell/start.tsx';
import { Failure, Waiting } from './ui/states.tsx';

const root = createRootRoute({ component: Outlet, validateSearch: (view): View => view as View });
const start = createRoute({ getParentRoute: () => root, path: '/', component: Start });
const another = createRoute({ getParentRoute: () => root, path: '/new', component: NewBook });
const signedOut = createRoute({ getParentRoute: () => root, path: SIGNED_OUT, component: SignedOut });
const book = createRoute({ getParentRoute: () => root, path: '/b/$book', component: Shell });

const today = createRoute({
  getParentRoute: () => book,
  path: 'today',
  component: lazyRouteComponent(() => import('./rooms/today/today.tsx'), 'TodayRoom'),
});
const orders = createRoute({
  getParentRoute: () => book,
  path: 'orders',
  component: lazyRouteComponent(() => import('./rooms/orders/orders.tsx'), 'OrdersRoom'),
});
const order = createRoute({
  getParentRoute: () => book,
  path: 'orders/$order',
  component: lazyRouteComponent(() => import('./rooms/story/story.tsx'), 'StoryRoom'),
});
const journal = createRoute({
  getParentRoute: () => book,
  path: 'journal',
  component: lazyRouteComponent(() => import('./rooms/journal/journal.tsx'), 'JournalRoom'),
});
const entry = createRoute({
  getParentRoute: () => book,
  path: 'journal/$entry',
  component: lazyRouteComponent(() => import('./rooms/journal/entry.tsx'), 'EntryRoom'),
});
const accounts = createRoute({
  getParentRoute: () => book,
  path: 'accounts',
  component: lazyRouteComponent(() => import('./rooms/accounts/accounts.tsx'), 'AccountsRoom'),
});
const register = createRoute({
  getParentRoute: () => book,
  path: 'accounts/$account',
  component: lazyRouteComponent(() => import('./rooms/accounts/register.tsx'), 'RegisterRoom'),
});
const reports = createRoute({
  getParentRoute: () => book,
  path: 'reports',
  component: lazyRouteComponent(() => import('./rooms/reports/reports.tsx'), 'ReportsRoom'),
});
const report = createRoute({
  getParentRoute: () => book,
  path: 'reports/$report',
  component: lazyRouteComponent(() => import('./rooms/reports/report.tsx'), 'ReportRoom'),
});
const locks = createRoute({
  getParentRoute: () => book,
  path: 'locks',
  component: lazyRouteComponent(() => import('./rooms/locks/locks.tsx'), 'LocksRoom'),
});
const waiting = createRoute({
  getParentRoute: () => book,
  path: 'waiting',
  component: lazyRouteComponent(() => import('./rooms/waiting/waiting.tsx'), 'WaitingRoom'),
});
const mapping = createRoute({
  getParentRoute: () => book,
  path: 'mapping',
  component: lazyRouteComponent(() => import('./rooms/mapping/mapping.tsx'), 'MappingRoom'),
});
const imports = createRoute({
  getParentRoute: () => book,
  path: 'import',
  component: lazyRouteComponent(() => import('./rooms/import/import.tsx'), 'ImportRoom'),
});
const connections = createRoute({
  getParentRoute: () => book,
  path: 'connections',
  component: lazyRouteComponent(() => import('./rooms/connections/connections.tsx'), 'ConnectionsRoom'),
});
const connect = createRoute({
  getParentRoute: () => book,
  path: 'connections/new',
  component: lazyRouteComponent(() => import('./rooms/connections/connect.tsx'), 'ConnectRoom'),
});
const look = createRoute({
  getParentRoute: () => book,
  path: 'connections/$channel/look',
  component: lazyRouteComponent(() => import('./rooms/connections/look.tsx'), 'LookRoom'),
});
const accuracy = createRoute({
  getParentRoute: () => book,
  path: 'accuracy',
  component: lazyRouteComponent(() => import('./rooms/accuracy/accuracy.tsx'), 'AccuracyRoom'),
});
const certificate = createRoute({
  getParentRoute: () => book,
  path: 'accuracy/$channel/$day',
  component: lazyRouteComponent(() => import('./rooms/accuracy/day.tsx'), 'DayRoom'),
});

const rooms = [
  today,
  orders,
  order,
  journal,
  entry,
  accounts,
  register,
  reports,
  report,
  locks,
  waiting,
  mapping,
  imports,
  connections,
  connect,
  look,
  accuracy,
  certificate,
];

export const router = createRouter({
  routeTree: root.addChildren([start, another, signedOut, book.addChildren(rooms)]),
  parseSearch: parseView,
  stringifySearch: viewText,
  scrollRestoration: true,
  defaultPendingComponent: () => <Waiting />,
  defaultErrorComponent: ({ error, reset }) => (
    <div className="room">
      <Failure error={error instanceof Error ? error : new Error(String(error))} again={reset} />
    </div>
  ),
  defaultNotFoundComponent: Lost,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
