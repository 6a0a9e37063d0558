import { CHART } from '../domain/ledger/account.ts';
import { EXACT_ZERO, type Exact, exact, exactText, plus } from '../domain/money/exact.ts';
import { major } from '../domain/money/format.ts';
import type { Currency } from '../domain/money/minor.ts';
import type { LocalDate } from '../domain/time/when.ts';
import { Missing } from '../domain/trouble.ts';
import { readSegment } from '../storage/evidence.ts';
import { readDiscrepanciesOf } from '../storage/lists/discrepancies.ts';
import { type DocumentRow, findPayload, type ObservationRow, readObservations } from '../storage/lists/documents.ts';
import { readEntries } from '../storage/lists/entries.ts';
import { type PersonRow, readPerson } from '../storage/lists/people.ts';
import { inWalk } from '../storage/snapshot.ts';
import { type ShownDiscrepancy, shownDiscrepancy } from './discrepancies.ts';
import { type ShownEntry, withPostings } from './entries.ts';
import { findDocument } from './find-document.ts';
import { type Fulfilled, fulfilledOf } from './orders.ts';
import { catchUpWithPeople } from './people.ts';
import { documentRef } from './refs.ts';
import type { Decimal } from './reports/report.ts';
import type { Session } from './session.ts';
import { type SetAside, setAsideOf } from './set-aside.ts';
import { type ToldPart, tellParts } from './tell.ts';

/** One order's whole story: what was said of it, what was made of that, and what is wrong. */
export interface Story {
  readonly document: StoryDocument;
  readonly observations: readonly StoryObservation[];
  readonly entries: readonly ShownEntry[];
  readonly discrepancies: readonly ShownDiscrepancy[];
  /** Who bought; null where nobody is named, or no longer. */
  readonly person: PersonRow | null;
}

export interface StoryDocument {
  /** Its own name among all documents of the book. */
  readonly ref: string;
  readonly kind: string;
  readonly number: string;
  readonly remoteId: string;
  readonly channel: string;
  readonly platform: string;
  readonly placedOn: LocalDate | null;
  /** Null for what has no currency of its own; its amounts are then null too. */
  readonly currency: Currency | null;
  readonly total: Decimal | null;
  readonly paid: Decimal | null;
  readonly refunded: Decimal | null;
  /** What the customer owes: negative where the merchant does. */
  readonly due: Decimal | null;
  readonly status: string;
  readonly fulfilled: Fulfilled | null;
  readonly policyVersion: number;
  readonly decoder: number;
  readonly rules: number;
  /** What the platform says of it, in words. */
  readonly parts: readonly ToldPart[];
}

export interface StoryObservation {
  readonly id: number;
  readonly kind: string;
  readonly remoteId: string;
  readonly via: string;
  /** ISO 8601, UTC. */
  readonly seenAt: string;
  readonly lastSeenAt: string;
  readonly decoder: number;
  readonly contentHash: string;
  /** Why it is parked, null where it is not. */
  readonly parked: string | null;
  /** Null where it is not parked, and where it waits. */
  readonly setAside: SetAside | null;
}

const allOfThem = 1_000_000;

/** Tells the story of the document of that ref, number or platform id; a channel is needed only where several have it. */
export async function tellStory(
  session: Session,
  { bookId, baseCurrency, zone }: { readonly bookId: number; readonly baseCurrency: Currency; readonly zone: string },
  asked: string,
  channel?: string,
): Promise<Story> {
  await catchUpWithPeople(session, bookId);
  return await inWalk(session.database.pool, async (reader) => {
    const document = await findDocument(reader, bookId, asked, channel);
    const { documentId } = document;
    const rows = await readEntries(reader, { bookId, documentId, after: 0, limit: allOfThem });
    const entries = await withPostings(reader, bookId, baseCurrency, rows);
    const observations = await readObservations(reader, bookId, documentId);
    const discrepancies = await readDiscrepanciesOf(reader, bookId, documentId);
    return {
      document: documentOf(document, entries, zone),
      observations: observations.map(shownObservation),
      entries,
      discrepancies: discrepancies.map(shownDiscrepancy),
      person: await readPerson(reader, bookId, documentId),
    };
  });
}

function shownObservation(row: ObservationRow): StoryObservation {
  const { observationId, seenAt, lastSeenAt, setAsideAt, setAsideBy, setAsideNote, ...rest } = row;
  return {
    id: observationId,
    ...rest,
    seenAt: new Date(seenAt).toISOString(),
    lastSeenAt: new Date(lastSeenAt).toISOString(),
    setAside: setAsideOf(row),
  };
}

/** The raw text of one observation of a document, as it came. */
export async function payloadOf(
  session: Session,
  bookId: number,
  {
    document: asked,
    observation,
    channel,
  }: { readonly document: string; readonly observation: number; readonly channel?: string | undefined },
): Promise<string> {
  const { pool } = session.database;
  const { documentId } = await findDocument(pool, bookId, asked, channel);
  const place = await findPayload(pool, bookId, documentId, observation);
  if (place === null)
    throw new Missing(`order ${asked} has no observation ${observation}`, "see the order's story for those there are");
  if (place.erased)
    throw new Missing(
      `the text of observation ${observation} was erased`,
      'its hash is kept, and the entries made of it',
    );
  const payloads = await readSegment(pool, bookId, place.receivedMonth, place.segmentId);
  return payloads[place.slot] ?? '';
}

function documentOf(row: DocumentRow, entries: readonly ShownEntry[], zone: string): StoryDocument {
  const { kind, number, remoteId, channel, platform, placedOn, currency, status, policyVersion, decoder, rules } = row;
  const amount = (minor: number) => (currency === null ? null : major(minor, currency));
  return {
    ref: documentRef(row.documentId),
    kind,
    number,
    remoteId,
    channel,
    platform,
    placedOn,
    currency,
    total: amount(row.total),
    paid: amount(row.paid),
    refunded: amount(row.refunded),
    due: currency === null ? null : dueOf(entries, currency),
    status,
    fulfilled: fulfilledOf(row.state),
    policyVersion,
    decoder,
    rules,
    parts: tellParts(row.state, zone),
  };
}

/** The bridge: what was recognised and not given back, less what was paid and not paid back (accounting.md 10). */
function dueOf(entries: readonly ShownEntry[], currency: Currency): Decimal {
  let due: Exact = exact(major(0, currency)) ?? EXACT_ZERO;
  for (const { postings } of entries) {
    for (const posting of postings) {
      const isBridge = posting.code === CHART.receivable.code || posting.code === CHART.deposits.code;
      if (isBridge && posting.currency === currency) due = plus(due, exact(posting.amount) ?? EXACT_ZERO);
    }
  }
  const text = exactText(due);
  const zeros = major(0, currency).slice(1);
  if (zeros === '') return text;
  const [whole = '0', fraction = ''] = text.split('.');
  return `${whole}.${fraction.padEnd(zeros.length - 1, '0')}`;
}
