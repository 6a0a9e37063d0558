import type { Cause } from '../domain/ledger/entry.ts';
import { major } from '../domain/money/format.ts';
import type { Currency } from '../domain/money/minor.ts';
import type { LocalDate } from '../domain/time/when.ts';
import { Missing } from '../domain/trouble.ts';
import { documentsNumbered, readObservations } from '../storage/lists/documents.ts';
import {
  type EntryFilter,
  type EntryRow,
  type PostingRow,
  readEntries,
  readPostings,
} from '../storage/lists/entries.ts';
import { readAccounts } from '../storage/reports/accounts.ts';
import { inWalk, type Reader } from '../storage/snapshot.ts';
import { findDocument } from './find-document.ts';
import { documentRef } from './refs.ts';
import type { Decimal } from './reports/report.ts';
import type { Session } from './session.ts';

/** One journal entry with its lines; the shape of `show` and `entries`. */
export interface ShownEntry {
  readonly number: number;
  readonly date: LocalDate;
  readonly trueDate: LocalDate;
  readonly key: string;
  readonly revision: number;
  readonly cause: Cause;
  readonly note: string;
  /** ISO 8601, UTC. */
  readonly recordedAt: string;
  readonly versions: { readonly policy: number; readonly decoder: number; readonly rules: number };
  readonly hash: string;
  readonly document: {
    /** Its own name among all documents of the book. */
    readonly ref: string;
    readonly kind: string;
    readonly number: string;
    readonly remoteId: string;
    readonly channel: string;
  };
  readonly postings: readonly ShownPosting[];
}

/** Debit positive. */
export interface ShownPosting {
  readonly code: string;
  readonly name: string;
  readonly amount: Decimal;
  readonly currency: Currency;
  readonly baseAmount: Decimal;
  readonly channel: string;
  readonly sku: string;
  readonly taxCode: string;
  readonly taxBase: Decimal;
  readonly liable: string;
}

export interface EntryList {
  readonly entries: readonly ShownEntry[];
  /** `before` (or, read upwards, `after`) of the next page; null on the last. */
  readonly next: number | null;
}

export interface EntryQuery extends Omit<EntryFilter, 'bookId' | 'documentId' | 'accountId' | 'found' | 'limit'> {
  /** Ref, number or platform's id. */
  readonly document?: string | undefined;
  /** Where several channels have a document of that number. */
  readonly channel?: string | undefined;
  /** Code of an account that they post to. */
  readonly account?: string | undefined;
  /** An entry's number, or how a document's number begins. */
  readonly q?: string | undefined;
  readonly limit?: number | undefined;
}

export const entriesPage = 25;

const documentsFoundMax = 200;

/** Lists entries, the newest first, or upwards from `after`; those of a period or an account by date, then number. */
export async function listEntries(
  session: Session,
  { bookId, baseCurrency }: { readonly bookId: number; readonly baseCurrency: Currency },
  query: EntryQuery,
): Promise<EntryList> {
  const limit = query.limit ?? entriesPage;
  return await inWalk(session.database.pool, async (reader) => {
    const found = await readEntries(reader, { ...(await filterOf(reader, bookId, query)), limit: limit + 1 });
    const page = found.slice(0, limit);
    const entries = await withPostings(reader, bookId, baseCurrency, page);
    return { entries, next: found.length > limit ? (page.at(-1)?.number ?? null) : null };
  });
}

async function filterOf(
  reader: Reader,
  bookId: number,
  { document, channel, account, q, limit: _, ...rest }: EntryQuery,
): Promise<Omit<EntryFilter, 'limit'>> {
  const text = q?.trim() ?? '';
  return {
    ...rest,
    bookId,
    ...(document !== undefined && { documentId: (await findDocument(reader, bookId, document, channel)).documentId }),
    ...(account !== undefined && { accountId: await accountIdOf(reader, bookId, account) }),
    ...(text !== '' && {
      found: {
        number: /^\d{1,15}$/.test(text) ? Number.parseInt(text, 10) : 0,
        documentIds: await documentsNumbered(reader, bookId, [text, `#${text}`], documentsFoundMax),
      },
    }),
  };
}

async function accountIdOf(reader: Reader, bookId: number, code: string): Promise<number> {
  const account = (await readAccounts(reader, bookId)).find((each) => each.code === code);
  if (account !== undefined) return account.accountId;
  throw new Missing(`there is no account ${code}`, 'see the trial balance for those there are');
}

/** One entry with where its document was seen: the way from a figure to the platform's own words. */
export interface ProvedEntry extends ShownEntry {
  readonly evidence: readonly {
    /** Of the document that the entry belongs to. */
    readonly document: string;
    /** With it, names the raw text. */
    readonly observation: number;
    readonly kind: string;
    /** ISO 8601, UTC. */
    readonly seenAt: string;
  }[];
}

export async function showEntry(
  session: Session,
  { bookId, baseCurrency }: { readonly bookId: number; readonly baseCurrency: Currency },
  number: number,
): Promise<ProvedEntry> {
  return await inWalk(session.database.pool, async (reader) => {
    const [row] = await readEntries(reader, { bookId, number, limit: 1 });
    const [entry] = row === undefined ? [] : await withPostings(reader, bookId, baseCurrency, [row]);
    if (row === undefined || entry === undefined) {
      throw new Missing(`there is no entry ${number}`, 'entries are numbered from 1 without gaps');
    }
    const observations = await readObservations(reader, bookId, row.documentId);
    const document = documentRef(row.documentId);
    return {
      ...entry,
      evidence: observations.map(({ observationId, kind, seenAt }) => ({
        document,
        observation: observationId,
        kind,
        seenAt: new Date(seenAt).toISOString(),
      })),
    };
  });
}

export async function withPostings(
  reader: Reader,
  bookId: number,
  baseCurrency: Currency,
  entries: readonly EntryRow[],
): Promise<ShownEntry[]> {
  const postings = await readPostings(
    reader,
    bookId,
    entries.map(({ number }) => number),
  );
  const byNumber = Map.groupBy(postings, ({ number }) => number);
  return entries.map((entry) => shown(entry, byNumber.get(entry.number) ?? [], baseCurrency));
}

function shown(entry: EntryRow, postings: readonly PostingRow[], baseCurrency: Currency): ShownEntry {
  const { number, date, trueDate, key, revision, cause, note, policyVersion, decoder, rules, hash } = entry;
  return {
    number,
    date,
    trueDate,
    key,
    revision,
    cause,
    note,
    recordedAt: new Date(entry.recordedAt).toISOString(),
    versions: { policy: policyVersion, decoder, rules },
    hash,
    document: {
      ref: documentRef(entry.documentId),
      kind: entry.documentKind,
      number: entry.documentNumber,
      remoteId: entry.documentRemoteId,
      channel: entry.channel,
    },
    postings: postings.map(({ code, name, amount, currency, baseAmount, channel, sku, taxCode, taxBase, liable }) => ({
      code,
      name,
      amount: major(amount, currency),
      currency,
      baseAmount: major(baseAmount, baseCurrency),
      channel,
      sku,
      taxCode,
      taxBase: major(taxBase, currency),
      liable,
    })),
  };
}
