import { createHash } from 'node:crypto';
import type { Answer } from '../server.ts';

export type Json = Readonly<Record<string, unknown>>;

/** Digits that look like chance, the same for a seed. */
export function hex(seed: number, shop: string, what: string, digits: number): string {
  return createHash('sha256').update(`${seed}/${shop}/${what}`).digest('hex').slice(0, digits);
}

export function json(status: number, body: Json): Answer {
  return { status, body: JSON.stringify(body) };
}

/** Of a JSON body, or of a form. */
export function fieldsOf(body: string): Json {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Json) : {};
  } catch {
    return Object.fromEntries(new URLSearchParams(body));
  }
}
