import type { Component, CreditNoteContent, FulfilmentContent, OrderContent } from '../../domain/documents/parts.ts';
import type { CompleteList, Decoded, PartReport, Report } from '../../domain/documents/report.ts';
import { decimalsOf } from '../../domain/money/currency.ts';
import { negate } from '../../domain/money/minor.ts';
import type { StoreSettings } from '../contract.ts';
import { decoded, ShapeError } from '../shape.ts';
import { type Header, inHead, type Locale, Newest } from './columns.ts';
import { dateReader } from './dates.ts';
import { documentReader, type Head, type ReadHead } from './document.ts';
import { Ids } from './ids.ts';
import { chargeReader, lineReader, type ReadStated, type Stated } from './lines.ts';
import { type MoneyContext, paymentReader, type ReadPayment, type ReadRefund, refundReader } from './money.ts';
import { numberReader } from './numbers.ts';
import { cancellationsOf, fulfilmentParts, part, paymentParts, refundParts } from './parts.ts';
import { HeadReader, type Payload, PayloadReader, Section } from './rows.ts';
import type { Profile } from './shapes.ts';
import { type Sold, soldOf } from './sold.ts';
import { movedReader, type ReadMoved } from './units.ts';
import { fileOf, usedColumns } from './used.ts';

/** Decodes payloads of one profile. What a header means is worked out once and kept for the payloads after it. */
export function decoderOf(profile: Profile): (payload: unknown, settings: StoreSettings) => Decoded {
  const decoder = new Decoder(profile);
  return (payload, settings) => decoded(() => decoder.decode(payload, settings));
}

class Decoder {
  readonly #profile: Profile;
  readonly #zone: string;
  readonly #file: string;
  readonly #reader: PayloadReader;
  readonly #document: Section<ReadHead>;
  readonly #lines: Section<ReadStated> | null;
  readonly #charges: readonly Section<ReadStated>[];
  readonly #payments: Section<ReadPayment> | null;
  readonly #refunds: Section<ReadRefund> | null;
  readonly #fulfilments: Section<ReadMoved> | null;
  readonly #cancellations: Section<ReadMoved> | null;

  constructor(profile: Profile) {
    const { numbers, dates, document, lines, charges, payments, gateways, refunds, fulfilments, cancellations } =
      profile;
    const locale: Locale = {
      number: numberReader(numbers),
      date: dateReader(dates.formats, dates.zone),
      zone: dates.zone,
    };
    const used = usedColumns(profile);
    const head = (header: Header) => new HeadReader(header, profile, used, locale);
    const section = <S extends { file?: string | undefined; per?: 'row' | 'document' }, T>(
      of: S | undefined,
      make: (header: Header, of: S) => T,
    ) =>
      of === undefined
        ? null
        : new Section(fileOf(profile, of), (header) => make(header, of), of.per === 'document' ? head : null);
    this.#profile = profile;
    this.#zone = dates.zone;
    this.#file = fileOf(profile, document);
    this.#reader = new PayloadReader(profile);
    this.#document = new Section(this.#file, (header) => documentReader(header, profile, locale), head);
    this.#lines = section(lines, (header, of) => lineReader(header, of, fulfilments?.lines, locale));
    this.#charges = charges.flatMap(
      (charge) => section(charge, (header, of) => chargeReader(header, of, locale)) ?? [],
    );
    this.#payments = section(payments, (header, of) => paymentReader(header, of, locale, gateways));
    this.#refunds = section(refunds, (header, of) => refundReader(header, of, locale, gateways));
    this.#fulfilments = section(fulfilments, (header, of) => movedReader(header, of, locale));
    this.#cancellations = section(cancellations, (header, of) => movedReader(header, of, locale));
  }

  decode(json: unknown, settings: StoreSettings): Report {
    const payload = this.#reader.read(json);
    const newest = new Newest(this.#zone);
    let head: Head | undefined;
    this.#document.each(payload, (row, read) => {
      head = read(row, newest);
    });
    if (head === undefined) return this.#moneyAlone(payload, newest);
    return head.isCreditNote
      ? this.#creditNote(payload, head, newest, settings)
      : this.#order(payload, head, newest, settings);
  }

  #order(payload: Payload, head: Head, newest: Newest, settings: StoreSettings): Report {
    const profile = this.#profile;
    const { document } = profile;
    const stated = this.#stated(payload, head, settings);
    const sold = this.#sold(stated, head);
    const goods = new Map(sold.components.map((component) => [component.id, component]));
    const money: MoneyContext = {
      currency: head.currency,
      decimals: head.decimals,
      at: head.paidAt ?? head.placedAt,
      newest,
    };
    const payments = paymentParts(payload, this.#payments, profile, money);
    const refunds = refundParts(payload, this.#refunds, profile, money, goods);
    const left = profile.fulfilments?.lines === undefined ? null : leftOf(stated);
    const fulfilments = fulfilmentParts(payload, this.#fulfilments, profile, {
      goods,
      shippedAt: head.shippedAt,
      left,
      newest,
    });
    const hasLines = stated.some((one) => one.isLine);
    const status = hasLines ? head.status : (document.withoutLines ?? head.status);
    const content: OrderContent = {
      type: 'order',
      number: head.number || payload.key,
      placedAt: head.placedAt,
      currency: head.currency,
      status,
      terms: head.terms,
      cancelledAt: status === 'cancelled' ? head.cancelledAt : null,
      changedAt: null,
      pricesIncludeTax: sold.pricesIncludeTax,
      tellsShipments: document.tellsShipments,
      components: sold.components,
      cancellations: cancellationsOf(payload, this.#cancellations, goods, newest),
      total: sold.total,
      unit: unitOf(head, settings),
      paid: null,
      overpaidIsInterest: document.overpaidIsInterest,
    };
    const lists: CompleteList[] = [];
    if (this.#payments?.isIn(payload)) lists.push(listOf('payment', payments));
    if (this.#refunds?.isIn(payload)) lists.push(listOf('refund', refunds));
    if (this.#fulfilments?.isIn(payload)) lists.push(listOf('fulfilment', fulfilments));
    const parts = [part('order', content, head.placedAt), ...payments, ...refunds, ...fulfilments];
    return { kind: 'order', remoteId: payload.key, parts, lists, newestInstant: newest.at, person: head.person };
  }

  #creditNote(payload: Payload, head: Head, newest: Newest, settings: StoreSettings): Report {
    const sold = this.#sold(this.#stated(payload, head, settings), head);
    const isNegative = this.#profile.document.creditNote?.amounts === 'negative';
    const content: CreditNoteContent = {
      type: 'credit-note',
      number: head.number || payload.key,
      at: head.placedAt,
      currency: head.currency,
      components: isNegative ? sold.components.map(turnedRound) : sold.components,
      total: isNegative ? negate(sold.total) : sold.total,
      unit: unitOf(head, settings),
    };
    const parts = [part(`credit:${payload.key}`, content, head.placedAt)];
    return {
      kind: 'credit-note',
      remoteId: payload.key,
      parts,
      lists: [],
      newestInstant: newest.at,
      person: head.person,
    };
  }

  /** Rows of payments and refunds whose order is in a file of another import: they wait for it. */
  #moneyAlone(payload: Payload, newest: Newest): Report {
    const { currency } = this.#profile;
    if (typeof currency !== 'string') throw this.#withoutOrder(payload);
    const money: MoneyContext = { currency, decimals: decimalsOf(currency), at: null, newest };
    const parts = [
      ...paymentParts(payload, this.#payments, this.#profile, money),
      ...refundParts(payload, this.#refunds, this.#profile, money, new Map()),
    ];
    if (parts.length === 0) throw this.#withoutOrder(payload);
    return { kind: 'order', remoteId: payload.key, parts, lists: [], newestInstant: newest.at, person: null };
  }

  #withoutOrder({ key }: Payload): ShapeError {
    return new ShapeError(
      this.#file,
      `there is no row of '${key}': import it together with the files that name it`,
      'no-record',
    );
  }

  #stated(payload: Payload, { decimals }: Head, { giftCardSkus }: StoreSettings): readonly Stated[] {
    const stated: Stated[] = [];
    const context = { decimals, giftCardSkus };
    for (const section of this.#lines === null ? this.#charges : [this.#lines, ...this.#charges]) {
      if (!section.isIn(payload))
        throw new ShapeError(section.file, 'this file did not come with the others: import them together');
      section.each(payload, (row, read) => {
        const one = read(row, context);
        if (one !== null) stated.push(one);
      });
    }
    return stated.length < 2 ? stated : withOwnIds(stated);
  }

  #sold(stated: readonly Stated[], head: Head): Sold {
    const { pricesIncludeTax, taxesOn } = this.#profile.document;
    return inHead(this.#file, () => soldOf(stated, { ...head, pricesIncludeTax, taxesOn }));
  }
}

function withOwnIds(stated: readonly Stated[]): readonly Stated[] {
  const ids = new Ids(null);
  return stated.map((one) => {
    const id = ids.own(one.id);
    return id === one.id ? one : { ...one, id };
  });
}

function leftOf(stated: readonly Stated[]): FulfilmentContent['lines'] {
  return stated.filter((one) => one.hasLeft).map(({ id, quantity }) => ({ component: id, quantity }));
}

function listOf(list: string, parts: readonly PartReport[]): CompleteList {
  return { list, keys: parts.map(({ key }) => key) };
}

/** Coarser than the currency's minor unit where the store writes fewer decimals. */
function unitOf({ decimals }: Head, settings: StoreSettings): number {
  const missing = decimals - (settings.decimals ?? decimals);
  return missing > 0 ? 10 ** missing : 1;
}

function turnedRound(component: Component): Component {
  const { net, discount, quantity, taxes } = component;
  return {
    ...component,
    quantity: quantity === 0 ? 0 : -quantity,
    net: negate(net),
    discount: negate(discount),
    taxes: taxes.map((tax) => ({ ...tax, amount: negate(tax.amount), base: negate(tax.base) })),
  };
}
