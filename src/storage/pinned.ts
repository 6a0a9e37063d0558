import type { PinnedRates } from '../domain/plan/state.ts';
import type { Rate } from '../domain/posting/rates.ts';
import type { LocalDate } from '../domain/time/when.ts';

interface PinnedJson {
  readonly rateId: number;
  readonly currency: string;
  readonly quote: string;
  readonly date: LocalDate;
  readonly units: string;
}

/** Rates a document has used, as its row keeps them; null where it used none. */
export function pinnedToJson(pinned: PinnedRates, idOf: (rate: Rate) => number): string | null {
  const entries = Object.entries(pinned);
  if (entries.length === 0) return null;
  return JSON.stringify(
    Object.fromEntries(
      entries.map(([key, rate]) => [key, { ...rate, rateId: idOf(rate), units: rate.units.toString() }]),
    ),
  );
}

export function pinnedFromJson(value: unknown): PinnedRates {
  if (value === null) return {};
  return Object.fromEntries(
    Object.entries(value as Record<string, PinnedJson>).map(([key, rate]) => [
      key,
      { ...rate, units: BigInt(rate.units) },
    ]),
  );
}
