import type { Account } from '../ledger/account.ts';
import type { Currency } from '../money/minor.ts';
import type { LocalDate } from '../time/when.ts';
import type { PolicyBody } from './policy.ts';
import type { FindRate } from './rates.ts';

/** All that the rules may know besides the document. */
export interface RuleContext {
  readonly policy: PolicyBody;
  readonly baseCurrency: Currency;
  /** The book's time zone. */
  readonly zone: string;
  /** The connection's number, written on every posting of its documents; 0 for the book's own. */
  readonly channel: number;
  readonly cutOver: LocalDate | null;
  readonly findRate: FindRate;
  /** The book's accounts by code: names and types stay as the book has them. */
  readonly accounts: ReadonlyMap<string, Account>;
  /** Connections by the name that manual lines use. */
  readonly channels: ReadonlyMap<string, number>;
}
