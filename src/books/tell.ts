import { contentOf, type DocumentState, isGone, orderVersions, type PartState } from '../domain/documents/fold.ts';
import type { OrderContent, PartContent, RefundContent, Tender } from '../domain/documents/parts.ts';
import { decimalsOf } from '../domain/money/currency.ts';
import { exact as exactOf, toMinor } from '../domain/money/exact.ts';
import { major } from '../domain/money/format.ts';
import type { Currency } from '../domain/money/minor.ts';
import { dateIn, isDate, startOf, type When } from '../domain/time/when.ts';

/** A part of a document in words. */
export interface ToldPart {
  readonly key: string;
  readonly text: string;
}

/** Tells the parts of a document in the order in which they happened, on the clock of the book's zone. */
export function tellParts(state: DocumentState, zone: string): ToldPart[] {
  const currency = currencyOf(state);
  return Object.entries(state.parts)
    .map(([key, part]) => ({ key, part, content: contentOf(part) }))
    .filter(({ key, content }) => !isShadowed(state, key, content))
    .sort((a, b) => momentOf(a.content, a.part) - momentOf(b.content, b.part))
    .map(({ key, part, content }) => ({
      key,
      text: `${tell(part, content, zone, currency)}${isGone(state, key) ? '; gone from the platform' : ''}`,
    }));
}

/** What amounts are in that name no currency of their own. */
function currencyOf({ parts: { order } }: DocumentState): Currency | null {
  const content = order === undefined ? null : contentOf(order);
  return content?.type === 'order' ? content.currency : null;
}

/** A refund that another payload mentions is told by its own payload once that is here. */
function isShadowed(state: DocumentState, key: string, content: PartContent): boolean {
  return content.type === 'refund-mention' && state.parts[key.replace('refund-mention', 'refund')] !== undefined;
}

function momentOf(content: PartContent, part: PartState): number {
  if (content.type === 'order') return 0;
  const when = whenOf(content) ?? part.sightings[0]?.seen[0] ?? part.vouchedAt;
  return startOf(when as When);
}

function whenOf(content: PartContent): When | null {
  switch (content.type) {
    case 'order':
      return content.placedAt;
    case 'fulfilment':
      return content.shippedAt ?? content.cancelledAt;
    case 'refund-mention':
      return content.refund.at;
    default:
      return content.at;
  }
}

function tell(part: PartState, content: PartContent, zone: string, currency: Currency | null): string {
  const at = (when: When | null) => (when === null ? '' : ` ${clock(when, zone)}`);
  switch (content.type) {
    case 'order':
      return tellOrder(part, content, zone);
    case 'payment': {
      const back = content.reversedAt === undefined ? '' : `, taken back by the bank${at(content.reversedAt)}`;
      return `${major(content.amount, content.currency)} ${content.currency} ${content.status}${at(content.at)}${by(content.tender)}${back}`;
    }
    case 'refund':
      return tellRefund(content, zone, currency);
    case 'refund-mention':
      return `${tellRefund(content.refund, zone, currency)} (named by the order)`;
    case 'fulfilment': {
      const units = content.lines?.reduce((sum, { quantity }) => sum + quantity, 0);
      const what = units === undefined ? 'all that was left' : count(units, 'unit');
      if (content.status === 'cancelled') return `${what}, cancelled${at(content.cancelledAt)}`;
      return `${what} ${content.status}${at(content.shippedAt)}`;
    }
    case 'credit-note':
      return `${major(content.total, content.currency)} ${content.currency} given back${at(content.at)}, ${count(content.components.length, 'line')}`;
    case 'manual':
      return `"${content.text}" by ${content.maker}${at(content.at)}, ${count(content.lines.length, 'line')}`;
    case 'opening':
      return `${content.gateway} opens with ${major(content.amount, content.currency)} ${content.currency}${at(content.at)}`;
  }
}

function tellOrder(part: PartState, content: OrderContent, zone: string): string {
  const goods = content.components.filter(({ kind }) => kind === 'goods');
  const units = goods.reduce((sum, { quantity }) => sum + quantity, 0);
  const versions = orderVersions(part).length;
  return [
    `placed ${clock(content.placedAt, zone)}`,
    `${count(units, 'unit')} in ${count(goods.length, 'line')}`,
    `total ${major(content.total, content.currency)} ${content.currency}`,
    content.terms === 'on-account' ? 'on account' : '',
    content.paid === null ? '' : `paid ${clock(content.paid.at, zone)}${by(content.paid.tender)}`,
    content.status === 'open' ? '' : `now ${content.status}`,
    content.cancelledAt === null ? '' : `cancelled ${clock(content.cancelledAt, zone)}`,
    content.cancellations.length === 0 ? '' : count(content.cancellations.length, 'part cancellation'),
    versions > 1 ? `${versions} versions` : '',
  ]
    .filter((phrase) => phrase !== '')
    .join(', ');
}

function tellRefund(refund: RefundContent, zone: string, orderCurrency: Currency | null): string {
  const { status, at, tender, lines, exactLines } = refund;
  const money = moneyOf(refund, orderCurrency);
  const named = exactLines ?? lines;
  const units = named.reduce((sum, { quantity }) => sum + quantity, 0);
  const goods =
    named.length === 0
      ? 'no goods named'
      : units > 0
        ? `for ${count(units, 'unit')}`
        : `for ${count(named.length, 'line')}`;
  return `${money} back, ${status}${at === null ? '' : ` ${clock(at, zone)}`}${tender === null ? '' : by(tender)}, ${goods}`.trim();
}

function moneyOf({ amount, exact, currency }: RefundContent, orderCurrency: Currency | null): string {
  if (currency !== null) return `${major(amount, currency)} ${currency}`;
  const stated = exact === undefined ? null : exactOf(exact);
  if (stated === null || orderCurrency === null) return exact ?? '';
  return `${major(toMinor(stated, decimalsOf(orderCurrency)), orderCurrency)} ${orderCurrency}`;
}

function by(tender: Tender): string {
  if (tender.kind === 'gateway') return ` by ${tender.gateway}`;
  return tender.kind === 'gift-card' ? ' by gift card' : ' by store credit';
}

const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;

/** Day and minute on the book's clock; a day without a time stays one. */
function clock(when: When, zone: string): string {
  if (isDate(when)) return when;
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(when);
  return `${dateIn(when, zone)} ${time}`;
}
