/** Reading untyped JSON without casts spread over the oracles. What is missing throws: an oracle must not guess. */

export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function object(value: unknown): Json {
  if (!isObject(value)) throw new Error(`an object was expected, not ${JSON.stringify(value)}`);
  return value;
}

/** The objects of an array; a missing or null array is empty. */
export function objects(value: unknown): readonly Json[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new Error(`an array was expected, not ${JSON.stringify(value)}`);
  return value.map(object);
}

export function text(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new Error(`a text was expected, not ${JSON.stringify(value)}`);
}
