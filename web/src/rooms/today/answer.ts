import { isTroubled, readsHistory } from '../../api/store-state.ts';
import type { Connection } from '../../api/stores.ts';
import type { Today } from '../../api/today.ts';
import { plural } from '../../money/dates.ts';

type Standing = Pick<Today, 'parked' | 'discrepancies' | 'verified' | 'lastVerify'>;

/**
 * What Today says first. It reassures only where nothing speaks against it; `connections`: undefined while it is not
 * known how it is with the stores.
 */
export function answerOf(today: Standing, connections: readonly Connection[] | undefined): string {
  const waiting = today.parked.count + today.discrepancies.count;
  const first =
    waiting === 0 ? 'Nothing waits for you' : `${plural(waiting, 'thing')} ${waiting === 1 ? 'waits' : 'wait'} for you`;
  if (connections === undefined) return `${first}.`;
  const besides = besidesOf(today, connections);
  if (besides.length > 0) return `${first}, ${waiting === 0 ? 'but' : 'and'} ${besides.join('; ')}.`;
  return waiting > 0 || today.verified === null ? `${first}.` : `${first}, and the books are proved.`;
}

/** What keeps the books from being whole, though nobody is asked to settle it here. */
function besidesOf({ lastVerify }: Standing, connections: readonly Connection[]): string[] {
  const troubled = connections.filter(isTroubled).length;
  const reading = connections.filter((one) => readsHistory(one) && !isTroubled(one)).length;
  return [
    ...(lastVerify?.ok === false ? ['the last proof of the books does not hold'] : []),
    ...(troubled === 0 ? [] : [`${plural(troubled, 'store')} cannot be kept up with`]),
    ...(reading === 0 ? [] : [`the history of ${plural(reading, 'store')} is still being read`]),
  ];
}
