import type { Cancellation, FulfilmentContent, OrderContent, PartContent } from '../../domain/documents/parts.ts';
import type { When } from '../../domain/time/when.ts';
import { edited } from './edit.ts';
import { amountOf, creditLineOf } from './figures.ts';
import { paymentOf, refundOf, triedPayment } from './money-facts.ts';
import type { Fact } from './shape.ts';
import { type Told, whenOf } from './told.ts';

/** What a fact says of its order: the order itself, or one of its parts, as a platform would show it from then on. */
export function partsOf(fact: Fact, told: Told): PartContent[] {
  const at = whenOf(fact.at);
  if (fact.order !== undefined)
    return [told.content, ...(fact.payments ?? []).map((payment) => triedPayment(payment, fact, told, at))];
  const part = shipmentOf(fact, told, at) ?? refundOf(fact, told, at) ?? paymentOf(fact, told, at);
  if (part !== null) return [part];
  if (fact.cancelled !== undefined && fact.cancelled !== false) {
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
  return [];
}

/** Cancelled whole, or the lines that are named. */
function cancelled(fact: Fact, told: Told, at: When): OrderContent {
  const { content } = told;
  if (fact.lines === undefined) return { ...content, status: 'cancelled', cancelledAt: at, changedAt: at };
  const cancellation: Cancellation = {
    id: `${content.cancellations.length + 1}`,
    at,
    lines: fact.lines.map((line) =>
      creditLineOf(
        line,
        content.components.find(({ id }) => id === line.id),
        content.currency,
      ),
    ),
  };
  return { ...content, cancellations: [...content.cancellations, cancellation], changedAt: at };
}

function shipmentOf(fact: Fact, told: Told, at: When): FulfilmentContent | null {
  const named = typeof fact.cancelled === 'string' && told.fulfilments.has(fact.cancelled) ? fact.cancelled : undefined;
  const id = fact.fulfilment ?? fact.fulfilmentCancelled ?? named;
  if (id === undefined) return null;
  const isShipped = fact.fulfilment !== undefined && fact.status !== 'cancelled' && fact.cancelled !== true;
  const lines = fact.lines?.map((line) => ({ component: line.id, quantity: line.qty ?? 1 })) ?? null;
  const known = told.fulfilments.get(id) ?? {
    type: 'fulfilment',
    id,
    status: 'shipped',
    shippedAt: at,
    cancelledAt: null,
    lines,
  };
  const content: FulfilmentContent = isShipped ? known : { ...known, status: 'cancelled', cancelledAt: at };
  told.fulfilments.set(id, content);
  return content;
}
