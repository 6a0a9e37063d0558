// The invented moment at which pages are shown; all that is told lies before it.
export const MINUTE = 60_000;
export const DAY = 86_400_000;
export const TODAY = Date.UTC(2026, 10, 21);
/** 12:04 in Berlin. */
export const NOW = TODAY + 11 * 60 * MINUTE + 4 * MINUTE;

export const ago = (ms: number) => new Date(NOW - ms).toISOString();

/** The day so many days before today. */
export const dayOf = (age: number) => new Date(TODAY - age * DAY).toISOString().slice(0, 10);
