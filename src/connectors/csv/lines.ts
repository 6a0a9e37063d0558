import type { ComponentKind } from '../../domain/documents/parts.ts';
import { EXACT_ZERO, type Exact, fromMinor, minus, toMinor } from '../../domain/money/exact.ts';
import {
  amountReader,
  CellFault,
  type Cells,
  conditionReader,
  type Header,
  type Locale,
  listed,
  numberIn,
  type Read,
  shown,
  sourceReader,
  statedNumber,
} from './columns.ts';
import type { ChargeProfile, Condition, LinesProfile } from './shapes.ts';
import { type StatedTax, taxReader } from './tax.ts';

/** A line or charge as its row states it: amounts as written, with or without tax as the profile says. */
export interface Stated {
  readonly id: string;
  readonly kind: ComponentKind;
  readonly sku: string;
  readonly quantity: number;
  readonly ships: boolean;
  readonly account: string | undefined;
  /** After discount. */
  readonly amount: Exact;
  readonly discount: Exact;
  readonly tax: StatedTax | null;
  readonly isLine: boolean;
  /** The row says by itself that the line has left. */
  readonly hasLeft: boolean;
  /** A tax of the whole document falls on it too. */
  readonly taxable: boolean;
}

export interface StatedContext {
  readonly decimals: number;
  readonly giftCardSkus: ReadonlySet<string>;
}

export type ReadStated = (row: Cells, context: StatedContext) => Stated | null;

interface Place {
  readonly kind: ComponentKind;
  readonly account: string | undefined;
}

const GOODS: Place = { kind: 'goods', account: undefined };
const GIFT_CARD: Place = { kind: 'gift-card', account: undefined };

/** Reads a row as a line; null where it is none. */
export function lineReader(
  header: Header,
  lines: LinesProfile,
  left: Condition | undefined,
  locale: Locale,
): ReadStated {
  const isLine = conditionReader(header, lines.when, locale);
  const code = lines.code === undefined ? () => '' : header.text(lines.code);
  const id = lines.id === undefined ? code : sourceReader(header, lines.id);
  const quantity = quantityReader(header, lines.quantity, locale);
  const money =
    lines.price === undefined ? totalReader(header, lines, locale) : priceReader(header, lines, lines.price, locale);
  const tax = lines.tax === undefined ? () => null : taxReader(header, lines.tax, locale);
  const ships = typeof lines.ships === 'boolean' ? undefined : conditionReader(header, lines.ships, locale);
  const taxable = conditionReader(header, lines.taxable, locale);
  const isGiftCard = lines.giftCard === undefined ? () => false : conditionReader(header, lines.giftCard, locale);
  const hasLeft = left === undefined ? () => false : conditionReader(header, left, locale);
  const placeOf = placeReader(lines.codes);
  return (row, { decimals, giftCardSkus }) => {
    if (!isLine(row)) return null;
    const sku = code(row);
    const units = quantity(row);
    const { kind, account } = isGiftCard(row) || giftCardSkus.has(sku) ? GIFT_CARD : placeOf(sku);
    return {
      id: `line:${id(row)}`,
      kind,
      sku: kind === 'goods' || kind === 'gift-card' ? sku : '',
      // What is sold by weight or length is recognised and given back whole.
      quantity: units.scale === 0 ? Number(units.units) : units.units < 0n ? -1 : 1,
      ships: kind !== 'gift-card' && (ships === undefined ? lines.ships === true : ships(row)),
      account,
      ...money(row, units, decimals),
      tax: tax(row),
      isLine: true,
      hasLeft: hasLeft(row),
      taxable: taxable(row),
    };
  };
}

/** Whole where it can be: 2.0 is 2. */
function quantityReader(header: Header, quantity: LinesProfile['quantity'], locale: Locale): Read<Exact> {
  if (typeof quantity !== 'string') {
    const fixed = fromMinor(quantity.fixed, 0);
    return () => fixed;
  }
  const read = statedNumber(header, quantity, locale);
  return (row) => {
    const number = read(row);
    const whole = toMinor(number, 0);
    if (number.scale === 0) return number;
    return number.units === BigInt(whole) * 10n ** BigInt(number.scale) ? fromMinor(whole, 0) : number;
  };
}

type ReadMoney = (
  row: Cells,
  quantity: Exact,
  decimals: number,
) => { readonly amount: Exact; readonly discount: Exact };

/** Quantity × unit price, rounded half-up for each line, less the discount. */
function priceReader(header: Header, lines: LinesProfile, price: string, locale: Locale): ReadMoney {
  const unit = statedNumber(header, price, locale);
  const less = lines.discount === undefined ? () => null : amountReader(header, lines.discount, locale);
  return (row, quantity, decimals) => {
    const each = unit(row);
    const exactly: Exact = { units: each.units * quantity.units, scale: each.scale + quantity.scale };
    const before = exactly.scale <= decimals ? exactly : fromMinor(toMinor(exactly, decimals), decimals);
    const discount = less(row) ?? EXACT_ZERO;
    return { amount: discount.units === 0n ? before : minus(before, discount), discount };
  };
}

/** The line's total after discount, and what it was before. */
function totalReader(header: Header, lines: LinesProfile, locale: Locale): ReadMoney {
  const after = amountReader(header, lines.amount ?? {}, locale);
  const before = lines.before === undefined ? () => null : amountReader(header, lines.before, locale);
  const column = typeof lines.amount === 'string' ? lines.amount : 'amount';
  return (row) => {
    const amount = after(row);
    if (amount === null) throw new CellFault(column, 'a number is missing');
    return { amount, discount: minus(before(row) ?? amount, amount) };
  };
}

/** Where a code belongs that is not a product. */
function placeReader(codes: LinesProfile['codes']): (code: string) => Place {
  const byCode = new Map<string, Place>();
  const byPattern: { readonly pattern: RegExp; readonly place: Place }[] = [];
  for (const { code, pattern, kind, account } of codes) {
    const place: Place = { kind, account };
    for (const one of code === undefined ? [] : listed(code)) byCode.set(one, place);
    if (pattern !== undefined) byPattern.push({ pattern: new RegExp(pattern), place });
  }
  return (code) => byCode.get(code) ?? byPattern.find(({ pattern }) => pattern.test(code))?.place ?? GOODS;
}

/** Reads a charge beside the lines (shipping, fee, tip …); null where there is none. */
export function chargeReader(header: Header, charge: ChargeProfile, locale: Locale): ReadStated {
  const holds = conditionReader(header, charge.when, locale);
  const amountOf = amountReader(header, charge.amount, locale);
  const id = charge.id === undefined ? () => '' : header.text(charge.id);
  const tax = charge.tax === undefined ? () => null : taxReader(header, charge.tax, locale);
  const { kind, account } = charge;
  return (row) => {
    if (!holds(row)) return null;
    const amount = amountOf(row);
    const own = tax(row);
    if (amount === null || (amount.units === 0n && own === null)) return null;
    const name = id(row);
    return {
      id: name === '' ? kind : `${kind}:${name}`,
      kind,
      sku: '',
      quantity: 1,
      ships: kind !== 'tip',
      account,
      amount,
      discount: EXACT_ZERO,
      tax: own,
      isLine: false,
      hasLeft: false,
      taxable: kind !== 'tip' && kind !== 'duty',
    };
  };
}

/** A whole number of units in a column; null where the cell is empty. */
export function unitsReader(header: Header, column: string, locale: Locale): Read<number | null> {
  const read = numberIn(header, column, locale);
  return (row) => {
    const number = read(row);
    if (number === null) return null;
    const units = toMinor(number, 0);
    if (number.units !== BigInt(units) * 10n ** BigInt(number.scale))
      throw new CellFault(column, `${shown(header.text(column)(row))} is not a whole number`);
    return units;
  };
}
