import type { Connector, StoreSettings } from '../connectors/contract.ts';
import { GENESIS } from '../domain/ledger/hash.ts';
import { major } from '../domain/money/format.ts';
import type { Currency } from '../domain/money/minor.ts';
import { planBatch } from '../domain/plan/plan.ts';
import type { Incoming, Lock, Plan } from '../domain/plan/state.ts';
import type { Policy } from '../domain/posting/policy.ts';
import { type Instant, instant, type LocalDate } from '../domain/time/when.ts';
import { listPolicies } from '../storage/policies.ts';
import { RateTable } from '../storage/rates.ts';
import { contentHash } from './import/content-hash.ts';
import type { SourceRecord } from './import/source.ts';
import type { Decimal } from './reports/report.ts';
import type { Session } from './session.ts';
import type { Clock } from './writer.ts';

/* What records would post, planned and not written: for a look before an import. */

/** An entry that is not posted: it has no number and no hash yet. */
export interface SampleEntry {
  readonly date: LocalDate;
  readonly key: string;
  readonly document: { readonly kind: string; readonly number: string; readonly remoteId: string };
  readonly postings: readonly {
    readonly code: string;
    readonly name: string;
    readonly amount: Decimal;
    readonly currency: Currency;
    readonly baseAmount: Decimal;
  }[];
}

/** From so many records at most the first entries are planned. */
export const sampledMax = 25;
const entriesMax = 6;

/** Stands for a channel that is not there yet: no connection has that number. */
export const NEW_CHANNEL = -1;

export interface Reading {
  readonly connectionId: number;
  readonly connector: Connector;
  readonly settings: StoreSettings;
  /** When the files were as they were; null: each record's own newest instant. */
  readonly asOf: Instant | null;
}

/** A record decoded, its evidence not stored; null where nothing says when it was seen. */
export function incomingOf(record: SourceRecord, reading: Reading, clock: Clock): Incoming | null {
  const { payload, raw, arrival, receivedAt, place } = record;
  const { connectionId, connector, settings, asOf } = reading;
  const decoded = payload === undefined ? NOT_JSON : connector.decode(payload, settings, arrival);
  const seenAt =
    receivedAt ?? asOf ?? (decoded.kind === 'report' ? decoded.report.newestInstant : (instant(clock()) as Instant));
  if (seenAt === null) return null;
  return {
    connectionId,
    contentHash: contentHash(payload, raw, connector.volatile),
    via: arrival.via,
    seenAt,
    decoderVersion: connector.decoderVersion,
    evidence: { receivedMonth: '1970-01-01' as LocalDate, segmentId: 0, slot: 0 },
    content: decoded.kind === 'report' ? decoded : { ...decoded, detail: storable(`${place}: ${decoded.detail}`) },
  };
}

/** PostgreSQL has no NUL in a text, which a payload may name. */
const storable = (text: string) => text.replaceAll('\0', '\uFFFD');

const NOT_JSON = { kind: 'undecodable', reason: 'unknown-shape', detail: 'not JSON' } as const;

export interface PlannedBook {
  readonly bookId: number;
  readonly baseCurrency: Currency;
  readonly zone: string;
}

/**
 * What a batch for a channel that is not there yet would post: nothing is known of it but the book's policy (or another
 * that is tried out) and rates.
 */
export async function planForNewChannel(
  { pool }: Session['database'],
  { bookId, baseCurrency, zone }: PlannedBook,
  batch: readonly Incoming[],
  locks: readonly Lock[],
  policies?: readonly Policy[],
): Promise<Plan> {
  const rates = new RateTable(pool);
  await rates.ensure(baseCurrency, currenciesOf(batch), 0);
  const channel = { connectionId: NEW_CHANNEL, channel: 'new', sells: true, cutOver: null };
  const state = {
    ...{ bookId, baseCurrency, zone, locks },
    head: { nextEntry: 1, nextDocument: 1, nextObservation: 1, nextAccount: 1, nextDiscrepancy: 1, hash: GENESIS },
    policies: policies ?? (await listPolicies(pool, bookId)),
    connections: new Map([[NEW_CHANNEL, channel]]),
    accounts: new Map(),
    documents: new Map(),
    observations: new Map(),
    findRate: (currency: Currency, date: LocalDate) => rates.find(currency, baseCurrency, date),
  };
  return planBatch(state, batch);
}

function currenciesOf(batch: readonly Incoming[]): Set<string> {
  const parts = batch.flatMap(({ content }) => (content.kind === 'report' ? content.report.parts : []));
  return new Set(parts.flatMap(({ content }) => ('currency' in content ? (content.currency ?? []) : [])));
}

/** The first entries of a plan as they would be shown; `names` are those of accounts that stand. */
export function samplesOf(
  { entries, inserted, updated, accounts }: Plan,
  base: Currency,
  names: ReadonlyMap<string, string> = new Map(),
): SampleEntry[] {
  const documents = new Map([...inserted, ...updated].map((row) => [row.documentId, row]));
  const named = new Map([...accounts.map(({ code, name }) => [code, name] as const), ...names]);
  return entries.slice(0, entriesMax).map(({ belongsTo, postingKey, documentId, lines }) => {
    const document = documents.get(documentId);
    return {
      date: belongsTo,
      key: postingKey,
      document: {
        kind: document?.kind ?? 'order',
        number: document?.summary.number ?? '',
        remoteId: document?.remoteId ?? '',
      },
      postings: lines.map(({ account, amount, currency, base: baseAmount }) => ({
        code: account,
        name: named.get(account) ?? account,
        amount: major(amount, currency),
        currency,
        baseAmount: major(baseAmount, base),
      })),
    };
  });
}
