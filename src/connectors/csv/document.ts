import type { OrderContent } from '../../domain/documents/parts.ts';
import type { PersonReport } from '../../domain/documents/report.ts';
import { decimalsOf, isCurrency } from '../../domain/money/currency.ts';
import type { Exact } from '../../domain/money/exact.ts';
import type { Currency } from '../../domain/money/minor.ts';
import type { When } from '../../domain/time/when.ts';
import { ShapeError } from '../shape.ts';
import {
  amountReader,
  type Cells,
  choiceReader,
  conditionReader,
  type Header,
  type Locale,
  momentReader,
  type Newest,
  type Read,
  sourceReader,
} from './columns.ts';
import type { AmountProfile, Profile, SourceProfile } from './shapes.ts';
import { type StatedTax, taxReader } from './tax.ts';

/** What a document's rows say together of the whole document. */
export interface Head {
  /** '' where only the key names it. */
  readonly number: string;
  readonly currency: Currency;
  readonly decimals: number;
  readonly placedAt: When;
  readonly paidAt: When | null;
  readonly shippedAt: When | null;
  readonly cancelledAt: When | null;
  readonly isCreditNote: boolean;
  readonly status: OrderContent['status'];
  readonly terms: OrderContent['terms'];
  readonly total: Exact | null;
  readonly linesTotal: Exact | null;
  readonly discount: Exact | null;
  readonly taxes: readonly StatedTax[];
  readonly person: PersonReport | null;
}

export type ReadHead = (row: Cells, newest: Newest) => Head;

export function documentReader(header: Header, profile: Profile, locale: Locale): ReadHead {
  const { document } = profile;
  const amount = (of: AmountProfile | undefined) => (of === undefined ? () => null : amountReader(header, of, locale));
  const text = (of: SourceProfile | undefined) => (of === undefined ? () => '' : sourceReader(header, of));
  const moment = (of: Profile['document']['paidAt']) => momentReader(header, of, locale);
  const number = text(document.number);
  const currencyOf = currencyReader(header, profile.currency);
  const placed = moment(document.placedAt);
  const paid = moment(document.paidAt);
  const shipped = moment(document.shippedAt);
  const cancelled = moment(document.cancelledAt);
  const isCreditNote =
    document.creditNote === undefined ? () => false : conditionReader(header, document.creditNote.when, locale);
  const status = choiceReader(header, document.status, locale, 'document.status');
  const terms = choiceReader(header, document.terms, locale, 'document.terms');
  const total = amount(document.total);
  const linesTotal = amount(document.linesTotal);
  const discount = amount(document.discount);
  const taxes = document.taxes.map((tax) => taxReader(header, tax, locale));
  const person = personReader(header, profile);
  return (row, newest) => {
    const placedAt = placed(row, newest);
    if (placedAt === null)
      throw new ShapeError(header.file, "no date is named in the columns of the profile's 'document.placedAt'");
    const currency = currencyOf(row);
    return {
      number: number(row),
      currency,
      decimals: decimalsOf(currency),
      placedAt,
      paidAt: paid(row, newest),
      shippedAt: shipped(row, newest),
      cancelledAt: cancelled(row, newest),
      isCreditNote: isCreditNote(row),
      status: status(row),
      terms: terms(row),
      total: total(row),
      linesTotal: linesTotal(row),
      discount: discount(row),
      taxes: taxes.length === 0 ? [] : taxes.flatMap((read) => read(row) ?? []),
      person: person(row),
    };
  };
}

function currencyReader(header: Header, currency: Profile['currency']): Read<Currency> {
  if (typeof currency === 'string') return () => currency;
  const read = header.text(currency.column);
  return (row) => {
    const code = read(row).toUpperCase();
    if (!isCurrency(code))
      throw new ShapeError(
        `${header.file}, column '${currency.column}'`,
        `'${code}' is not an ISO 4217 currency`,
        'unknown-currency',
      );
    return code;
  };
}

function personReader(header: Header, { person }: Profile): Read<PersonReport | null> {
  if (person === undefined) return () => null;
  const text = (of: SourceProfile | undefined) => (of === undefined ? () => '' : sourceReader(header, of));
  const [id, name, email] = [text(person.id), text(person.name), text(person.email)];
  return (row) => {
    const remoteId = id(row);
    return remoteId === '' ? null : { remoteId, name: name(row), email: email(row) };
  };
}
