const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Below it tenths are told: 1.4 s. */
const TENTHS_BELOW_MS = 10 * SECOND_MS;

const unit = (name: string, digits = 0) =>
  new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit: name,
    unitDisplay: name === 'day' ? 'long' : 'short',
    maximumFractionDigits: digits,
  });
const milliseconds = unit('millisecond');
const tenths = unit('second', 1);
const seconds = unit('second');
const minutes = unit('minute');
const hours = unit('hour');
const days = unit('day');

/** How long something took, in its largest unit: '180 ms', '1.4 sec', '12 min', '3 days'. */
export function showDuration(ms: number): string {
  if (ms < SECOND_MS) return milliseconds.format(Math.round(ms));
  if (ms < TENTHS_BELOW_MS) return tenths.format(ms / SECOND_MS);
  if (ms < MINUTE_MS) return seconds.format(Math.round(ms / SECOND_MS));
  if (ms < HOUR_MS) return minutes.format(Math.floor(ms / MINUTE_MS));
  if (ms < DAY_MS) return hours.format(Math.floor(ms / HOUR_MS));
  return days.format(Math.floor(ms / DAY_MS));
}
