import { Temporal } from 'temporal-polyfill';
import { type Instant, instant } from '../../domain/time/when.ts';
import type { Api } from '../contract.ts';
import { ApiError } from '../contract.ts';
import { isObject, optionalText } from '../shape.ts';
import { jsonOf } from './answers.ts';

/*
 * Date filters (`modified_after`, `before`) hold UTC where `dates_are_gmt` is set, but WordPress reads them as a wall
 * clock of the site (WP_Date_Query::build_mysql_datetime) before it compares their digits. One with a 'Z' is moved by the
 * site's offset; one without stays as it is, but for the hour a year that the site's clocks skip: digits of that hour
 * are put forward, and an `after` misses an hour of changes. Such a bound is put back to digits that the clock did show.
 */

/** Second of an instant, at or before it. */
export function wholeSecond(at: number): Instant {
  return instant(Math.floor(at / 1000) * 1000);
}

/** An instant as REST v3 takes it in a filter with `dates_are_gmt`. */
export function filterText(at: Instant): string {
  return new Date(at).toISOString().slice(0, 19);
}

/** Milliseconds by which a bound with these digits of UTC must be put back in this zone; 0 but in a skipped hour. */
export function skipped(at: Instant, zone: string | null): number {
  if (zone === null) return 0;
  const digits = Temporal.PlainDateTime.from(filterText(at));
  const shown = digits.toZonedDateTime(zone, { disambiguation: 'earlier' }).toPlainDateTime();
  return digits.since(shown).total('milliseconds');
}

/** Clocks are put forward at night everywhere: at other digits, and in the hour behind them, nothing is skipped. */
export function mayBeSkipped(at: Instant): boolean {
  const hour = new Date(at).getUTCHours();
  return hour >= 21 || hour < 4;
}

/** What a site says of itself to everyone. */
export interface Site {
  readonly name: string;
  /** IANA; null where it does not say, or has an offset that no zone has. */
  readonly zone: string | null;
}

/** The site by the index of its REST API, which needs no key; where that is closed to the public nothing is known. */
export async function siteOf(api: Api): Promise<Site> {
  try {
    const query = { _fields: 'name,timezone_string,gmt_offset' };
    const answer = await api.send({ method: 'GET', path: '/', query });
    const index = answer.status === 404 ? null : jsonOf(answer);
    if (!isObject(index)) return UNKNOWN;
    return {
      name: optionalText(index, 'name'),
      zone: zoneOf(optionalText(index, 'timezone_string'), index.gmt_offset),
    };
  } catch (fault) {
    if (fault instanceof ApiError && fault.kind !== 'unavailable' && fault.kind !== 'throttled') return UNKNOWN;
    throw fault;
  }
}

const UNKNOWN: Site = { name: '', zone: null };

/** Without a city WordPress keeps hours from UTC, with fractions for half hours; 'Etc/GMT' counts them westwards. */
function zoneOf(city: string, offset: unknown): string | null {
  if (city !== '') return isZone(city) ? city : null;
  const hours = typeof offset === 'number' || typeof offset === 'string' ? Number(offset) : Number.NaN;
  if (hours === 0) return 'UTC';
  const zone = `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`;
  return Number.isInteger(hours) && isZone(zone) ? zone : null;
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
