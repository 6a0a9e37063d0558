const FIRST_MS = 2_000;
const LONGEST_MS = 15 * 60_000;

/** How long to wait after so many failures in a row: twice as long each time, and spread so that not all come at once. */
export function backoff(failures: number, random: () => number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, Math.min(failures, 20) - 1));
  return Math.round(full * (0.5 + random() / 2));
}
