import type { LiveConnector, Missed } from '../connectors/contract.ts';
import type { Report } from '../domain/documents/report.ts';
import { startOf } from '../domain/time/when.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** An order is young for so long. */
export const YOUNG_MS = 60 * DAY;

/** How long after its placing an order is read again how often, where the feed does not show all that happens to it. */
const OFTEN: readonly (readonly [age: number, gap: number])[] = [
  [HOUR, 2 * MINUTE],
  [DAY, 20 * MINUTE],
  [7 * DAY, 3 * HOUR],
  [YOUNG_MS, DAY],
];
/** The same where only what is rarely undone is missed. */
const RARELY: readonly (readonly [age: number, gap: number])[] = [[30 * DAY, DAY]];

const LIVELY: ReadonlySet<Missed> = new Set(['payment', 'refund', 'fulfilment', 'status']);

/** True where the feed misses what may happen to an order at any time. */
export function isLively({ misses }: Pick<LiveConnector, 'misses'>): boolean {
  return misses.some((missed) => LIVELY.has(missed));
}

/**
 * When orders are to be read again, because the platform's feed misses what may happen to them until then: the younger,
 * the sooner. Old ones are revisited (`revisit.ts`).
 */
export function readAgainAt(
  { misses }: Pick<LiveConnector, 'misses'>,
  reports: readonly Report[],
  now: number,
): Map<string, number> {
  const steps = isLively({ misses }) ? OFTEN : misses.includes('refund-deletion') ? RARELY : [];
  const due = new Map<string, number>();
  for (const report of reports) {
    const placed = placedAt(report);
    const step = placed === null ? undefined : steps.find(([age]) => now - placed < age);
    if (step !== undefined) due.set(report.remoteId, now + step[1]);
  }
  return due;
}

function placedAt({ parts }: Report): number | null {
  for (const { content } of parts) if (content.type === 'order') return startOf(content.placedAt);
  return null;
}
