import { type Again, documentKey, type Plan } from '../domain/plan/state.ts';
import { RULES_VERSION } from '../domain/posting/derive.ts';
import type { Policy } from '../domain/posting/policy.ts';
import { audit } from '../storage/audit.ts';
import { listConnections, OWN_CONNECTION } from '../storage/books.ts';
import type { Database } from '../storage/database.ts';
import { type DocumentWalkRow, documentsAfter } from '../storage/documents.ts';
import { Effect, type EffectRow } from './effect.ts';
import { PolicyPreview } from './policy-preview.ts';
import { type Refolded, Refolder } from './refold.ts';
import { BookWriter, type Clock } from './writer.ts';

/** policy: documents come under the version in force on their first event's date; release: older decoders' and rules' documents are made anew. */
export type Reason = 'policy' | 'release';

export interface Restated {
  readonly documents: number;
  /** Documents whose postings change. */
  readonly changed: number;
  readonly entries: number;
  /** What it does to accounts, by month of the true date. */
  readonly effect: readonly EffectRow[];
}

const CHUNK = 500;

/** Shows what bringing documents up to date would do, and writes nothing. */
export async function previewRestate(
  database: Database,
  bookId: number,
  reason: Reason,
  clock: Clock,
): Promise<Restated> {
  return await walk(database, bookId, reason, clock, async (writer, again) => writer.preview([], await again()));
}

/** Shows what a policy that is not made yet would do once it were applied, and writes nothing. */
export async function previewPolicy(database: Database, bookId: number, policy: Policy): Promise<Restated> {
  const preview = await PolicyPreview.open(database, bookId, policy);
  try {
    return await walkAll(database, bookId, POLICY, async (again) => preview.plan(await again()));
  } finally {
    await preview.close();
  }
}

/** Brings documents up to date: every difference is a correction on the date of what it corrects. */
export async function applyRestate(
  database: Database,
  bookId: number,
  reason: Reason,
  by: string,
  clock: Clock,
): Promise<Restated> {
  const restated = await walk(database, bookId, reason, clock, (writer, again) => writer.again(again));
  const { documents, changed, entries } = restated;
  await audit(
    database.pool,
    bookId,
    { who: by, what: `apply ${reason}`, after: { documents, changed, entries } },
    clock(),
  );
  return restated;
}

async function walk(
  database: Database,
  bookId: number,
  reason: Reason,
  clock: Clock,
  plan: (writer: BookWriter, again: () => Promise<readonly Again[]>) => Promise<Plan>,
): Promise<Restated> {
  const connections = await listConnections(database.pool, bookId);
  const refolder = new Refolder(database, bookId, connections, { connectionId: OWN_CONNECTION });
  const writer = await BookWriter.open(database, bookId, clock);
  try {
    return await walkAll(database, bookId, reason === 'policy' ? POLICY : releaseOf(refolder), (again) =>
      plan(writer, again),
    );
  } finally {
    await writer.close();
  }
}

/** Which documents are derived anew, and from what. */
interface Restating {
  readonly concerns: (row: DocumentWalkRow) => boolean;
  readonly again: (rows: readonly DocumentWalkRow[]) => Promise<readonly Again[]>;
}

const POLICY: Restating = {
  concerns: () => true,
  again: async (rows) =>
    rows.map(({ connectionId, kind, remoteId }) => ({
      key: documentKey(connectionId, kind, remoteId),
      policy: 'effective',
    })),
};

function releaseOf(refolder: Refolder): Restating {
  return {
    concerns: ({ connectionId, decoder, rules }) =>
      decoder !== refolder.decoderVersion(connectionId) || rules !== RULES_VERSION,
    again: async (rows) => {
      const refolded = await refolder.refold(rows);
      return rows.map((row) => restatedOf(row, refolded.get(row.documentId)));
    },
  };
}

async function walkAll(
  database: Database,
  bookId: number,
  { concerns, again }: Restating,
  plan: (again: () => Promise<readonly Again[]>) => Promise<Plan>,
): Promise<Restated> {
  const effect = await Effect.open(database, bookId);
  const counts = { documents: 0, changed: 0, entries: 0 };
  let after = 0;
  for (;;) {
    const rows = await documentsAfter(database.pool, bookId, after, CHUNK);
    const last = rows.at(-1);
    if (last === undefined) return { ...counts, effect: effect.rows() };
    after = last.documentId;
    const concerned = rows.filter(concerns);
    if (concerned.length === 0) continue;
    const planned = await plan(() => again(concerned));
    const { entries } = planned;
    effect.add(planned);
    counts.documents += concerned.length;
    counts.changed += new Set(entries.map(({ documentId }) => documentId)).size;
    counts.entries += entries.length;
  }
}

function restatedOf({ connectionId, kind, remoteId }: DocumentWalkRow, made: Refolded | undefined): Again {
  const key = documentKey(connectionId, kind, remoteId);
  if (made?.kind !== 'refolded') return { key, policy: 'standing' };
  return { key, policy: 'standing', restated: { state: made.state, decoderVersion: made.decoderVersion } };
}
