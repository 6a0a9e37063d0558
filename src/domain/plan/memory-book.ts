import type { PostedSum } from '../ledger/difference.ts';
import { GENESIS } from '../ledger/hash.ts';
import { type Currency, minor } from '../money/minor.ts';
import { DEFAULT_POLICY, type Policy } from '../posting/policy.ts';
import type { Rate } from '../posting/rates.ts';
import type { LocalDate } from '../time/when.ts';
import { planBatch } from './plan.ts';
import {
  type Again,
  type BalanceDelta,
  type BookState,
  type Connection,
  documentKey,
  type Incoming,
  type KnownObservation,
  type Lock,
  type NewDiscrepancy,
  type NewParked,
  type Plan,
  type PlannedEntry,
  type StoredAccount,
  type StoredDocument,
} from './state.ts';

export interface MemoryBookOptions {
  readonly baseCurrency: Currency;
  readonly zone?: string;
  readonly policies?: readonly Policy[];
  readonly connections: readonly Connection[];
  readonly rates?: readonly Rate[];
}

/**
 * A book in memory: it loads and commits plans just as the database does, so that planBatch can be run as a model of
 * the whole (design.md 2). The worked examples and the laws run on it.
 */
export class MemoryBook {
  readonly entries: PlannedEntry[] = [];
  readonly balances = new Map<string, BalanceDelta>();
  /** Orders and units by `<connection> <date>`. */
  readonly channelDays = new Map<string, { readonly orders: number; readonly units: number }>();
  readonly discrepancies = new Map<number, NewDiscrepancy>();
  readonly parked: NewParked[] = [];
  readonly persons = new Map<string, Plan['persons'][number]>();
  readonly #accounts = new Map<string, StoredAccount>();
  readonly #accountCodes = new Map<number, string>();
  readonly #documents = new Map<string, StoredDocument>();
  readonly #keys = new Map<number, string>();
  readonly #posted = new Map<number, Map<string, PostedSum>>();
  readonly #observations = new Map<string, KnownObservation[]>();
  readonly #rates: Rate[];
  #state: BookState;

  constructor(options: MemoryBookOptions) {
    this.#rates = [...(options.rates ?? [])];
    this.#state = {
      bookId: 1,
      baseCurrency: options.baseCurrency,
      zone: options.zone ?? 'UTC',
      head: { nextEntry: 1, nextDocument: 1, nextObservation: 1, nextAccount: 1, nextDiscrepancy: 1, hash: GENESIS },
      policies: options.policies ?? [{ version: 1, effectiveFrom: '0001-01-01' as LocalDate, body: DEFAULT_POLICY }],
      locks: [],
      connections: new Map(options.connections.map((connection) => [connection.connectionId, connection])),
      accounts: this.#accounts,
      documents: this.#documents,
      observations: this.#observations,
      findRate: (currency, date) => this.#findRate(currency, date),
    };
  }

  get state(): BookState {
    return this.#state;
  }

  get documents(): ReadonlyMap<string, StoredDocument> {
    return this.#documents;
  }

  accountNamed(code: string): StoredAccount | undefined {
    return this.#accounts.get(code);
  }

  codeOf(accountId: number): string {
    return this.#accountCodes.get(accountId) ?? '';
  }

  setLocks(locks: readonly Lock[]): void {
    this.#state = { ...this.#state, locks };
  }

  setPolicies(policies: readonly Policy[]): void {
    this.#state = { ...this.#state, policies };
  }

  addRate(rate: Rate): void {
    this.#rates.push(rate);
  }

  /** Plans a batch and brings the book forward by it. */
  post(batch: readonly Incoming[], again: readonly Again[] = []): Plan {
    const plan = planBatch(this.#state, batch, again);
    this.apply(plan);
    return plan;
  }

  /** Derives everything anew: what a rate or a policy that came later asks for. */
  postAgain(policy: Again['policy'] = 'standing'): Plan {
    return this.post(
      [],
      [...this.#documents.keys()].map((key) => ({ key, policy })),
    );
  }

  apply(plan: Plan): void {
    this.#state = { ...this.#state, head: plan.head };
    for (const account of plan.accounts) {
      this.#accounts.set(account.code, account);
      this.#accountCodes.set(account.accountId, account.code);
    }
    this.#applyObservations(plan);
    this.#applyDiscrepancies(plan);
    const revisions = this.#applyEntries(plan.entries);
    this.#applyDocuments(plan, revisions);
    this.#applyBalances(plan);
    for (const person of plan.persons) this.persons.set(`${person.connectionId} ${person.remoteId}`, person);
  }

  #applyObservations(plan: Plan): void {
    for (const { observationId, connectionId, kind, remoteId, contentHash, via, seenAt } of plan.observations) {
      const key = documentKey(connectionId, kind, remoteId);
      const known = this.#observations.get(key) ?? [];
      known.push({ observationId, via, seenAt, lastSeenAt: seenAt, seenAgain: [], contentHash });
      this.#observations.set(
        key,
        known.sort((a, b) => a.seenAt - b.seenAt),
      );
    }
    const refreshed = Map.groupBy(plan.refreshed, ({ observationId }) => observationId);
    if (refreshed.size > 0) {
      for (const [key, known] of this.#observations) {
        this.#observations.set(
          key,
          known.map((one) => seenAgain(one, refreshed.get(one.observationId) ?? [])),
        );
      }
    }
    const unparked = new Set(plan.unparked);
    const kept = this.parked.filter(({ documentId }) => documentId === null || !unparked.has(documentId));
    this.parked.splice(0, this.parked.length, ...kept, ...plan.parked);
  }

  #applyDiscrepancies({ opened, changed, healed }: Plan): void {
    for (const discrepancy of opened) this.discrepancies.set(discrepancy.discrepancyId, discrepancy);
    for (const { discrepancyId, ...change } of changed) {
      const known = this.discrepancies.get(discrepancyId);
      if (known !== undefined) this.discrepancies.set(discrepancyId, { ...known, ...change });
    }
    for (const discrepancyId of healed) this.discrepancies.delete(discrepancyId);
  }

  /** Adds entries to the journal and to the sums of their documents; returns the last revision per document and key. */
  #applyEntries(entries: readonly PlannedEntry[]): Map<number, Map<string, number>> {
    const revisions = new Map<number, Map<string, number>>();
    for (const entry of entries) {
      this.entries.push(entry);
      const { documentId, postingKey: key, belongsTo, revision } = entry;
      revisions.set(documentId, (revisions.get(documentId) ?? new Map()).set(key, revision));
      const sums = this.#posted.get(documentId) ?? new Map<string, PostedSum>();
      this.#posted.set(documentId, sums);
      for (const line of entry.lines) {
        const { account, currency, channel, sku, taxCode, liable } = line;
        const id = JSON.stringify([key, belongsTo, account, currency, channel, sku, taxCode, liable]);
        const known = sums.get(id);
        const amount = minor((known?.amount ?? 0) + line.amount);
        const base = minor((known?.base ?? 0) + line.base);
        const taxBase = minor((known?.taxBase ?? 0) + line.taxBase);
        sums.set(id, { ...line, key, belongsTo, amount, base, taxBase, rateId: null });
      }
    }
    return revisions;
  }

  #applyDocuments(plan: Plan, revisions: ReadonlyMap<number, ReadonlyMap<string, number>>): void {
    for (const row of [...plan.inserted, ...plan.updated]) {
      this.#keys.set(row.documentId, documentKey(row.connectionId, row.kind, row.remoteId));
    }
    for (const { documentId, state, policyVersion, decoderVersion, counted, pinned } of [
      ...plan.inserted,
      ...plan.updated,
    ]) {
      const key = this.#keys.get(documentId) ?? '';
      const open = [...this.discrepancies.values()].filter((discrepancy) => discrepancy.documentId === documentId);
      this.#documents.set(key, {
        documentId,
        state,
        policyVersion,
        decoderVersion,
        posted: [...(this.#posted.get(documentId)?.values() ?? [])],
        revisions: new Map([...(this.#documents.get(key)?.revisions ?? []), ...(revisions.get(documentId) ?? [])]),
        discrepancies: open.map(({ discrepancyId, kind, amount, currency }) => ({
          state: 'open' as const,
          discrepancyId,
          kind,
          amount,
          currency,
        })),
        counted,
        hasParked: this.parked.some((parked) => parked.documentId === documentId),
        pinned,
      });
    }
  }

  #applyBalances({ balances, channelDays }: Plan): void {
    for (const delta of balances) {
      const { accountId, currency, date, channel, taxCode, liable } = delta;
      const id = JSON.stringify([accountId, currency, date, channel, taxCode, liable]);
      const known = this.balances.get(id);
      if (known === undefined) this.balances.set(id, { ...delta });
      else {
        known.debit += delta.debit;
        known.credit += delta.credit;
        known.baseDebit += delta.baseDebit;
        known.baseCredit += delta.baseCredit;
        known.taxBase += delta.taxBase;
        known.postings += delta.postings;
      }
    }
    for (const { connectionId, date, orders, units } of channelDays) {
      const id = `${connectionId} ${date}`;
      const known = this.channelDays.get(id);
      this.channelDays.set(id, { orders: (known?.orders ?? 0) + orders, units: (known?.units ?? 0) + units });
    }
  }

  #findRate(currency: Currency, date: LocalDate): Rate | null {
    let best: Rate | null = null;
    for (const rate of this.#rates) {
      if (rate.currency !== currency || rate.date > date) continue;
      if (best === null || rate.date > best.date) best = rate;
    }
    return best;
  }
}

function seenAgain(known: KnownObservation, refreshed: Plan['refreshed']): KnownObservation {
  if (refreshed.length === 0) return known;
  const times: number[] = refreshed.map(({ seenAt }) => seenAt);
  return { ...known, lastSeenAt: Math.max(known.lastSeenAt, ...times), seenAgain: [...known.seenAgain, ...times] };
}
