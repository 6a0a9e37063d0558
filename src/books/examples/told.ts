import type { FulfilmentContent, OrderContent, PaymentContent, RefundContent } from '../../domain/documents/parts.ts';
import { type LocalDate, parseInstant, type When } from '../../domain/time/when.ts';
import type { Fact } from './shape.ts';

/** What the facts so far have told of an order. */
export interface Told {
  readonly channel: { readonly connectionId: number; readonly name: string };
  readonly id: string;
  content: OrderContent;
  /** The code of a tax that stands without one. */
  readonly code: string;
  readonly fulfilments: Map<string, FulfilmentContent>;
  readonly payments: Map<string, PaymentContent>;
  readonly refunds: Map<string, RefundContent>;
}

/** An amount, also where it names its currency. */
export function textOf(amount: Fact['amount']): string | undefined {
  return typeof amount === 'object' ? Object.values(amount)[0] : amount;
}

export function whenOf(text: string): When {
  return text.length === 10 ? (text as LocalDate) : (parseInstant(text, true) ?? (text.slice(0, 10) as LocalDate));
}
