import type { PaymentContent, RefundContent, Tender } from '../../domain/documents/parts.ts';
import type { When } from '../../domain/time/when.ts';
import { amountOf, creditLineOf, statedTaxes } from './figures.ts';
import type { Fact } from './shape.ts';
import { type Told, textOf } from './told.ts';

/** Money facts of an example. One that names a payment or refund again says what became of it. */

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
export function paymentOf(fact: Fact, told: Told, at: When): PaymentContent | null {
  const ended = fact.authorisationExpired ?? fact.authorisationVoided;
  const id = fact.payment ?? fact.authorisation ?? fact.paymentFailed ?? ended;
  if (id === undefined) return null;
  const known = told.payments.get(id);
  const status =
    STATUS[fact.status ?? fact.state ?? ''] ?? (fact.authorisation === undefined ? 'captured' : 'authorised');
  const money = fact.captured ?? fact.amount;
  const currency = fact.currency ?? (typeof money === 'object' ? Object.keys(money)[0] : undefined);
  const content: PaymentContent = {
    type: 'payment',
    id,
    tender: known?.tender ?? tenderOf(fact, told),
    status: ended === undefined ? status : 'voided',
    currency: currency ?? known?.currency ?? told.content.currency,
    amount: money === undefined && known !== undefined ? known.amount : amountOf(textOf(money), told.content.currency),
    ...(fact.parent === undefined ? {} : { family: fact.parent }),
    at,
  };
  const isTakenBack = fact.paymentFailed !== undefined && known?.status === 'captured';
  const next: PaymentContent = isTakenBack ? { ...known, reversedAt: at } : content;
  told.payments.set(id, next);
  return next;
}

/** A payment that stands with its order: only how it ended. */
export function triedPayment(
  { id, status }: { readonly id: string; readonly status: string },
  fact: Fact,
  told: Told,
  at: When,
): PaymentContent {
  const { currency, total: amount } = told.content;
  const tender = tenderOf(fact, told);
  return { type: 'payment', id, tender, status: STATUS[status] ?? 'captured', currency, amount, at };
}

export function refundOf(fact: Fact, told: Told, at: When): RefundContent | null {
  if (fact.refund === undefined) return null;
  const { currency, components } = told.content;
  const known = told.refunds.get(fact.refund);
  const shipping = fact.shipping === undefined ? [] : [{ ...fact.shipping, id: 'shipping' }];
  const lines = [...(fact.lines ?? []), ...shipping].map((line) => {
    const component = components.find(({ id }) => id === line.id);
    return creditLineOf(line, component, currency);
  });
  const taxes = components.flatMap((component) => component.taxes);
  const status = fact.status ?? fact.state ?? 'settled';
  const { taxStated = null } = fact;
  const content: RefundContent = {
    type: 'refund',
    id: fact.refund,
    status: status === 'pending' || status === 'failed' ? status : 'settled',
    at,
    currency,
    amount: fact.amount === undefined && known !== undefined ? known.amount : amountOf(textOf(fact.amount), currency),
    tender: fact.to === undefined ? (known?.tender ?? null) : tenderNamed(fact.to),
    lines: fact.lines === undefined && known !== undefined ? known.lines : lines,
    statedTaxes: taxStated === null ? (known?.statedTaxes ?? null) : statedTaxes(taxStated, taxes, currency),
  };
  told.refunds.set(content.id, content);
  return content;
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
