import type { Decimal } from '../api/types.ts';

/** Currencies of ISO 4217 whose minor unit is no hundredth. Browsers' own tables follow custom, and differ. */
const DECIMALS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};
const USUAL = 2;

const byCurrency = new Map(
  Object.entries(DECIMALS).flatMap(([decimals, codes]) =>
    codes.split(' ').map((code): [string, number] => [code, Number(decimals)]),
  ),
);

/** An amount of minor units as a decimal text: 1234 EUR is '12.34'. */
export function decimalOf(minor: number, currency: string): Decimal {
  const places = byCurrency.get(currency) ?? USUAL;
  const digits = String(Math.abs(minor)).padStart(places + 1, '0');
  const sign = minor < 0 ? '-' : '';
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
