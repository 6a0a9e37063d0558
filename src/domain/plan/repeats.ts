import type { Incoming, KnownObservation } from './state.ts';

/** True where the very observation is in the books already: it need not be planned at all. */
export function isKnownSighting(known: readonly KnownObservation[], incoming: Omit<Incoming, 'evidence'>): boolean {
  const { contentHash, seenAt, content } = incoming;
  return known.some((observation) => {
    if (observation.contentHash !== contentHash) return false;
    if (content.kind === 'undecodable') return true;
    return (
      isSameWay(observation, incoming) && (observation.seenAt === seenAt || observation.seenAgain.includes(seenAt))
    );
  });
}

/** What an event says and what was read are never repeats of each other: only a read vouches for what it does not date. */
function isSameWay(a: Pick<Incoming, 'via'>, b: Pick<Incoming, 'via'>): boolean {
  return (a.via === 'event') === (b.via === 'event');
}

/** A repeat is the very observation again, or one equal to its predecessor in rank (design.md 4). */
export function findRepeat(known: readonly KnownObservation[], incoming: Incoming): KnownObservation | null {
  const { contentHash, seenAt } = incoming;
  let predecessor: KnownObservation | null = null;
  for (const observation of known) {
    if (!isSameWay(observation, incoming)) continue;
    const isSame = observation.contentHash === contentHash;
    if (isSame && seenAt >= observation.seenAt && seenAt <= observation.lastSeenAt) return observation;
    if (observation.seenAt <= seenAt) predecessor = observation;
  }
  return predecessor?.contentHash === contentHash ? predecessor : null;
}
