import { type Exact, exact, exactText } from '../../domain/money/exact.ts';
import { amountReader, type Header, type Locale, type Read, sourceReader } from './columns.ts';
import type { TaxProfile } from './shapes.ts';

/** A tax as a row states it. */
export interface StatedTax {
  /** `<jurisdiction>:<name>:<rate>`; '' where none of the three is known. */
  readonly code: string;
  /** In percent. */
  readonly rate: Exact | null;
  readonly amount: Exact;
  readonly liable: 'merchant' | 'marketplace';
}

/** The tax of a row; null where it states none, or 0 and the profile does not say that 0 is a rate. */
export function taxReader(header: Header, tax: TaxProfile, locale: Locale): Read<StatedTax | null> {
  const read = amountReader(header, tax.amount, locale);
  const text = (source: TaxProfile['name']) => (source === undefined ? () => '' : sourceReader(header, source));
  const [jurisdiction, name, rate] = [text(tax.jurisdiction), text(tax.name), text(tax.rate)];
  const { zeroRated, liable } = tax;
  return (row) => {
    const amount = read(row);
    if (amount === null || (amount.units === 0n && !zeroRated)) return null;
    return { ...codeOf(jurisdiction(row), name(row), rate(row)), amount, liable };
  };
}

/** The rate stands in its own column or at the end of the name: 'FR TVA 20%'. */
function codeOf(jurisdiction: string, name: string, stated: string): Pick<StatedTax, 'code' | 'rate'> {
  const [, bare = name, named = ''] = /^(.*?)\s*\(?(\d+(?:[.,]\d+)?)\s*%\)?$/.exec(name) ?? [];
  const percent = (stated === '' ? named : stated.replace('%', '').trim()).replace(',', '.');
  const rate = percent === '' ? null : exact(percent);
  const shortName = stated === '' ? bare : name;
  if (jurisdiction === '' && shortName === '' && rate === null) return { code: '', rate: null };
  return { code: `${jurisdiction}:${shortName}:${rate === null ? '' : exactText(rate)}`, rate };
}
