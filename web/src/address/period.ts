import { useMemo } from 'react';
import { useBook } from '../api/queries.ts';
import type { Day } from '../api/types.ts';
import { addDays, showDay, todayIn } from '../money/dates.ts';
import { useView, type View } from './view.ts';

export interface Period {
  readonly key: string;
  readonly label: string;
  /** Undefined: as far as the books go. */
  readonly from: Day | undefined;
  readonly to: Day | undefined;
}

export const PERIODS = {
  'this-month': 'This month',
  'last-month': 'Last month',
  'this-quarter': 'This quarter',
  'last-quarter': 'Last quarter',
  'this-year': 'This year',
  'last-year': 'Last year',
  '12-months': 'Last 12 months',
  all: 'All time',
} as const;

const DEFAULT = '12-months';
const two = (number: number) => String(number).padStart(2, '0');

/** First day of the month that lies `shift` months from the one of `day`. */
function monthStart(day: Day, shift: number): Day {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + shift;
  return `${Math.floor(months / 12)}-${two((months % 12) + 1)}-01`;
}

function span(key: string, today: Day): { readonly from: Day; readonly to: Day } | undefined {
  const quarter = (Number(today.slice(5, 7)) - 1) % 3;
  const year = Number(today.slice(0, 4));
  const months = (from: number, to: number) => ({
    from: monthStart(today, from),
    to: addDays(monthStart(today, to), -1),
  });
  switch (key) {
    case 'this-month':
      return months(0, 1);
    case 'last-month':
      return months(-1, 0);
    case 'this-quarter':
      return months(-quarter, 3 - quarter);
    case 'last-quarter':
      return months(-quarter - 3, -quarter);
    case 'this-year':
      return { from: `${year}-01-01`, to: `${year}-12-31` };
    case 'last-year':
      return { from: `${year - 1}-01-01`, to: `${year - 1}-12-31` };
    case '12-months':
      return months(-11, 1);
    default:
      return undefined;
  }
}

export function periodOf(view: View, today: Day): Period {
  const { period: key = DEFAULT, from, to } = view;
  if (key === 'custom' && (from || to)) {
    const label = `${from ? showDay(from) : 'Start'} – ${to ? showDay(to) : 'today'}`;
    return { key, label, from: from || undefined, to: to || undefined };
  }
  const label = PERIODS[key as keyof typeof PERIODS];
  if (label === undefined) return periodOf({}, today);
  const found = span(key, today);
  return { key, label, from: found?.from, to: found?.to };
}

export function usePeriod(): Period {
  const view = useView();
  const { data } = useBook();
  const zone = data?.zone ?? 'UTC';
  return useMemo(() => periodOf(view, todayIn(zone)), [view, zone]);
}
