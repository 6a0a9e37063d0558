/**
 * Orders platform ids as they were given out: a shorter number is an earlier one, so that 99 stands before 100. Ids of
 * one length (ULIDs among them) stand as texts. For what has no better order: things of the very same instant.
 */
export function compareIds(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
