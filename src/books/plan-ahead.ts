import { GENESIS } from '../domain/ledger/hash.ts';
import { major } from '../domain/money/format.ts';
import type { Currency } from '../domain/money/minor.ts';
import type { BookState, Incoming, Lock, Plan } from '../domain/plan/state.ts';
import type { Policy } from '../domain/posting/policy.ts';
import type { LocalDate } from '../domain/time/when.ts';
import { currenciesOf } from '../storage/load.ts';
import { listPolicies } from '../storage/policies.ts';
import { RateTable } from '../storage/rates.ts';
import { planHalved } from './halving.ts';
import type { Decimal } from './reports/report.ts';
import type { Session } from './session.ts';

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

export interface PlannedBook {
  readonly bookId: number;
  readonly baseCurrency: Currency;
  readonly zone: string;
}

/** What stands where a channel that is not there yet is planned for. */
export interface Ground {
  readonly locks: readonly Lock[];
  /** Instead of the book's own: some that are tried out, or those of a book that is not there either. */
  readonly policies?: readonly Policy[];
}

/**
 * Plans batches for a channel that is not there yet, each by itself: nothing is known of it but the book's policy and
 * rates. A record that cannot be planned is parked, as an import would.
 */
export class NewChannelPlanner {
  readonly #state: Omit<BookState, 'findRate'>;
  readonly #rates: RateTable;

  private constructor(state: Omit<BookState, 'findRate'>, rates: RateTable) {
    this.#state = state;
    this.#rates = rates;
  }

  static async open(
    { pool }: Session['database'],
    { bookId, baseCurrency, zone }: PlannedBook,
    { locks, policies }: Ground,
  ): Promise<NewChannelPlanner> {
    const channel = { connectionId: NEW_CHANNEL, channel: 'new', sells: true, cutOver: null };
    const state = {
      ...{ bookId, baseCurrency, zone, locks },
      head: { nextEntry: 1, nextDocument: 1, nextObservation: 1, nextAccount: 1, nextDiscrepancy: 1, hash: GENESIS },
      policies: policies ?? (await listPolicies(pool, bookId)),
      connections: new Map([[NEW_CHANNEL, channel]]),
      accounts: new Map(),
      documents: new Map(),
      observations: new Map(),
    };
    return new NewChannelPlanner(state, new RateTable(pool));
  }

  async plan(batch: readonly Incoming[]): Promise<Plan> {
    const { baseCurrency } = this.#state;
    await this.#rates.ensure(baseCurrency, currenciesOf(batch, baseCurrency, []), null);
    const findRate = (currency: Currency, date: LocalDate) => this.#rates.find(currency, baseCurrency, date);
    return planHalved({ ...this.#state, findRate }, batch);
  }
}

/** What a batch for a channel that is not there yet would post. */
export async function planForNewChannel(
  database: Session['database'],
  book: PlannedBook,
  batch: readonly Incoming[],
  locks: readonly Lock[],
  policies?: readonly Policy[],
): Promise<Plan> {
  const ground = policies === undefined ? { locks } : { locks, policies };
  return await (await NewChannelPlanner.open(database, book, ground)).plan(batch);
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
