import { type DocumentState, emptyDocument, fold } from '../documents/fold.ts';
import type { Report } from '../documents/report.ts';
import { type Change, difference } from '../ledger/difference.ts';
import { balance, type Entry } from '../ledger/entry.ts';
import { entryHash } from '../ledger/hash.ts';
import { refuseTooLarge } from '../posting/bounds.ts';
import { derive, firstEventOf, RULES_VERSION } from '../posting/derive.ts';
import type { Finding } from '../posting/desired.ts';
import { policyOn } from '../posting/policy.ts';
import { dateIn, type Instant, type LocalDate } from '../time/when.ts';
import { Balances } from './balances.ts';
import { ChannelDays, countOf } from './channel-days.ts';
import { compareFindings } from './discrepancies.ts';
import { entryDate } from './locks.ts';
import { pinning } from './pinning.ts';
import { PlannedAccounts } from './planned-accounts.ts';
import { findRepeat } from './repeats.ts';
import {
  type Again,
  type BookState,
  type DocumentRow,
  documentKey,
  type Incoming,
  type KnownObservation,
  type NewDiscrepancy,
  type NewObservation,
  type NewParked,
  type NewPerson,
  type Outcome,
  type ParkedReason,
  type Plan,
  type PlannedEntry,
  type StoredDocument,
  type Summary,
} from './state.ts';
import { summaryOf } from './summary.ts';

/** Where an undecodable payload's observations stand: it names no document, so it is known by its content. */
export const UNKNOWN_KIND = 'unknown';

/** Identity of the payloads whose repeats are looked for together. */
export function observationKey(incoming: Omit<Incoming, 'evidence'>): string {
  const { connectionId, content, contentHash } = incoming;
  return content.kind === 'report'
    ? documentKey(connectionId, payloadKind(content.report), payloadId(content.report))
    : documentKey(connectionId, UNKNOWN_KIND, contentHash);
}

/** Payloads of one document that are not copies of each other: an order's body and a refund's own body. */
export function payloadKind(report: Report): string {
  const [first] = report.parts;
  return first === undefined || first.key === 'order' || report.kind !== 'order' ? report.kind : partKind(first.key);
}

export function payloadId(report: Report): string {
  const [first] = report.parts;
  return first === undefined || first.key === 'order' || report.kind !== 'order'
    ? report.remoteId
    : `${report.remoteId}/${first.key}`;
}

function partKind(key: string): string {
  return key.slice(0, key.indexOf(':'));
}

/** A document while a batch is being planned. */
interface Working {
  stored: StoredDocument;
  readonly connectionId: number;
  readonly remoteId: string;
  readonly isNew: boolean;
  touched: boolean;
  /** True: take the policy in force on its first event's date, whatever it stands under: asked for, or that date has turned out another (accounting.md 7). */
  repolicy: boolean;
  /** True: derived anew on request, so that what differs was wrong before (accounting.md 3). */
  restating: boolean;
  decoderVersion: number;
  newObservations: number[];
}

/**
 * Plans one batch: fold, rules, difference, entries, balances, discrepancies, hashes. Pure: on an in-memory state it is
 * the executable model of the books (design.md 2). `again` names documents to derive anew without a new observation
 * (a rate has come, a policy is applied).
 */
export function planBatch(state: BookState, batch: readonly Incoming[], again: readonly Again[] = []): Plan {
  return new Planner(state).run(batch, again);
}

class Planner {
  readonly #state: BookState;
  readonly #documents = new Map<string, Working>();
  readonly #known = new Map<string, KnownObservation[]>();
  readonly #accounts: PlannedAccounts;
  readonly #balances = new Balances();
  readonly #channelDays = new ChannelDays();
  readonly #observations: NewObservation[] = [];
  readonly #refreshed: { observationId: number; seenAt: Instant }[] = [];
  readonly #parked: NewParked[] = [];
  readonly #unparked: number[] = [];
  readonly #rows: { inserted: DocumentRow[]; updated: DocumentRow[] } = { inserted: [], updated: [] };
  readonly #entries: PlannedEntry[] = [];
  readonly #opened: NewDiscrepancy[] = [];
  readonly #changed: Plan['changed'][number][] = [];
  readonly #healed: number[] = [];
  readonly #persons = new Map<string, NewPerson>();
  #nextEntry: number;
  #nextDocument: number;
  #nextObservation: number;
  #nextDiscrepancy: number;
  #hash: Buffer;

  constructor(state: BookState) {
    this.#state = state;
    this.#accounts = new PlannedAccounts(state);
    this.#nextEntry = state.head.nextEntry;
    this.#nextDocument = state.head.nextDocument;
    this.#nextObservation = state.head.nextObservation;
    this.#nextDiscrepancy = state.head.nextDiscrepancy;
    this.#hash = state.head.hash;
  }

  run(batch: readonly Incoming[], again: readonly Again[]): Plan {
    const outcomes = batch.map((incoming) => this.#take(incoming));
    for (const request of again) {
      const working = this.#working(request.key);
      if (working !== null) this.#restate(working, request);
    }
    const waiting = new Set<number>();
    for (const working of this.#documents.values()) {
      if (working.touched && this.#settle(working) === 'waits')
        for (const id of working.newObservations) waiting.add(id);
    }
    return this.#plan(outcomes.map(({ outcome, observationId }) => (waiting.has(observationId) ? 'parked' : outcome)));
  }

  #restate(working: Working, request: Again): void {
    working.touched = true;
    working.repolicy ||= request.policy === 'effective';
    working.restating = request.policy === 'effective' || request.restated !== undefined;
    if (request.restated === undefined) return;
    working.stored = { ...working.stored, state: request.restated.state };
    working.decoderVersion = request.restated.decoderVersion;
  }

  #take(incoming: Incoming): { readonly outcome: Outcome; readonly observationId: number } {
    const key = observationKey(incoming);
    const known = this.#observationsOf(key);
    const repeat = findRepeat(known, incoming);
    if (repeat !== null) return this.#repeat(incoming, repeat);
    const observationId = this.#nextObservation++;
    const { content } = incoming;
    const { via, seenAt, contentHash } = incoming;
    known.push({ observationId, via, seenAt, lastSeenAt: seenAt, seenAgain: [], contentHash });
    known.sort((a, b) => a.seenAt - b.seenAt);
    if (content.kind === 'undecodable') {
      this.#observe(incoming, observationId, UNKNOWN_KIND, incoming.contentHash, null);
      this.#parked.push({ observationId, reason: content.reason, detail: content.detail, documentId: null });
      return { outcome: 'parked', observationId };
    }
    const { working } = this.#fold(incoming, content.report);
    working.touched = true;
    working.newObservations.push(observationId);
    const { report } = content;
    this.#observe(incoming, observationId, payloadKind(report), payloadId(report), working.stored.documentId);
    if (report.person !== null) {
      this.#persons.set(`${incoming.connectionId} ${report.person.remoteId}`, {
        connectionId: incoming.connectionId,
        ...report.person,
      });
    }
    return { outcome: 'posted', observationId };
  }

  /** The same content again: it only says that the document looked so at that instant too. */
  #repeat(incoming: Incoming, repeat: KnownObservation): { readonly outcome: Outcome; readonly observationId: number } {
    const { content, seenAt } = incoming;
    const isNews = content.kind === 'report' && this.#fold(incoming, content.report).isNews;
    if (isNews || seenAt > repeat.lastSeenAt) this.#refreshed.push({ observationId: repeat.observationId, seenAt });
    return { outcome: 'unchanged', observationId: -1 };
  }

  #observe(incoming: Incoming, observationId: number, kind: string, remoteId: string, documentId: number | null): void {
    const { connectionId, contentHash, via, seenAt, evidence, decoderVersion } = incoming;
    this.#observations.push({
      observationId,
      connectionId,
      kind,
      remoteId,
      contentHash,
      via,
      seenAt,
      evidence,
      decoderVersion,
      documentId,
    });
  }

  #observationsOf(key: string): KnownObservation[] {
    let known = this.#known.get(key);
    if (known === undefined) {
      known = [...(this.#state.observations.get(key) ?? [])];
      this.#known.set(key, known);
    }
    return known;
  }

  #fold(incoming: Incoming, report: Report): { readonly working: Working; readonly isNews: boolean } {
    const key = documentKey(incoming.connectionId, report.kind, report.remoteId);
    const working = this.#working(key) ?? this.#create(key, incoming, report);
    const before = working.stored.state;
    const state = fold(before, report, incoming);
    if (state === before) return { working, isNews: false };
    working.repolicy ||= this.#firstDate(state) !== this.#firstDate(before);
    working.stored = { ...working.stored, state };
    working.touched = true;
    working.decoderVersion = incoming.decoderVersion;
    return { working, isNews: true };
  }

  /** The day that decides a document's policy; while nothing dates it, a day under the newest. */
  #firstDate(state: DocumentState): LocalDate {
    const first = firstEventOf(state);
    return first === null ? ('9999-12-31' as LocalDate) : dateIn(first, this.#state.zone);
  }

  #working(key: string): Working | null {
    const working = this.#documents.get(key);
    if (working !== undefined) return working;
    const stored = this.#state.documents.get(key);
    if (stored === undefined) return null;
    const [connectionId = '0', , ...rest] = key.split(' ');
    const loaded: Working = {
      stored,
      connectionId: Number.parseInt(connectionId, 10),
      remoteId: rest.join(' '),
      isNew: false,
      touched: false,
      repolicy: false,
      restating: false,
      decoderVersion: stored.decoderVersion,
      newObservations: [],
    };
    this.#documents.set(key, loaded);
    return loaded;
  }

  #create(key: string, incoming: Incoming, report: Report): Working {
    const working: Working = {
      stored: {
        documentId: this.#nextDocument++,
        state: emptyDocument(report.kind),
        policyVersion: 0,
        decoderVersion: incoming.decoderVersion,
        posted: [],
        revisions: new Map(),
        discrepancies: [],
        counted: null,
        hasParked: false,
        pinned: {},
      },
      connectionId: incoming.connectionId,
      remoteId: report.remoteId,
      isNew: true,
      touched: false,
      repolicy: false,
      restating: false,
      decoderVersion: incoming.decoderVersion,
      newObservations: [],
    };
    this.#documents.set(key, working);
    return working;
  }

  /** Brings the journal to what the rules want of one document now. */
  #settle(working: Working): 'posted' | 'waits' {
    const { stored } = working;
    const { documentId, state } = stored;
    const connection = this.#state.connections.get(working.connectionId);
    const policy =
      (working.repolicy ? undefined : this.#state.policies.find(({ version }) => version === stored.policyVersion)) ??
      policyOn(this.#state.policies, this.#firstDate(state));
    const rates = pinning(this.#state, stored.pinned, policy.body.rateDays);
    const derived = derive(state, {
      policy: policy.body,
      baseCurrency: this.#state.baseCurrency,
      zone: this.#state.zone,
      channel: connection?.sells === true ? working.connectionId : 0,
      cutOver: connection?.cutOver ?? null,
      findRate: rates.find,
      accounts: this.#state.accounts,
      channels: this.#channelNames(),
    });
    const versions = { policy: policy.version, decoder: working.decoderVersion };
    if (derived.kind === 'waits') {
      const reason: ParkedReason = derived.reason === 'order' ? 'waits-for-order' : 'waits-for-rate';
      for (const observationId of working.newObservations)
        this.#parked.push({ observationId, reason, detail: derived.detail, documentId });
      this.#write(working, versions, summaryOf(state, this.#state.zone, derived), stored.counted, stored.pinned);
      return 'waits';
    }
    const counted = derived.entries.length > 0 ? countOf(state, this.#state.zone) : null;
    refuseTooLarge(derived.entries, derived.totals, counted?.units ?? 0);
    if (stored.hasParked) this.#unparked.push(documentId);
    this.#accounts.open(derived.accounts);
    const revisions = new Map(stored.revisions);
    const changes = difference(derived.entries, stored.posted);
    for (const change of changes) {
      const cause = working.restating && change.cause === 'fact' ? 'correction' : change.cause;
      this.#enter(documentId, { ...change, cause }, revisions, versions);
    }
    this.#compareFindings(documentId, derived.findings, stored);
    if (changes.length === 0 && this.#stands(working, versions)) return 'posted';
    if (connection?.sells === true) this.#channelDays.move(working.connectionId, stored.counted, counted);
    this.#write(working, versions, summaryOf(state, this.#state.zone, derived), counted, rates.used());
    return 'posted';
  }

  /** True where deriving anew on request found nothing to do: then nothing is written. */
  #stands(working: Working, versions: { policy: number; decoder: number }): boolean {
    const { stored, newObservations, remoteId, connectionId } = working;
    const loaded = this.#state.documents.get(documentKey(connectionId, stored.state.kind, remoteId));
    if (loaded === undefined || newObservations.length > 0 || loaded.hasParked || loaded.state !== stored.state)
      return false;
    return loaded.policyVersion === versions.policy && loaded.decoderVersion === versions.decoder;
  }

  #channels: Map<string, number> | null = null;

  #channelNames(): ReadonlyMap<string, number> {
    this.#channels ??= new Map(
      [...this.#state.connections.values()].filter(({ sells }) => sells).map((c) => [c.channel, c.connectionId]),
    );
    return this.#channels;
  }

  #enter(
    documentId: number,
    change: Change,
    revisions: Map<string, number>,
    versions: { policy: number; decoder: number },
  ): void {
    const balanced = balance(change.lines);
    if (balanced.kind === 'unbalanced') {
      throw new Error(
        `${change.key} of document ${documentId} does not balance: ${balanced.where} is off by ${balanced.difference}`,
      );
    }
    const revision = (revisions.get(change.key) ?? 0) + 1;
    revisions.set(change.key, revision);
    const draft: Omit<Entry, 'hash'> = {
      number: this.#nextEntry++,
      date: entryDate(change, this.#state.locks),
      belongsTo: change.belongsTo,
      documentId,
      postingKey: change.key,
      revision,
      cause: change.cause,
      note: change.note,
      policyVersion: versions.policy,
      decoderVersion: versions.decoder,
      rulesVersion: RULES_VERSION,
      lines: balanced.lines,
    };
    const accountIds = change.lines.map((line) => this.#accounts.idOf(line.account));
    const lines = change.lines.map((line, index) => ({ ...line, accountId: accountIds[index] ?? 0 }));
    this.#hash = entryHash({ ...draft, lines }, this.#hash);
    this.#entries.push({ ...draft, hash: this.#hash, accountIds });
    for (const line of lines) this.#balances.add(draft.date, line);
  }

  #compareFindings(documentId: number, findings: readonly Finding[], stored: StoredDocument): void {
    const compared = compareFindings(findings, stored.discrepancies);
    for (const found of compared.opened)
      this.#opened.push({ discrepancyId: this.#nextDiscrepancy++, documentId, ...found });
    this.#changed.push(...compared.changed);
    this.#healed.push(...compared.healed);
  }

  #write(
    working: Working,
    versions: { policy: number; decoder: number },
    summary: Summary,
    counted: DocumentRow['counted'],
    pinned: DocumentRow['pinned'],
  ): void {
    const { documentId, state } = working.stored;
    const { connectionId, remoteId } = working;
    const row: DocumentRow = {
      documentId,
      connectionId,
      kind: state.kind,
      remoteId,
      state,
      policyVersion: versions.policy,
      decoderVersion: versions.decoder,
      summary,
      counted,
      pinned,
    };
    (working.isNew ? this.#rows.inserted : this.#rows.updated).push(row);
  }

  #plan(outcomes: readonly Outcome[]): Plan {
    return {
      head: {
        nextEntry: this.#nextEntry,
        nextDocument: this.#nextDocument,
        nextObservation: this.#nextObservation,
        nextAccount: this.#accounts.next,
        nextDiscrepancy: this.#nextDiscrepancy,
        hash: this.#hash,
      },
      observations: this.#observations,
      refreshed: this.#refreshed,
      parked: this.#parked,
      unparked: this.#unparked,
      inserted: this.#rows.inserted,
      updated: this.#rows.updated,
      accounts: this.#accounts.opened,
      entries: this.#entries,
      balances: this.#balances.deltas(),
      channelDays: this.#channelDays.deltas(),
      opened: this.#opened,
      changed: this.#changed,
      healed: this.#healed,
      persons: [...this.#persons.values()],
      outcomes,
    };
  }
}
