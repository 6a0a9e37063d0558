import type { View } from '../../address/view.ts';
import type { Day } from '../../api/types.ts';
import { addDays } from '../../money/dates.ts';

export const LENGTHS = ['30', '90', '180', '365'] as const;
const USUAL = '90';

export interface Range {
  readonly days: string;
  readonly from: Day;
  readonly to: Day;
}

/** The days that are looked at: so many up to a day, the last 90 unless the address says otherwise. */
export function rangeOf({ days, until }: View, today: Day): Range {
  const length = LENGTHS.find((each) => each === days) ?? USUAL;
  const to = until !== undefined && /^\d{4}-\d\d-\d\d$/.test(until) && until < today ? until : today;
  return { days: length, from: addDays(to, 1 - Number(length)), to };
}
