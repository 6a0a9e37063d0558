import type { Amount, Instant } from '../../world/types.ts';

export const gid = (type: string, id: number | string): string => `gid://shopify/${type}/${id}`;

/** '12.50'; yen have no point. */
export function decimalOf(amount: Amount, decimals: number): string {
  const digits = String(Math.abs(amount)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  return `${amount < 0 ? '-' : ''}${whole}${decimals === 0 ? '' : `.${digits.slice(-decimals)}`}`;
}

/** To the second, as Shopify writes them. */
export const iso = (at: Instant): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
