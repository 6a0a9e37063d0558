import { type Exact, exact } from '../../domain/money/exact.ts';

/** How numbers are written: the signs between decimals and thousands, and those of currencies. */
export interface NumberSigns {
  readonly decimal: string;
  readonly thousands: string;
  readonly signs: readonly string[];
}

/** Reads a cell's number; null where it is none in this locale. An empty cell is none. */
export type ReadNumber = (text: string) => Exact | null;

const PLAIN = /^-?\d{1,15}(?:\.(\d{1,9}))?$/;

/**
 * The numbers of one locale. Groups of digits must be groups: with '.' between thousands '1.234' is read, '12.34' is
 * refused, so that a file of another locale is noticed and not read a hundredfold.
 */
export function numberReader({ decimal, thousands, signs }: NumberSigns): ReadNumber {
  const whole =
    thousands === '' ? '\\d*' : `(?:\\d*|\\d{1,3}(?:${groupOf(thousands)}\\d{2,3})*${groupOf(thousands)}\\d{3})`;
  const shape = new RegExp(`^([+-]?)(${whole})(?:${escaped(decimal)}(\\d*))?([eE][+-]?\\d{1,2})?$`);
  const slow: ReadNumber = (text) => {
    const match = shape.exec(withoutSigns(text, signs));
    if (match === null) return null;
    const [, sign = '', digits = '', fraction = '', exponent = ''] = match;
    if (digits === '' && fraction === '') return null;
    return exact(`${sign}${digits.replace(/\D/g, '')}.${fraction}${exponent}`);
  };
  if (decimal !== '.') return slow;
  return (text) => {
    const plain = PLAIN.exec(text);
    if (plain === null) return slow(text);
    const fraction = plain[1];
    if (fraction === undefined) return { units: BigInt(text), scale: 0 };
    return { units: BigInt(text.replace('.', '')), scale: fraction.length };
  };
}

/** The currency's signs, spaces around, and the ways accountants write a minus: −5, 5-, (5). */
function withoutSigns(text: string, signs: readonly string[]): string {
  let rest = text.replace(/\u2212/g, '-');
  for (const sign of signs) rest = rest.replace(sign, '');
  rest = rest.trim();
  const inBrackets = /^\((.*)\)$/.exec(rest)?.[1];
  if (inBrackets !== undefined) return `-${inBrackets.trim()}`;
  const trailing = /^([^-].*)-$/.exec(rest)?.[1];
  return (trailing === undefined ? rest : `-${trailing}`).replace(/^([+-])\s+/, '$1');
}

function groupOf(thousands: string): string {
  if (thousands === ' ') return '[ \\u00a0\\u202f]';
  return thousands === "'" ? "['\\u2019]" : escaped(thousands);
}

function escaped(sign: string): string {
  return sign === '.' ? '\\.' : sign;
}
