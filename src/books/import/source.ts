import type { Arrival } from '../../connectors/contract.ts';
import type { Instant } from '../../domain/time/when.ts';

/** One record on its way into a book, before it is decoded. */
export interface SourceRecord {
  /** The raw bytes as they came (one JSON text): stored as evidence. */
  readonly raw: string | Buffer;
  /** Parsed from `raw`; undefined where it is not JSON. */
  readonly payload: unknown;
  /** Where a person finds it: `orders.jsonl:17`. */
  readonly place: string;
  readonly arrival: Arrival;
  /** When a recorded webhook arrived; null for other records: `--as-of`, else the newest instant the payload names. */
  readonly receivedAt: Instant | null;
}

/** How far a source has been read, for progress. */
export interface SourceProgress {
  readonly bytesRead: number;
  /** Null where it cannot be known (standard input). */
  readonly bytesTotal: number | null;
}

/** A stream of records, a few at a time: as many as come together. Memory does not grow with its size. */
export interface Source extends AsyncIterable<readonly SourceRecord[]> {
  progress(): SourceProgress;
}
