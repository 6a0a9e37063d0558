const PATHS = {
  today: 'M3 10.5 12 4l9 6.5M5.5 9v10.5h13V9M10 19.5v-5h4v5',
  accuracy: 'M4 5h4v4H4zM10 5h4v4h-4zM16 5h4v4h-4zM4 11h4v4H4zM10 11h4v4h-4zM4 17h4v3H4zM15.5 16.5l2 2 3.5-4',
  connections: 'M9 4v5M15 4v5M6.5 9h11v3a5.5 5.5 0 0 1-11 0zM12 17.5v3.5',
  orders: 'M6 3.5h12v17l-2.5-1.5L13 20.5 10.5 19 8 20.5 6 19zM9 8h6M9 11.5h6',
  journal: 'M5.5 4h11a2 2 0 0 1 2 2v14h-11a2 2 0 0 1-2-2zM9 8.5h6M9 12h6M9 15.5h4',
  accounts: 'M4 6h16M4 12h16M4 18h16M9 4v16',
  reports: 'M4.5 20V10M10 20V4M15.5 20v-7M21 20H3',
  waiting: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.5l3 2',
  clearing: 'M3.5 8.5h17M5.5 5.5h13a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2v-9a2 2 0 0 1 2-2zM7 14.5h4',
  lock: 'M6 11h12v9H6zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11M12 14.5v2',
  mapping: 'M6 5v5a4 4 0 0 0 4 4h8M18 14l-3-3M18 14l-3 3M6 3.5v0',
  import: 'M12 4v11M8 11l4 4 4-4M4.5 17v3h15v-3',
  search: 'M10.5 4.5a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15 15l5 5',
  more: 'M5.5 12h.01M12 12h.01M18.5 12h.01',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z',
  keys: 'M4 7h16v10H4zM7.5 10.5h.01M11 10.5h.01M14.5 10.5h.01M8.5 14h7',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  alert: 'M12 4 2.8 19.5h18.4zM12 10v4.5M12 17h.01',
  right: 'M9 5.5l6.5 6.5L9 18.5',
  back: 'M15 5.5 8.5 12l6.5 6.5',
  down: 'M6 9.5l6 6 6-6',
  copy: 'M9 9h10v11H9zM6 15H5V4h10v2',
  print: 'M7 8.5V4h10v4.5M7 16H4.5V8.5h15V16H17M7 13.5h10V20H7z',
  box: 'M4 8l8-4 8 4v8.5l-8 4-8-4zM4 8l8 4 8-4M12 12v8.5',
  calendar: 'M4.5 6.5h15v13h-15zM4.5 10.5h15M8.5 4v4M15.5 4v4',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
