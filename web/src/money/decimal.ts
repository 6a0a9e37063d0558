// Amounts are decimal texts from the server to the screen: no floating point, nothing rounded.

const isZero = (amount: string) => !/[1-9]/.test(amount);

export interface MoneyParts {
  readonly isNegative: boolean;
  readonly isZero: boolean;
  readonly whole: string;
  /** With its separator, '' where there is none. */
  readonly fraction: string;
}

const formats = new Map<number, Intl.NumberFormat>();

function formatOf(places: number): Intl.NumberFormat {
  const known = formats.get(places);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(undefined, { minimumFractionDigits: places, maximumFractionDigits: places });
  formats.set(places, made);
  return made;
}

export const placesOf = (amount: string) => amount.split('.')[1]?.length ?? 0;

/** Splits an amount as the reader's country writes it. */
export function moneyParts(amount: string): MoneyParts {
  const size = amount.startsWith('-') ? amount.slice(1) : amount;
  const parts = formatOf(placesOf(size)).formatToParts(size as Intl.StringNumericLiteral);
  const text = (kinds: readonly string[]) =>
    parts.flatMap(({ type, value }) => (kinds.includes(type) ? value : [])).join('');
  return {
    isNegative: amount.startsWith('-') && !isZero(amount),
    isZero: isZero(amount),
    whole: text(['integer', 'group']),
    fraction: text(['decimal', 'fraction']),
  };
}

/** '−1,234.50', with a true minus; '–' for nothing. */
export function moneyText(amount: string, currency?: string): string {
  const { isNegative, isZero: none, whole, fraction } = moneyParts(amount);
  const figure = none ? '–' : `${isNegative ? '−' : ''}${whole}${fraction}`;
  return currency === undefined ? figure : `${figure} ${currency}`;
}

export const negate = (amount: string) =>
  isZero(amount) ? amount : amount.startsWith('-') ? amount.slice(1) : `-${amount}`;

export const isNothing = isZero;
export const isNegative = (amount: string) => amount.startsWith('-') && !isZero(amount);

/** Adds exactly; the sum has as many decimals as the longest. */
export function sum(amounts: readonly string[]): string {
  const places = Math.max(0, ...amounts.map(placesOf));
  let total = 0n;
  for (const amount of amounts) {
    const [whole = '0', fraction = ''] = amount.split('.');
    total += BigInt(`${whole}${fraction.padEnd(places, '0')}`);
  }
  const digits = (total < 0n ? -total : total).toString().padStart(places + 1, '0');
  const sign = total < 0n ? '-' : '';
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** By how many hundredths `now` is above `then`, cut to a whole number; null where there was nothing. */
export function percentAbove(now: string, then: string): number | null {
  const places = Math.max(placesOf(now), placesOf(then));
  const minor = (amount: string) =>
    BigInt(sum([amount, places === 0 ? '0' : `0.${'0'.repeat(places)}`]).replace('.', ''));
  const before = minor(then);
  if (before <= 0n) return null;
  return Number(((minor(now) - before) * 100n) / before);
}

/** For the height of a bar and nothing else. */
export const forPixels = (amount: string) => Number(amount);
