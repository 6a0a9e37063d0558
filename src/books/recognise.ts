import { basename } from 'node:path';
import { type Connector, NO_SETTINGS, type StoreSettings } from '../connectors/contract.ts';
import { parseProfile } from '../connectors/csv/profile.ts';
import { GENESIS } from '../domain/ledger/hash.ts';
import { major } from '../domain/money/format.ts';
import type { Currency } from '../domain/money/minor.ts';
import { planBatch } from '../domain/plan/plan.ts';
import type { BookState, Incoming, Plan } from '../domain/plan/state.ts';
import { type Instant, instant, type LocalDate } from '../domain/time/when.ts';
import { Trouble } from '../domain/trouble.ts';
import { listPolicies } from '../storage/policies.ts';
import { RateTable } from '../storage/rates.ts';
import { CSV, connectorOf, PLATFORMS } from './connectors.ts';
import { contentHash } from './import/content-hash.ts';
import { jsonSource } from './import/json-source.ts';
import { currenciesIn } from './import/peek.ts';
import type { Source, SourceRecord } from './import/source.ts';
import { placeFiles, stagedRows } from './import/table-files.ts';
import { tableSource } from './import/tables.ts';
import { shippedProfiles } from './profiles.ts';
import type { Decimal } from './reports/report.ts';
import type { Session } from './session.ts';
import type { Clock } from './writer.ts';

/** What a file seems to be, by its beginning. */
export interface Recognised {
  /** woocommerce, medusa, vendure, shopify, csv; null where it is none of them. */
  readonly as: string | null;
  /** Of a csv: the shipped profile that fits. */
  readonly profile: string | null;
  /** From 0 to 1: the share of its records that could be read so. */
  readonly confidence: number;
  /** Records in what was sent of it. */
  readonly records: number;
  /** The shop that its records name. */
  readonly shop: string | null;
  readonly currencies: readonly string[];
  /** Why some of the records could not be read so, or why it was not recognised. */
  readonly problems: readonly string[];
  /** What the first records would post into an empty book with this one's currency and policy. */
  readonly entries: readonly SampleEntry[];
}

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

export interface RecogniseRequest {
  /** The beginning of the file, on disk. */
  readonly path: string;
  /** False where the file goes on: the last record may be cut off. */
  readonly isWhole: boolean;
}

const recordsMax = 200;
const plannedMax = 25;
const entriesMax = 6;
const problemsMax = 5;

export async function recognise(
  { database }: Session,
  book: { readonly bookId: number; readonly baseCurrency: Currency; readonly zone: string },
  request: RecogniseRequest,
  clock: Clock,
): Promise<Recognised> {
  const found = (await recogniseJson(request)) ?? (await recogniseTable(database, request.path));
  if (found === null || found.connector === null) {
    const problems = found?.problems ?? [`${basename(request.path)} is neither JSON nor a table of a known export`];
    return { ...nothing, records: found?.records.length ?? 0, problems };
  }
  const { as, profile, confidence, records, connector, settings, problems } = found;
  const state = await emptyState(database, book, records, connector, settings);
  const incoming = records.slice(0, plannedMax).flatMap((record) => incomingOf(record, connector, settings, clock));
  return {
    ...{ as, profile, confidence, problems },
    records: records.length,
    shop: records.map(({ payload }) => connector.shopOf(payload)).find((shop) => shop !== null) ?? null,
    currencies: [...currenciesIn(records, connector, settings)].sort(),
    entries: samplesOf(planBatch(state, incoming), book.baseCurrency),
  };
}

const nothing: Recognised = {
  as: null,
  profile: null,
  confidence: 0,
  records: 0,
  shop: null,
  currencies: [],
  problems: [],
  entries: [],
};

interface Found extends Pick<Recognised, 'as' | 'profile' | 'confidence' | 'problems'> {
  readonly records: readonly SourceRecord[];
  readonly connector: Connector | null;
  readonly settings: StoreSettings;
}

/** JSON by the connector that can read most of it; null where nothing in it is JSON. */
async function recogniseJson({ path, isWhole }: RecogniseRequest): Promise<Found | null> {
  const all = await firstRecords(jsonSource([path], process.stdin)).catch(() => []);
  const isCut = !isWhole && all.length < recordsMax && all.at(-1)?.payload === undefined;
  const records = isCut ? all.slice(0, -1) : all;
  if (!records.some(({ payload }) => typeof payload === 'object' && payload !== null)) return null;
  let best: Found = {
    ...nothing,
    records,
    connector: null,
    settings: NO_SETTINGS,
    problems: ['its records are of no known platform'],
  };
  for (const platform of PLATFORMS) {
    const { connector, settings } = connectorOf({ platform, settings: {} });
    const problems = new Set<string>();
    let read = 0;
    for (const { payload, arrival, place } of records) {
      const decoded = connector.decode(payload, settings, arrival);
      if (decoded.kind === 'report') read += 1;
      else problems.add(`${place}: ${decoded.detail}`);
    }
    const confidence = Math.round((100 * read) / records.length) / 100;
    if (read === 0 || confidence <= best.confidence) continue;
    const told = [...problems].slice(0, problemsMax);
    best = { as: platform, profile: null, confidence, records, connector, settings, problems: told };
  }
  return best;
}

/** A table by the first shipped profile whose columns it has. */
async function recogniseTable(database: Parameters<typeof tableSource>[0], path: string): Promise<Found | null> {
  const problems: string[] = [];
  for (const [name, json] of await shippedProfiles()) {
    try {
      const profile = parseProfile(json);
      for (const file of placeFiles([path], profile)) await stagedRows(file, profile, process.stdin, () => {}).next();
      const records = await firstRecords(tableSource(database, [path], json));
      const { connector, settings } = connectorOf({ platform: CSV, settings: { profile: json } });
      return { as: CSV, profile: name, confidence: 1, records, connector, settings, problems: [] };
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      problems.push(`${name}: ${error.inParts().cause}`);
    }
  }
  return { ...nothing, problems, records: [], connector: null, settings: NO_SETTINGS };
}

async function firstRecords(source: Source): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  for await (const some of source) {
    records.push(...some);
    if (records.length >= recordsMax) break;
  }
  return records.slice(0, recordsMax);
}

const connectionId = 2;

async function emptyState(
  { pool }: Session['database'],
  { bookId, baseCurrency, zone }: { readonly bookId: number; readonly baseCurrency: Currency; readonly zone: string },
  records: readonly SourceRecord[],
  connector: Connector,
  settings: StoreSettings,
): Promise<BookState> {
  const rates = new RateTable(pool);
  await rates.ensure(baseCurrency, currenciesIn(records, connector, settings), 0);
  return {
    ...{ bookId, baseCurrency, zone },
    head: { nextEntry: 1, nextDocument: 1, nextObservation: 1, nextAccount: 1, nextDiscrepancy: 1, hash: GENESIS },
    policies: await listPolicies(pool, bookId),
    locks: [],
    connections: new Map([[connectionId, { connectionId, channel: connector.platform, sells: true, cutOver: null }]]),
    accounts: new Map(),
    documents: new Map(),
    observations: new Map(),
    findRate: (currency, date) => rates.find(currency, baseCurrency, date),
  };
}

function incomingOf(record: SourceRecord, connector: Connector, settings: StoreSettings, clock: Clock): Incoming[] {
  const { payload, raw, arrival, receivedAt } = record;
  const content = connector.decode(payload, settings, arrival);
  if (content.kind === 'undecodable') return [];
  return [
    {
      connectionId,
      contentHash: contentHash(payload, raw, connector.volatile),
      via: arrival.via,
      seenAt: receivedAt ?? content.report.newestInstant ?? (instant(clock()) as Instant),
      decoderVersion: connector.decoderVersion,
      evidence: { receivedMonth: '1970-01-01' as LocalDate, segmentId: 0, slot: 0 },
      content,
    },
  ];
}

function samplesOf({ entries, inserted, accounts }: Plan, base: Currency): SampleEntry[] {
  const documents = new Map(inserted.map((row) => [row.documentId, row]));
  const names = new Map(accounts.map(({ code, name }) => [code, name]));
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
        name: names.get(account) ?? account,
        amount: major(amount, currency),
        currency,
        baseAmount: major(baseAmount, base),
      })),
    };
  });
}
