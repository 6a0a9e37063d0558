import type { Cancellation, Component, CreditLine, FulfilmentContent } from '../../domain/documents/parts.ts';
import { share } from '../../domain/money/minor.ts';
import type { When } from '../../domain/time/when.ts';
import { ShapeError } from '../shape.ts';
import { type Cells, conditionReader, type Header, type Locale, momentReader, type Newest } from './columns.ts';
import { unitsReader } from './lines.ts';
import type { FulfilmentsProfile } from './shapes.ts';

/** Units of a line that a row names; null: all of it. */
export interface Named {
  readonly line: string;
  readonly quantity: number | null;
}

/** The lines of the document that rows may name, by id. */
export type Goods = ReadonlyMap<string, Component>;

/** What units of lines are worth, by their share of the line's own figures. */
export function unitsOf(named: readonly Named[], goods: Goods): CreditLine[] {
  return named.map(({ line, quantity }) => {
    const component = lineOf(line, goods);
    const units = Math.min(quantity ?? component.quantity, component.quantity);
    const part = (figure: Component['net']) => share(figure, units, component.quantity);
    return {
      component: component.id,
      quantity: units,
      net: part(component.net),
      taxes: component.taxes.map((tax) => ({ ...tax, amount: part(tax.amount), base: part(tax.base) })),
    };
  });
}

function lineOf(line: string, goods: Goods): Component {
  const component = goods.get(`line:${line}`);
  if (component === undefined || component.quantity <= 0)
    throw new ShapeError('payload', `it names line '${line}', of which the document has none`);
  return component;
}

/** A row of the goods that left or were taken off, with the id it belongs to ('' where it names none). */
export interface MovedRow {
  readonly id: string;
  readonly at: When | null;
  readonly goods: Named | null;
}

export type ReadMoved = (row: Cells, newest: Newest) => MovedRow | null;

/** Reads a row of a shipment or of units taken off. */
export function movedReader(
  header: Header,
  section: Pick<FulfilmentsProfile, 'when' | 'id' | 'at' | 'line' | 'quantity'>,
  locale: Locale,
): ReadMoved {
  const holds = conditionReader(header, section.when, locale);
  const id = section.id === undefined ? () => '' : header.text(section.id);
  const at = momentReader(header, section.at, locale);
  const line = section.line === undefined ? () => '' : header.text(section.line);
  const units = section.quantity === undefined ? () => null : unitsReader(header, section.quantity, locale);
  return (row, newest) => {
    if (!holds(row)) return null;
    const name = line(row);
    return { id: id(row), at: at(row, newest), goods: name === '' ? null : { line: name, quantity: units(row) } };
  };
}

/** Rows of one shipment: the goods they name, or all that is left where a row names none. */
export function joinedFulfilment(id: string, rows: readonly MovedRow[], goods: Goods): FulfilmentContent {
  const named = rows.map((row) => row.goods);
  const isAll = named.includes(null);
  const lines = named.flatMap((one) => {
    if (one === null) return [];
    const component = lineOf(one.line, goods);
    return [{ component: component.id, quantity: one.quantity ?? component.quantity }];
  });
  const shippedAt = rows.find((row) => row.at !== null)?.at ?? null;
  return { type: 'fulfilment', id, status: 'shipped', shippedAt, cancelledAt: null, lines: isAll ? null : lines };
}

export function joinedCancellation(id: string, rows: readonly MovedRow[], goods: Goods): Cancellation {
  const at = rows.find((row) => row.at !== null)?.at ?? null;
  return {
    id,
    at,
    lines: unitsOf(
      rows.flatMap((row) => row.goods ?? []),
      goods,
    ),
  };
}
