import type { Connector, StoreSettings } from '../../connectors/contract.ts';
import type { Decoded } from '../../domain/documents/report.ts';
import type { Incoming } from '../../domain/plan/state.ts';
import { type Instant, instant, type LocalDate } from '../../domain/time/when.ts';
import type { Clock } from '../writer.ts';
import { contentHash } from './content-hash.ts';
import type { SourceRecord } from './source.ts';

/** How the records of a connection are read. */
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
  const named = decoded.kind === 'report' ? decoded.report.newestInstant : instant(clock());
  const seenAt = receivedAt ?? asOf ?? named;
  if (seenAt === null) return null;
  return {
    connectionId,
    contentHash: contentHash(payload, raw, connector.volatile),
    via: arrival.via,
    seenAt,
    decoderVersion: connector.decoderVersion,
    evidence: NO_EVIDENCE,
    content: storable(hasNul(raw, decoded) ? NUL : decoded, place),
  };
}

const NO_EVIDENCE = { receivedMonth: '1970-01-01' as LocalDate, segmentId: 0, slot: 0 };

const NOT_JSON = { kind: 'undecodable', reason: 'unknown-shape', detail: 'not JSON' } as const;

/* PostgreSQL has no NUL in a text: words about a payload lose it, and a report that holds one cannot be written. */

const NUL = { kind: 'undecodable', reason: 'fault', detail: 'one of its texts holds a NUL (\\u0000)' } as const;

function storable(decoded: Decoded, place: string): Decoded {
  if (decoded.kind === 'report') return decoded;
  return { ...decoded, detail: `${place}: ${decoded.detail}`.replaceAll('\0', '\uFFFD') };
}

/** The raw bytes are asked first: JSON can write a NUL in one way only. */
function hasNul(raw: SourceRecord['raw'], decoded: Decoded): boolean {
  return decoded.kind === 'report' && raw.includes('\\u0000') && holdsNul(decoded.report);
}

function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsNul);
}
