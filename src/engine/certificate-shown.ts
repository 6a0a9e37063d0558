import { type ShownDiffering, shownDiffering } from '../books/differing.ts';
import type { Decimal } from '../books/reports/report.ts';
import { major } from '../domain/money/format.ts';
import type { LocalDate } from '../domain/time/when.ts';
import type { CertificateRow, DaySums, Verdict } from '../storage/live/certificates.ts';

/** The verdict on a channel and day, as people and programs are told: amounts in major units, instants in ISO 8601. */
export interface Certificate {
  readonly channel: string;
  readonly day: LocalDate;
  readonly verdict: Verdict;
  readonly theirs: ShownSums;
  readonly ours: ShownSums;
  readonly differing: readonly ShownDiffering[];
  readonly madeAt: string;
  /** Days after its own day at which it was last made. */
  readonly age: number;
  readonly nextAt: string | null;
  /** Why the platform could not count the day when it was last asked; null where it did. */
  readonly problem: string | null;
}

/** Orders and their sum by currency. */
export type ShownSums = Readonly<Record<string, { readonly orders: number; readonly total: Decimal }>>;

export function shownCertificate(row: CertificateRow, channel: string): Certificate {
  const { day, verdict, theirs, ours, differing, madeAt, age, nextAt, problem } = row;
  return {
    channel,
    day,
    verdict,
    theirs: shownSums(theirs),
    ours: shownSums(ours),
    differing: differing.map((one) => shownDiffering(day, one)),
    madeAt: new Date(madeAt).toISOString(),
    age,
    nextAt: nextAt === null ? null : new Date(nextAt).toISOString(),
    problem,
  };
}

function shownSums(sums: DaySums): ShownSums {
  return Object.fromEntries(
    Object.entries(sums).map(([currency, { orders, total }]) => [currency, { orders, total: major(total, currency) }]),
  );
}
