import fc from 'fast-check';

/** A change to one place of a payload: `at` counts through its places. */
export interface Edit {
  readonly at: number;
  readonly how: 'replace' | 'remove' | 'add' | 'wrap' | 'double';
  readonly value: unknown;
}

/** Values that have brought programs down. */
const AWKWARD: readonly unknown[] = [
  ...[null, true, '', ' ', 0, -0, -1, 0.1, 1e308, 5e-324, 2 ** 53, -(2 ** 63), '1e400', '-0.00', '1,5', 'NaN', '0x10'],
  ...['9'.repeat(50), `0.${'3'.repeat(60)}`, '\ud800', 'a\u0000b', '\u202eabc', '😀'.repeat(30), 'x'.repeat(5_000)],
  ...['0000-00-00T00:00:00', '9999-12-31T23:59:59Z', '2026-02-30', '1900-01-01T00:00:00', '+275760-09-13T00:00:00Z'],
  ...['USD', 'XTS', 'usd', '__proto__', 'constructor', '../../etc/passwd', "'; drop table entry; --", '<b>'],
  ...[[], {}, [[]], [null], [{}], { id: {} }, { __proto__: null, toString: 1 }, { length: 1e9 }],
];

const KEYS = [
  '__proto__',
  'constructor',
  'toString',
  'toJSON',
  'bookkeeper',
  'refunds',
  'line_items',
  'data',
  'order',
  'id',
];

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(),
  how: fc.constantFrom<Edit['how']>('replace', 'replace', 'replace', 'remove', 'add', 'wrap', 'double'),
  value: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...AWKWARD) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
    { weight: 1, arbitrary: fc.double({ noNaN: true }).map(String) },
  ),
});

/** Mostly one change, so that the rest of the payload carries it far. */
export const edits: fc.Arbitrary<readonly Edit[]> = fc.oneof(
  { weight: 1, arbitrary: fc.constant([]) },
  { weight: 6, arbitrary: fc.array(edit, { minLength: 1, maxLength: 1 }) },
  { weight: 2, arbitrary: fc.array(edit, { minLength: 2, maxLength: 6 }) },
);

type Container = Record<string, unknown>;

interface Place {
  readonly holder: Container;
  readonly key: string;
}

/** The payload with changes made, one after the other; the payload itself stays as it is. */
export function edited(payload: unknown, changes: readonly Edit[]): unknown {
  const root: Container = { payload: structuredClone(payload) };
  for (const change of changes) {
    const places = [...placesOf(root)];
    const place = places[change.at % places.length];
    if (place !== undefined) apply(place, change);
  }
  return root.payload;
}

function* placesOf(holder: Container): Generator<Place> {
  for (const key of Object.keys(holder)) {
    yield { holder, key };
    const inner = holder[key];
    if (typeof inner === 'object' && inner !== null) yield* placesOf(inner as Container);
  }
}

function apply({ holder, key }: Place, { at, how, value }: Edit): void {
  const inner = holder[key];
  if (how === 'remove') delete holder[key];
  else if (how === 'wrap') holder[key] = [inner];
  else if (how === 'double' && Array.isArray(holder)) holder.push(structuredClone(inner));
  else if (how === 'add') define(holder, KEYS[at % KEYS.length] ?? 'id', structuredClone(value));
  else holder[key] = structuredClone(value);
}

/** As a parser does: a key that means something to the language is a key like any other. */
function define(holder: Container, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}
