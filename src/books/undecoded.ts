import type { Report, UndecodableReason } from '../domain/documents/report.ts';
import { payloadId, payloadKind, UNKNOWN_KIND } from '../domain/plan/plan.ts';
import type { Incoming, Plan } from '../domain/plan/state.ts';
import { type ConnectionRow, listConnections } from '../storage/books.ts';
import type { Database } from '../storage/database.ts';
import { readSegment } from '../storage/evidence.ts';
import { type DecodedRecord, settleDecoded, type UndecodedRow, undecodedAfter } from '../storage/undecoded.ts';
import { connectorOf } from './connectors.ts';
import { incomingOf } from './import/incoming.ts';
import type { SourceRecord } from './import/source.ts';
import { BookWriter, type Clock } from './writer.ts';

const CHUNK = 500;

/** What a later release may see otherwise; the others are no records, whoever reads them. */
export const REASONS: readonly UndecodableReason[] = ['unknown-shape', 'unknown-currency', 'too-large', 'fault'];

/** Of what is parked: waiting documents, or records that could not be read. */
export interface Retried {
  readonly tried: number;
  readonly takenUp: number;
}

/** A parked record that today's connector can read. */
interface Readable {
  readonly row: UndecodedRow;
  readonly incoming: Incoming;
  readonly report: Report;
}

/**
 * Decodes parked records again from their evidence, and posts those that can be read by now as if they came today, with
 * the instant at which they were seen. What cannot be read or planned stays as it is. What was set aside is not posted,
 * and is parked no longer where the store has sent it again since it can be read: then it stands in the books.
 */
export async function decodeParked(database: Database, bookId: number, clock: Clock): Promise<Retried> {
  const { pool } = database;
  const connections = new Map((await listConnections(pool, bookId)).map((one) => [one.connectionId, one]));
  let tried = 0;
  let takenUp = 0;
  for (let after = 0; ; ) {
    const rows = await undecodedAfter(pool, bookId, after, REASONS, CHUNK);
    const last = rows.at(-1);
    if (last === undefined) return { tried, takenUp };
    after = last.observationId;
    tried += rows.filter(({ isSetAside }) => !isSetAside).length;
    const readable = await readableOf(pool, bookId, rows, connections, clock);
    if (readable.length > 0) takenUp += await post(database, bookId, readable, clock);
  }
}

async function readableOf(
  pool: Database['pool'],
  bookId: number,
  rows: readonly UndecodedRow[],
  connections: ReadonlyMap<number, ConnectionRow>,
  clock: Clock,
): Promise<Readable[]> {
  const readable: Readable[] = [];
  let segment: { readonly key: string; readonly payloads: readonly string[] } = { key: '', payloads: [] };
  for (const row of rows) {
    const { connectionId, receivedMonth, segmentId, slot } = row;
    const connection = connections.get(connectionId);
    const key = `${receivedMonth} ${segmentId}`;
    if (segment.key !== key) segment = { key, payloads: await readSegment(pool, bookId, receivedMonth, segmentId) };
    const raw = segment.payloads[slot];
    if (connection === undefined || raw === undefined) continue;
    const incoming = decodedAgain(row, raw, connection, clock);
    if (incoming?.content.kind === 'report') readable.push({ row, incoming, report: incoming.content.report });
  }
  return readable;
}

/**
 * A webhook or a reading was seen when it came. A record of a file says itself as of when it is: of one that could not be
 * read nobody knew, and the instant of its import may be long after that.
 */
function decodedAgain(row: UndecodedRow, raw: string, connection: ConnectionRow, clock: Clock): Incoming | null {
  const { connectionId, via, seenAt, receivedMonth, segmentId, slot } = row;
  const reading = { connectionId, ...connectorOf(connection), asOf: null };
  const decode = (receivedAt: SourceRecord['receivedAt']) =>
    incomingOf({ raw, payload: parsed(raw), place: '', arrival: { via, topic: '' }, receivedAt }, reading, clock);
  const incoming = (via === 'file' ? decode(null) : null) ?? decode(seenAt);
  return incoming === null ? null : { ...incoming, evidence: { receivedMonth, segmentId, slot } };
}

function parsed(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}

/** Posts what can be planned; returns how many records are parked no longer. */
async function post(database: Database, bookId: number, readable: readonly Readable[], clock: Clock): Promise<number> {
  const writer = await BookWriter.open(database, bookId, clock);
  try {
    const wanted = readable.filter(({ row }) => !row.isSetAside);
    const plannable = onlyPlannable(wanted, await writer.preview(wanted.map(({ incoming }) => incoming)));
    const plans = plannable.length === 0 ? [] : await writer.write(plannable.map(({ incoming }) => incoming));
    const settled = [...plannable, ...readable.filter(({ row }) => row.isSetAside)];
    await settleDecoded(database.pool, bookId, settled.map(recordOf));
    return plans.flatMap(({ outcomes }) => outcomes).filter((outcome) => outcome !== 'parked').length;
  } finally {
    await writer.close();
  }
}

/** A record whose plan fails would be parked once more under another number. */
function onlyPlannable(readable: readonly Readable[], { outcomes, observations }: Plan): Readable[] {
  let observed = 0;
  return readable.filter(
    (_, index) => outcomes[index] === 'unchanged' || observations[observed++]?.kind !== UNKNOWN_KIND,
  );
}

function recordOf({ row, incoming, report }: Readable): DecodedRecord {
  const { observationId, connectionId } = row;
  const { contentHash } = incoming;
  return { observationId, connectionId, kind: payloadKind(report), remoteId: payloadId(report), contentHash };
}
