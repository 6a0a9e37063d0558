import type { Amount, Currency } from '../../world/types.ts';
import type { Asked } from '../server.ts';
import { invalidParameter, Refusal } from './refusal.ts';

/** What a request brings, as parsed JSON. */
export type Body = Readonly<Record<string, unknown>>;

/** Throws a Refusal where it is no JSON object. */
export function bodyOf({ body }: Asked): Body {
  try {
    const parsed: unknown = JSON.parse(body === '' ? '{}' : body);
    if (isBody(parsed)) return parsed;
  } catch {
    // The same as a body that is no object.
  }
  throw new Refusal(400, 'rest_invalid_json', 'Invalid JSON body passed.');
}

const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null;

export function textIn(body: Body, name: string, other = ''): string {
  const value = body[name] ?? other;
  if (typeof value !== 'string') throw invalidParameter(name);
  return value;
}

/** Truth as WordPress takes it: booleans, and the words and figures for them. */
export function isSet(value: unknown, other = false): boolean {
  return value === undefined || value === null ? other : ['true', '1'].includes(String(value));
}

export function integerIn(body: Body, name: string, other: number): number {
  const value = Number(body[name] ?? other);
  if (!Number.isSafeInteger(value) || value < 0) throw invalidParameter(name);
  return value;
}

/** An object of its own, empty where there is none. */
export function objectIn(body: Body, name: string): Body {
  const value = body[name] ?? {};
  if (!isBody(value)) throw invalidParameter(name);
  return value;
}

export function listIn(body: Body, name: string): readonly Body[] {
  const value = body[name] ?? [];
  if (!Array.isArray(value) || !value.every(isBody)) throw invalidParameter(name);
  return value;
}

/** An amount, as text or number in major units; null where none is given. No more decimals than the currency has. */
export function amountIn(body: Body, name: string, { decimals }: Currency): Amount | null {
  const text = String(body[name] ?? '');
  if (text === '') return null;
  const found = /^(\d+)(?:\.(\d+))?$/.exec(text);
  const fraction = (found?.[2] ?? '').replace(/0+$/, '');
  if (found === null || fraction.length > decimals) throw invalidParameter(name);
  return Number(`${found[1]}${fraction.padEnd(decimals, '0')}`);
}

/** What the real one does and the sandbox does not: said, so that nobody takes silence for success. */
export function notSimulated(what: string): Refusal {
  return new Refusal(501, 'sandbox_not_simulated', `The sandbox does not simulate ${what}.`);
}

/** Throws a Refusal where the body brings one of these. */
export function simulatesNone(body: Body, names: readonly string[]): void {
  for (const name of names) {
    const value = body[name];
    if (value !== undefined && !(Array.isArray(value) && value.length === 0)) throw notSimulated(`'${name}' here`);
  }
}
