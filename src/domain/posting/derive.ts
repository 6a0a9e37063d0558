import type { DocumentState } from '../documents/fold.ts';
import { contentOf } from '../documents/fold.ts';
import { type Instant, startOf, type When } from '../time/when.ts';
import type { RuleContext } from './context.ts';
import { deriveCreditNote } from './credit-note.ts';
import { openAtCutOver } from './cut-over.ts';
import type { Derived } from './desired.ts';
import { deriveManual } from './manual.ts';
import { deriveOpening } from './opening.ts';
import { deriveOrder } from './order.ts';

/** Raised whenever the rules make other postings of the same document; recorded on every entry (design.md 6). */
export const RULES_VERSION = 2;

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
