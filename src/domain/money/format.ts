import { decimalsOf } from './currency.ts';
import type { Currency } from './minor.ts';

/** An amount as a decimal string in major units with all the currency's decimals ("-98.88", "3300", "10.005"). */
export function major(amount: number, currency: Currency): string {
  const decimals = decimalsOf(currency);
  const digits = String(Math.abs(amount)).padStart(decimals + 1, '0');
  const sign = amount < 0 ? '-' : '';
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
