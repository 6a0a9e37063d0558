import type { LocalDate } from '../domain/time/when.ts';
import { Trouble } from '../domain/trouble.ts';

/** The books say it in the words of the command line. */
export function checkDays({
  from,
  to,
}: {
  readonly from?: LocalDate | undefined;
  readonly to?: LocalDate | undefined;
}): void {
  if (from !== undefined && to !== undefined && from > to) {
    throw new Trouble(`${from} is after ${to}`, 'give the earlier day as from');
  }
}
