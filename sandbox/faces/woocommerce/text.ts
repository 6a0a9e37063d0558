import { Temporal } from 'temporal-polyfill';
import type { Amount, Currency, Instant, ShopPlan } from '../../world/types.ts';

/** An amount as REST v3 writes it; `dp` (a parameter of requests) may ask for more decimals than the store has. */
export function decimal(amount: Amount, { decimals }: Currency, dp: number = decimals): string {
  const digits = String(Math.abs(amount)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).padEnd(Math.max(dp, decimals), '0');
  const text = fraction === '' ? whole : `${whole}.${fraction}`;
  return amount < 0 ? `-${text}` : text;
}

/** `date_…` and `date_…_gmt`: wall clocks of the site and of UTC, both without an offset. */
export function dates<Name extends string>(
  name: Name,
  at: Instant | null,
  { zone }: ShopPlan,
): Record<string, unknown> {
  const gmt = at === null ? null : new Date(at).toISOString().slice(0, 19);
  return { [name]: at === null ? null : local(at, zone), [`${name}_gmt`]: gmt };
}

/** The site's wall clock. */
export function local(at: Instant, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime().toString();
}

/**
 * A filter's date as WordPress compares it (WP_Date_Query::build_mysql_datetime): read as a wall clock of the site, in UTC
 * too, so that a 'Z' moves it by the site's offset and an hour that the site's clocks skip is put forward. In milliseconds
 * of those digits, as if they were UTC; null where it is no date.
 */
export function boundOf(text: string, zone: string): number | null {
  try {
    const zoned = /[zZ]$|[+-]\d\d:\d\d$/.test(text)
      ? Temporal.Instant.from(text).toZonedDateTimeISO(zone)
      : Temporal.PlainDateTime.from(text).toZonedDateTime(zone);
    const digits = zoned.toPlainDateTime().round({ smallestUnit: 'second', roundingMode: 'floor' });
    return digits.toZonedDateTime('UTC').epochMilliseconds;
  } catch {
    return null;
  }
}

/** The digits of the site's wall clock as if they were UTC, to be compared with a bound that is not in GMT. */
export function localDigits(at: Instant, zone: string): number {
  const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  return at + zoned.offsetNanoseconds / 1_000_000;
}

/** JSON as PHP writes it: slashes and all beyond ASCII escaped. */
export function phpJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replaceAll(/[\u0080-\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
