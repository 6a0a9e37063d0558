import type { Tender } from '../documents/parts.ts';
import {
  type Account,
  type AccountType,
  CHART,
  clearingAccount,
  DEFAULT_CHART,
  taxPayable,
} from '../ledger/account.ts';
import type { PolicyBody } from './policy.ts';

/** The accounts a document's postings use, by role under one policy; it remembers those beyond the default chart. */
export class AccountBook {
  readonly #policy: PolicyBody;
  readonly #known: ReadonlyMap<string, Account>;
  readonly #used = new Map<string, Account>();
  #untreated = 0;

  constructor(policy: PolicyBody, known: ReadonlyMap<string, Account>) {
    this.#policy = policy;
    this.#known = known;
  }

  /** Accounts named beyond the default chart: they are opened with the entries that use them. */
  get used(): readonly Account[] {
    return [...this.#used.values()];
  }

  /** Tax without a code met so far, in minor units. */
  get untreated(): number {
    return this.#untreated;
  }

  get roundingCap(): number {
    return this.#policy.roundingCap;
  }

  get separateDiscounts(): boolean {
    return this.#policy.discounts === 'separate';
  }

  get tips(): Account {
    return this.#policy.tips === 'income' ? CHART.tips : CHART.tipsPayable;
  }

  /** The account of the scheme that a tax code's jurisdiction belongs to; codes start with `<jurisdiction>:`. */
  taxPayable(code: string): Account {
    const jurisdiction = code.slice(0, Math.max(0, code.indexOf(':')));
    return this.#use(taxPayable(namedBy(this.#policy.schemes, jurisdiction) || 'TAX'));
  }

  /** The code to post under: "untreated" where the platform names none (accounting.md 19). */
  taxCode(code: string, amount: number): string {
    if (code !== '') return code;
    this.#untreated += amount;
    return 'untreated';
  }

  /** Where money of a tender comes in and goes out. */
  tender(tender: Tender, currency: string): Account {
    if (tender.kind === 'gift-card') return CHART.giftCards;
    if (tender.kind === 'store-credit') return CHART.storeCredit;
    return this.#use(clearingAccount(namedBy(this.#policy.gateways, tender.gateway), currency));
  }

  /** An account named by its code in a profile or a manual entry; an unknown one is made, its type by the first word of its path. */
  named(code: string): Account {
    const account = this.#known.get(code) ?? DEFAULT_CHART.find((entry) => entry.code === code);
    return this.#use(account ?? { code, name: code, type: typeOfPath(code) });
  }

  #use(account: Account): Account {
    const known = this.#known.get(account.code);
    if (known !== undefined) return known;
    this.#used.set(account.code, account);
    return account;
  }
}

/** What the policy calls something that a platform names, else the platform's word, be it one that every object has. */
function namedBy(names: Readonly<Record<string, string>>, word: string): string {
  return Object.hasOwn(names, word) ? (names[word] ?? word) : word;
}

const TYPES: Readonly<Record<string, AccountType>> = {
  asset: 'asset',
  liabilit: 'liability',
  equity: 'equity',
  income: 'income',
  revenue: 'income',
  expense: 'expense',
};

/** 'assets:bank:eur' is an asset; a path that begins with no known word is 'other'. */
function typeOfPath(code: string): AccountType {
  const first = code.slice(0, Math.max(0, code.indexOf(':'))).toLowerCase();
  return Object.entries(TYPES).find(([word]) => first.startsWith(word))?.[1] ?? 'other';
}
