import type {
  Cancellation,
  FulfilmentContent,
  OrderContent,
  PartContent,
  PaymentContent,
  RefundContent,
  Tender,
} from '../../domain/documents/parts.ts';
import { type LocalDate, parseInstant, type When } from '../../domain/time/when.ts';
import { edited } from './edit.ts';
import { amountOf, creditLineOf, statedTaxes } from './figures.ts';
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
}

/** What a fact says of its order: the order itself, or one of its parts, as a platform would show it from then on. */
export function partsOf(fact: Fact, told: Told): PartContent[] {
  const at = whenOf(fact.at);
  if (fact.order !== undefined) return [told.content, ...(fact.payments ?? []).map((payment) => triedPayment(payment, fact, told))];
  if (fact.cancelled === true) {
    told.content = cancelled(fact, told, at);
    return [told.content];
  }
  if (fact.edit !== undefined) {
    const { currency, components, total } = told.content;
    told.content = {
      ...told.content,
      changedAt: at,
      components: edited(components, fact.changes ?? [], { currency, code: told.code }),
      total: fact.total === undefined ? total : amountOf(fact.total, currency),
    };
    return [told.content];
  }
  const part = shipmentOf(fact, told, at) ?? refundOf(fact, told, at) ?? paymentOf(fact, told, at);
  return part === null ? [] : [part];
}

/** Cancelled whole, or the lines that are named. */
function cancelled(fact: Fact, told: Told, at: When): OrderContent {
  const { content } = told;
  if (fact.lines === undefined) return { ...content, status: 'cancelled', cancelledAt: at, changedAt: at };
  const cancellation: Cancellation = {
    id: `${content.cancellations.length + 1}`,
    at,
    lines: fact.lines.map((line) => creditLineOf(line, content.components.find(({ id }) => id === line.id), content.currency)),
  };
  return { ...content, cancellations: [...content.cancellations, cancellation], changedAt: at };
}

function shipmentOf(fact: Fact, told: Told, at: When): FulfilmentContent | null {
  const id = fact.fulfilment ?? fact.fulfilmentCancelled;
  if (id === undefined) return null;
  const isCancelled = fact.fulfilmentCancelled !== undefined || fact.status === 'cancelled';
  const lines = fact.lines?.map((line) => ({ component: line.id, quantity: line.qty ?? 1 })) ?? null;
  const known = told.fulfilments.get(id) ?? { type: 'fulfilment', id, status: 'shipped', shippedAt: at, cancelledAt: null, lines };
  const content: FulfilmentContent = isCancelled ? { ...known, status: 'cancelled', cancelledAt: at } : known;
  told.fulfilments.set(id, content);
  return content;
}

function refundOf(fact: Fact, told: Told, at: When): RefundContent | null {
  if (fact.refund === undefined) return null;
  const { currency, components } = told.content;
  const named = [...(fact.lines ?? []), ...(fact.shipping === undefined ? [] : [{ ...fact.shipping, id: 'shipping' }])];
  const taxes = components.flatMap((component) => component.taxes);
  const { status = 'settled', taxStated = null } = fact;
  return {
    type: 'refund',
    id: fact.refund,
    status: status === 'pending' || status === 'failed' ? status : 'settled',
    at,
    currency,
    amount: amountOf(textOf(fact.amount), currency),
    tender: fact.to === undefined ? null : tenderNamed(fact.to),
    lines: named.map((line) => creditLineOf(line, components.find(({ id }) => id === line.id), currency)),
    statedTaxes: taxStated === null ? null : statedTaxes(taxStated, taxes, currency),
  };
}

const STATUS: Readonly<Record<string, PaymentContent['status']>> = {
  authorised: 'authorised',
  authorized: 'authorised',
  pending: 'pending',
  failed: 'failed',
  declined: 'failed',
  voided: 'voided',
  expired: 'voided',
};

/** A payment, an authorisation, or the end of one. */
function paymentOf(fact: Fact, told: Told, at: When): PaymentContent | null {
  const failed = fact.paymentFailed === undefined ? undefined : told.payments.get(fact.paymentFailed);
  if (failed !== undefined) return { ...failed, reversedAt: at };
  const ended = fact.authorisationExpired ?? fact.authorisationVoided;
  const id = fact.payment ?? fact.authorisation ?? ended;
  if (id === undefined) return null;
  const status = STATUS[fact.status ?? ''] ?? (fact.payment === undefined ? 'authorised' : 'captured');
  const money = fact.captured ?? fact.amount;
  const content: PaymentContent = {
    type: 'payment',
    id,
    tender: tenderOf(fact, told),
    status: ended === undefined ? status : 'voided',
    currency: fact.currency ?? (typeof money === 'object' ? Object.keys(money)[0] : undefined) ?? told.content.currency,
    amount: amountOf(textOf(money), told.content.currency),
    ...(fact.parent === undefined ? {} : { family: fact.parent }),
    at,
  };
  told.payments.set(id, content);
  return content;
}

function triedPayment(payment: { readonly id: string; readonly status: string }, fact: Fact, told: Told): PaymentContent {
  const { currency, total } = told.content;
  const status = STATUS[payment.status] ?? 'captured';
  return { type: 'payment', id: payment.id, tender: tenderOf(fact, told), status, currency, amount: total, at: whenOf(fact.at) };
}

/** The gateway that is named, else the channel's, else Stripe. */
function tenderOf(fact: Fact, told: Told): Tender {
  if (fact.giftCard !== undefined) return { kind: 'gift-card', card: fact.giftCard };
  if (fact.storeCredit !== undefined) return { kind: 'store-credit', account: fact.storeCredit };
  return { kind: 'gateway', gateway: fact.gateway ?? (told.channel.name === '' ? 'Stripe' : told.channel.name) };
}

function tenderNamed(text: string): Tender {
  const [kind, name = ''] = text.split(':');
  if (kind === 'giftCard') return { kind: 'gift-card', card: name };
  if (kind === 'storeCredit') return { kind: 'store-credit', account: name };
  return { kind: 'gateway', gateway: text };
}

export function textOf(amount: Fact['amount']): string | undefined {
  return typeof amount === 'object' ? Object.values(amount)[0] : amount;
}

export function whenOf(text: string): When {
  return text.length === 10 ? (text as LocalDate) : (parseInstant(text, true) ?? (text.slice(0, 10) as LocalDate));
}
