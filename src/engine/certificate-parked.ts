import { ApiError } from '../connectors/contract.ts';
import type { CertificateRow, Differing, KnownDiffering, ParkedMessage } from '../storage/live/certificates.ts';
import type { DayCompared } from './certificate.ts';
import type { Store } from './store.ts';

/** Read to learn why they differ, in one certification. */
const ASKED_MAX = 10;

/** An order that differs, and what its day said of it before. */
interface Unexplained {
  readonly one: Differing;
  readonly then: KnownDiffering;
}

/**
 * Says of orders that the platform counts otherwise than the books whether their message is parked. One that could not be
 * decoded names no order in the books: so it is read once more, when it differed before and was read since, and what was
 * learned is kept with the certificate while both sides say the same.
 */
export async function explainDiffering(
  store: Store,
  compared: readonly DayCompared[],
  before: readonly CertificateRow[],
): Promise<DayCompared[]> {
  const known = new Map(
    before.flatMap(({ day, differing }) => differing.map((one) => [`${day} ${one.remoteId}`, one] as const)),
  );
  const again = compared.flatMap(({ day, differing }) =>
    differing.flatMap((one): Unexplained[] => {
      const then = known.get(`${day} ${one.remoteId}`);
      return one.theirs === null || then === undefined ? [] : [{ one, then }];
    }),
  );
  const reasons = new Map(again.filter(isUnchanged).map(({ one, then }) => [one, then.parked]));
  for (const { one } of toAsk(again, store.surroundings.random)) {
    reasons.set(one, await parkedMessage(store, one.remoteId));
  }
  return compared.map(({ differing, ...rest }) => ({
    ...rest,
    differing: differing.map((one) => ({ ...one, parked: reasons.get(one) ?? null })),
  }));
}

/** Those whose reason is not known, some at a time; what the books have a document of has its reason there mostly. */
function toAsk(again: readonly Unexplained[], random: () => number): Unexplained[] {
  const missing = again.filter(({ then }) => then.document === null);
  const unknown = missing.filter((each) => each.then.parked === null || !isUnchanged(each));
  const held = again.filter(({ then }) => then.document !== null);
  return [...fromAnyOn(unknown, random), ...fromAnyOn(held, random)].slice(0, ASKED_MAX);
}

/** Of many that teach nothing, not always the same are asked about. */
function fromAnyOn<T>(list: readonly T[], random: () => number): T[] {
  const first = Math.floor(random() * list.length);
  return [...list.slice(first), ...list.slice(0, first)];
}

function isUnchanged({ one, then }: Unexplained): boolean {
  const isSame = (side: 'theirs' | 'ours') =>
    one[side]?.total === then[side]?.total && one[side]?.currency === then[side]?.currency;
  return isSame('theirs') && isSame('ours');
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
