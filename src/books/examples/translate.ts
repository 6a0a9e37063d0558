import { shortHash } from '../../domain/documents/hash.ts';
import type { Component, OrderContent, PartContent } from '../../domain/documents/parts.ts';
import type { PartReport } from '../../domain/documents/report.ts';
import { CHART } from '../../domain/ledger/account.ts';
import { minor, sum } from '../../domain/money/minor.ts';
import type { Incoming } from '../../domain/plan/state.ts';
import { type Instant, instant, type LocalDate, startOf } from '../../domain/time/when.ts';
import { partsOf } from './facts.ts';
import { amountOf, codeIn, componentOf } from './figures.ts';
import type { Example, Fact } from './shape.ts';
import { type Told, textOf, whenOf } from './told.ts';

/** The book's own connection, which opens clearing accounts at cut-over. */
export const OWN = 1;

/** Turns an example's facts into observations, each of the one part that the fact speaks of. */
export class Translator {
  readonly channels: Told['channel'][] = [];
  readonly #example: Example;
  readonly #orders = new Map<string, Told>();
  #last: Told | null = null;
  #count = 0;

  constructor(example: Example) {
    this.#example = example;
  }

  /** In order of when each was learned. */
  translate(): Incoming[] {
    const incoming = this.#example.facts.flatMap((fact) => this.#incomingOf(fact));
    return incoming.sort((a, b) => a.seenAt - b.seenAt);
  }

  #incomingOf(fact: Fact): Incoming[] {
    const seenAt = instant(startOf(whenOf(fact.seen ?? fact.at)) + this.#count++);
    if (fact.openingClearing !== undefined) return [this.#opening(fact, fact.openingClearing, seenAt)];
    const told = this.#toldBy(fact);
    if (told === null) return [];
    return partsOf(fact, told).map((content) => incoming(told.channel.connectionId, 'order', told.id, content, seenAt));
  }

  #opening(fact: Fact, account: string, seenAt: Instant): Incoming {
    const [gateway = '', currency = this.#example.book.baseCurrency] = account.split(' ');
    const amount = amountOf(textOf(fact.amount), currency);
    const content: PartContent = { type: 'opening', at: whenOf(fact.at), gateway, currency, amount };
    return incoming(OWN, 'cut-over', account, content, seenAt);
  }

  /** The order that a fact speaks of: the one it names, else the last one. */
  #toldBy(fact: Fact): Told | null {
    if (fact.order !== undefined) {
      const told = this.#newOrder(fact, fact.order);
      this.#orders.set(fact.order, told);
      this.#last = told;
      return told;
    }
    return fact.document === undefined ? this.#last : (this.#orders.get(fact.document) ?? null);
  }

  #newOrder(fact: Fact, id: string): Told {
    const { currency = this.#example.book.baseCurrency, lines = [] } = fact;
    const code = codeIn(lines);
    const context = { currency, code };
    const components = [
      ...lines.map((line) => componentOf(line.id, line, context)),
      ...(fact.shipping === undefined ? [] : [componentOf('shipping', fact.shipping, context, 'shipping')]),
      ...(fact.fees ?? []).map((fee, index) => componentOf(`fee:${index + 1}`, fee, context, 'fee')),
      ...(fact.tip === undefined ? [] : [componentOf('tip', { net: fact.tip }, context, 'tip')]),
      ...(fact.duties === undefined ? [] : [componentOf('duties', { net: fact.duties }, context, 'duty')]),
      ...unallocated(fact, currency),
    ];
    const content: OrderContent = {
      type: 'order',
      number: id,
      placedAt: whenOf(fact.at),
      currency,
      status: fact.state === undefined || fact.state === 'placed' ? 'open' : 'unplaced',
      terms: /cash on delivery|bank transfer|invoice|account/.test(fact.paymentTerms ?? '') ? 'on-account' : 'prepay',
      cancelledAt: null,
      changedAt: null,
      pricesIncludeTax: fact.pricesIncludeTax ?? lines.some(({ gross }) => gross !== undefined),
      tellsShipments: this.#tellsShipments(id),
      components,
      cancellations: [],
      total: amountOf(fact.total, currency),
      unit: 1,
      paid: null,
      overpaidIsInterest: false,
    };
    return {
      channel: this.#channel(fact.channel ?? ''),
      id,
      content,
      code,
      fulfilments: new Map(),
      payments: new Map(),
      refunds: new Map(),
    };
  }

  /** A document without any fulfilment fact is of a channel that tells none. */
  #tellsShipments(order: string): boolean {
    let current = '';
    return this.#example.facts.some((fact) => {
      current = fact.order ?? current;
      return fact.fulfilment !== undefined && (fact.document ?? current) === order;
    });
  }

  #channel(name: string): Told['channel'] {
    const known = this.channels.find((channel) => channel.name === name);
    if (known !== undefined) return known;
    const channel = { connectionId: OWN + 1 + this.channels.length, name };
    this.channels.push(channel);
    return channel;
  }
}

/** A discount on the whole order, as far as no line says that it has a part of it. */
function unallocated({ orderDiscount, lines = [] }: Fact, currency: string): Component[] {
  if (orderDiscount === undefined) return [];
  const allocated = sum(lines.map(({ discountAllocated }) => amountOf(discountAllocated, currency)));
  const rest = minor(amountOf(orderDiscount, currency) - allocated);
  if (rest === 0) return [];
  const nothing = { sku: '', quantity: 1, ships: true, discount: minor(0), taxes: [] };
  return [{ id: 'order-discount', kind: 'other', account: CHART.discounts.code, net: minor(-rest), ...nothing }];
}

const KEYS: Readonly<Record<PartContent['type'], string>> = {
  order: 'order',
  payment: 'payment:',
  refund: 'refund:',
  'refund-mention': 'refund-mention:',
  fulfilment: 'fulfilment:',
  'credit-note': 'credit:',
  manual: 'manual',
  opening: 'opening:',
};

function incoming(
  connectionId: number,
  kind: 'order' | 'cut-over',
  remoteId: string,
  content: PartContent,
  seenAt: Instant,
): Incoming {
  const id = content.type === 'opening' ? remoteId : 'id' in content ? content.id : '';
  const part: PartReport = { key: `${KEYS[content.type]}${id}`, version: null, content, at: seenAt };
  return {
    connectionId,
    contentHash: shortHash(JSON.stringify([remoteId, content])).repeat(2),
    via: 'file',
    seenAt,
    decoderVersion: 1,
    evidence: { receivedMonth: '2000-01-01' as LocalDate, segmentId: 1, slot: 0 },
    content: {
      kind: 'report',
      report: { kind, remoteId, parts: [part], lists: [], newestInstant: null, person: null },
    },
  };
}
