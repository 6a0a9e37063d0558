import { expect } from 'vitest';
import type { Decoded } from '../domain/documents/report.ts';

/** The body with something else in one place. */
export function spoilt(value: unknown, at: number, instead: unknown): unknown {
  if (typeof value !== 'object' || value === null) return instead;
  const entries = Object.entries(value);
  const chosen = entries.length === 0 ? -1 : at % entries.length;
  const spoil = (inner: unknown, index: number) =>
    index === chosen ? spoilt(inner, Math.floor(at / entries.length), instead) : inner;
  if (Array.isArray(value)) return value.map(spoil);
  return Object.fromEntries(entries.map(([key, inner], index) => [key, spoil(inner, index)]));
}

/** What was decoded; a decoder's own fault, which parks the payload when it happens to a merchant, fails the test. */
export function foreseen(decoded: Decoded): Decoded {
  expect(decoded).not.toMatchObject({ kind: 'undecodable', reason: 'fault' });
  return decoded;
}
