import { ApiError } from '../connectors/contract.ts';
import type { CertificateRow, Differing, KnownDiffering, ParkedMessage } from '../storage/live/certificates.ts';
import type { DayCompared } from './certificate.ts';
import type { Store } from './store.ts';

/** Read to learn why they differ, in one certification. */
const ASKED_MAX = 10;

/**
 * Says of orders that the platform counts otherwise than the books whether their message is parked. One that could not be
 * decoded names no order in the books: so it is read once more, when it differed before and was read since, and what was
 * learned is kept with the certificate.
 */
export async function explainDiffering(
  store: Store,
  compared: readonly DayCompared[],
  before: readonly CertificateRow[],
): Promise<DayCompared[]> {
  const known = new Map(
    before.flatMap(({ day, differing }) => differing.map((one) => [`${day} ${one.remoteId}`, one] as const)),
  );
  let asked = 0;
  const explain = async (one: Differing, then: KnownDiffering | undefined): Promise<Differing> => {
    if (one.theirs === null || then === undefined || asked >= ASKED_MAX) return one;
    const isKnown = then.document === null && then.parked !== null && then.theirs?.total === one.theirs.total;
    if (isKnown) return { ...one, parked: then.parked };
    asked += 1;
    return { ...one, parked: await parkedMessage(store, one.remoteId) };
  };
  const explained: DayCompared[] = [];
  for (const { differing, ...rest } of compared) {
    const list: Differing[] = [];
    for (const one of differing) list.push(await explain(one, known.get(`${rest.day} ${one.remoteId}`)));
    explained.push({ ...rest, differing: list });
  }
  return explained;
}

/** Why an order's messages cannot be booked; null where they can, or where the platform does not give them now. */
async function parkedMessage(
  { live, api, connector, settings }: Store,
  remoteId: string,
): Promise<ParkedMessage | null> {
  try {
    for (const { payload } of (await live.readOne(api, remoteId)) ?? []) {
      const decoded = connector.decode(payload, settings, { via: 'read', topic: '' });
      if (decoded.kind === 'undecodable') return { reason: decoded.reason, detail: decoded.detail };
    }
    return null;
  } catch (error) {
    if (error instanceof ApiError && error.isOfThisAlone) return null;
    throw error;
  }
}
