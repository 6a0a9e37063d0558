import { isObject } from './shape.ts';

/** What a platform's payloads hold of persons, by the name of the key, wherever it stands. */
export interface PersonalKeys {
  /** Texts that are replaced by a fixed one. */
  readonly texts: ReadonlySet<string>;
  /** Free-form objects that may hold anything (metadata, a gateway's own record): emptied. */
  readonly blobs: ReadonlySet<string>;
}

const REDACTED = 'redacted';

/** A copy without personal data; empty texts and nulls stay, so that what was absent is still seen to be absent. */
export function scrub(value: unknown, keys: PersonalKeys): unknown {
  if (Array.isArray(value)) return value.map((item) => scrub(item, keys));
  if (!isObject(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) copy[key] = scrubbed(key, inner, keys);
  return copy;
}

function scrubbed(key: string, value: unknown, keys: PersonalKeys): unknown {
  if (keys.texts.has(key) && (typeof value === 'string' || typeof value === 'number'))
    return value === '' ? '' : REDACTED;
  if (keys.blobs.has(key) && typeof value === 'object' && value !== null) return Array.isArray(value) ? [] : {};
  return scrub(value, keys);
}
