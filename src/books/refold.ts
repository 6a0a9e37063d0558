import { type DocumentState, emptyDocument, fold } from '../domain/documents/fold.ts';
import type { DocumentKind } from '../domain/documents/parts.ts';
import type { Instant } from '../domain/time/when.ts';
import type { ConnectionRow } from '../storage/books.ts';
import type { Database } from '../storage/database.ts';
import { type DocumentWalkRow, type ObservationWalkRow, observationsOf } from '../storage/documents.ts';
import { readSegment } from '../storage/evidence.ts';
import { connectorOf } from './connectors.ts';

/** A document made anew from its evidence by today's decoder, or why that is not possible. */
export type Refolded =
  | { readonly kind: 'refolded'; readonly state: DocumentState; readonly decoderVersion: number }
  | { readonly kind: 'undecodable'; readonly observationId: number; readonly detail: string };

/** Segments kept unpacked while a walk passes over neighbours. */
const SEGMENTS_KEPT = 8;

/** Reads documents' observations from evidence and folds them anew: what verify and restating go by. */
export class Refolder {
  readonly #database: Database;
  readonly #bookId: number;
  readonly #connections: ReadonlyMap<number, ReturnType<typeof connectorOf>>;
  readonly #segments = new Map<string, Promise<string[]>>();

  constructor(
    database: Database,
    bookId: number,
    connections: readonly ConnectionRow[],
    own: { readonly connectionId: number },
  ) {
    this.#database = database;
    this.#bookId = bookId;
    const ownConnector = connectorOf({ platform: 'bookkeeper', settings: {} });
    this.#connections = new Map([
      [own.connectionId, ownConnector],
      ...connections.map((connection) => [connection.connectionId, connectorOf(connection)] as const),
    ]);
  }

  /** The version of the decoder that reads a connection's payloads today. */
  decoderVersion(connectionId: number): number {
    return this.#connectionOf(connectionId).connector.decoderVersion;
  }

  /** Folds the evidence of documents, by document id. */
  async refold(documents: readonly Pick<DocumentWalkRow, 'documentId' | 'kind'>[]): Promise<Map<number, Refolded>> {
    const results = new Map<number, Refolded>();
    for (const { documentId, kind } of documents) {
      results.set(documentId, { kind: 'refolded', state: emptyDocument(kind as DocumentKind), decoderVersion: 0 });
    }
    const ids = documents.map(({ documentId }) => documentId);
    for (const observation of await observationsOf(this.#database.pool, this.#bookId, ids)) {
      const known = results.get(observation.documentId);
      if (known?.kind === 'refolded') results.set(observation.documentId, await this.#add(known.state, observation));
    }
    return results;
  }

  async #add(state: DocumentState, observation: ObservationWalkRow): Promise<Refolded> {
    const { connector, settings } = this.#connectionOf(observation.connectionId);
    const raw = await this.#payload(observation);
    const decoded = connector.decode(JSON.parse(raw), settings, { via: observation.via, topic: '' });
    if (decoded.kind === 'undecodable') {
      return { kind: 'undecodable', observationId: observation.observationId, detail: decoded.detail };
    }
    let folded = state;
    for (const seenAt of [observation.seenAt, ...(observation.seenAgain ?? [])]) {
      folded = fold(folded, decoded.report, { via: observation.via, seenAt: seenAt as Instant });
    }
    return { kind: 'refolded', state: folded, decoderVersion: connector.decoderVersion };
  }

  #connectionOf(connectionId: number): ReturnType<typeof connectorOf> {
    const connection = this.#connections.get(connectionId);
    if (connection === undefined) throw new Error(`connection ${connectionId} is not there`);
    return connection;
  }

  async #payload({ receivedMonth, segmentId, slot }: ObservationWalkRow): Promise<string> {
    const key = `${receivedMonth} ${segmentId}`;
    let segment = this.#segments.get(key);
    if (segment === undefined) {
      segment = readSegment(this.#database.pool, this.#bookId, receivedMonth, segmentId);
      this.#segments.set(key, segment);
      const [oldest] = this.#segments.keys();
      if (this.#segments.size > SEGMENTS_KEPT && oldest !== undefined) this.#segments.delete(oldest);
    }
    const payload = (await segment)[slot];
    if (payload === undefined) throw new Error(`evidence segment ${segmentId} has no slot ${slot}`);
    return payload;
  }
}
