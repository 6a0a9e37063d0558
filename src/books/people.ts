import { setImmediate as pause } from 'node:timers/promises';
import { listConnections, OWN_CONNECTION } from '../storage/books.ts';
import { readSegment } from '../storage/evidence.ts';
import { linkPeople, nextUnlinked, observationsBehind, type UnlinkedRow } from '../storage/lists/people.ts';
import { connectorOf } from './connectors.ts';
import type { Session } from './session.ts';

/** Observations per step: few enough that the program answers others in between. */
const STEP = 100;

/** So many are linked while somebody waits for a list. */
const AT_ONCE_MAX = 500;

const running = new WeakMap<object, Map<number, Promise<void>>>();

/**
 * Brings the table of whose documents are up to date: at once where little is behind, else on its own while lists show
 * no customers yet. The way into the books stays free of it.
 */
export async function catchUpWithPeople(session: Session, bookId: number): Promise<void> {
  const behind = await observationsBehind(session.database.pool, bookId);
  if (behind === 0) return;
  // What cannot be linked costs a list its customers, not its orders.
  const linking = linkAllPeople(session, bookId).catch(() => undefined);
  if (behind <= AT_ONCE_MAX) await linking;
}

/** Links all that is behind; whoever calls while it runs waits for the same. */
export function linkAllPeople(session: Session, bookId: number): Promise<void> {
  const { database } = session;
  const ofDatabase = running.get(database) ?? new Map<number, Promise<void>>();
  running.set(database, ofDatabase);
  const known = ofDatabase.get(bookId);
  if (known !== undefined) return known;
  const linking = link(session, bookId).finally(() => ofDatabase.delete(bookId));
  ofDatabase.set(bookId, linking);
  return linking;
}

async function link({ database }: Session, bookId: number): Promise<void> {
  const { pool } = database;
  const connectors = new Map(
    (await listConnections(pool, bookId)).map((row) => [row.connectionId, connectorOf(row)] as const),
  );
  let kept: { readonly key: string; readonly payloads: readonly string[] } | undefined;
  const payloadOf = async ({ receivedMonth, segmentId, slot }: UnlinkedRow) => {
    const key = `${receivedMonth} ${segmentId}`;
    if (kept?.key !== key) kept = { key, payloads: await readSegment(pool, bookId, receivedMonth, segmentId) };
    return kept.payloads[slot] ?? '';
  };
  for (;;) {
    const rows = await nextUnlinked(pool, bookId, STEP);
    const last = rows.at(-1);
    if (last === undefined) return;
    const links = new Map<number, { documentId: number; connectionId: number; remoteId: string }>();
    for (const row of rows) {
      const { documentId, connectionId, via } = row;
      const known = connectors.get(connectionId);
      if (documentId === null || known === undefined || connectionId === OWN_CONNECTION) continue;
      const payload = parsed(await payloadOf({ ...row, documentId }));
      const decoded = known.connector.decode(payload, known.settings, { via, topic: '' });
      if (decoded.kind === 'undecodable' || decoded.report.person === null) continue;
      links.set(documentId, { documentId, connectionId, remoteId: decoded.report.person.remoteId });
    }
    await linkPeople(pool, bookId, [...links.values()], last.observationId);
    await pause();
  }
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
