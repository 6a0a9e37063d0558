/* Amounts as WooCommerce writes them, in whole units of a decimal place: '12.30' with two decimals is 1230. */

/** Digits beyond `decimals` are cut off. */
export function unitsOf(text: string, decimals: number): number {
  const [whole = '', fraction = ''] = text.split('.');
  return Number(`${whole}${fraction.slice(0, decimals).padEnd(decimals, '0')}`);
}

export function textOf(units: number, decimals: number): string {
  const digits = String(Math.abs(units)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const text = decimals === 0 ? whole : `${whole}.${digits.slice(-decimals)}`;
  return units < 0 ? `-${text}` : text;
}

/** How many decimals an amount is written with. */
export const decimalsOf = (text: string): number => text.split('.')[1]?.length ?? 0;

/** '12.300' and '12.3' are the same amount. */
export function plain(amount: string | null): string {
  return amount === null ? '' : amount.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
}
