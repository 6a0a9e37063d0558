import type { DocumentState } from '../documents/fold.ts';
import { contentOf } from '../documents/fold.ts';
import type { Account } from '../ledger/account.ts';
import type { Currency } from '../money/minor.ts';
import { type Instant, type LocalDate, startOf, type When } from '../time/when.ts';
import { deriveCreditNote } from './credit-note.ts';
import { openAtCutOver } from './cut-over.ts';
import type { Derived } from './desired.ts';
import { deriveManual } from './manual.ts';
import { deriveOpening } from './opening.ts';
import { deriveOrder } from './order.ts';
import type { PolicyBody } from './policy.ts';
import type { FindRate } from './rates.ts';

/** Raised whenever the rules make other postings of the same document; recorded on every entry (design.md 6). */
export const RULES_VERSION = 1;

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

/** What the books should hold for a document: a pure function of its state, one policy and the rates. */
export function derive(state: DocumentState, context: RuleContext): Derived {
  switch (state.kind) {
    case 'order':
      return openAtCutOver(deriveOrder(state, context), context);
    case 'credit-note':
      return openAtCutOver(deriveCreditNote(state, context), context);
    case 'manual':
      return deriveManual(state, context);
    case 'cut-over':
      return deriveOpening(state, context);
  }
}

/** When a document began: what decides its policy version (accounting.md 7). Null while nothing dates it. */
export function firstEventOf(state: DocumentState): When | null {
  let first: When | null = null;
  for (const part of Object.values(state.parts)) {
    const content = contentOf(part);
    if (content.type === 'order') return content.placedAt;
    const own = 'at' in content && content.at !== null ? [content.at] : [];
    for (const at of [...own, ...(Object.values(part.since) as Instant[])]) {
      if (first === null || startOf(at) < startOf(first)) first = at;
    }
  }
  return first;
}
