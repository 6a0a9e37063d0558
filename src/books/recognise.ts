import { basename } from 'node:path';
import { type Connector, NO_SETTINGS, type StoreSettings } from '../connectors/contract.ts';
import { parseProfile } from '../connectors/csv/profile.ts';
import { instant } from '../domain/time/when.ts';
import { Trouble } from '../domain/trouble.ts';
import { CSV, connectorOf, PLATFORMS } from './connectors.ts';
import { incomingOf } from './import/incoming.ts';
import { jsonSource } from './import/json-source.ts';
import { currenciesIn } from './import/peek.ts';
import type { Source, SourceRecord } from './import/source.ts';
import { placeFiles, stagedRows } from './import/table-files.ts';
import { tableSource } from './import/tables.ts';
import {
  NEW_CHANNEL,
  type PlannedBook,
  planForNewChannel,
  type SampleEntry,
  sampledMax,
  samplesOf,
} from './plan-ahead.ts';
import { shippedProfiles } from './profiles.ts';
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

export interface RecogniseRequest {
  /** The beginning of the file, on disk. */
  readonly path: string;
  /** False where the file goes on: the last record may be cut off. */
  readonly isWhole: boolean;
}

const recordsMax = 200;
const problemsMax = 5;

export async function recognise(
  { database }: Session,
  book: PlannedBook,
  request: RecogniseRequest,
  clock: Clock,
): Promise<Recognised> {
  const found = (await recogniseJson(request)) ?? (await recogniseTable(database, request.path));
  if (found === null || found.connector === null) {
    const problems = found?.problems ?? [`${basename(request.path)} is neither JSON nor a table of a known export`];
    return { ...nothing, records: found?.records.length ?? 0, problems };
  }
  const { as, profile, confidence, records, connector, settings, problems } = found;
  const reading = { connectionId: NEW_CHANNEL, connector, settings, asOf: null };
  const seenNow = { ...reading, asOf: instant(clock()) };
  const incoming = records
    .slice(0, sampledMax)
    .flatMap((record) => incomingOf(record, reading, clock) ?? incomingOf(record, seenNow, clock) ?? []);
  return {
    ...{ as, profile, confidence, problems },
    records: records.length,
    shop: records.map(({ payload }) => connector.shopOf(payload)).find((shop) => shop !== null) ?? null,
    currencies: [...currenciesIn(records, connector, settings)].sort(),
    entries: samplesOf(await planForNewChannel(database, book, incoming, []), book.baseCurrency),
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
