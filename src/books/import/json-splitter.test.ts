import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonSplitter } from './json-splitter.ts';

/** Splits a text given in pieces of that many bytes. */
function split(text: string, bytes = 1 << 16) {
  const splitter = new JsonSplitter();
  const whole = Buffer.from(text);
  const records = [];
  for (let at = 0; at < whole.length; at += bytes) records.push(...splitter.push(whole.subarray(at, at + bytes)));
  return [...records, ...splitter.end()];
}

const records = fc.array(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue(), { maxKeys: 4 }), {
  maxLength: 6,
});
const forms: readonly (readonly [name: string, write: (payloads: readonly object[]) => string])[] = [
  ['lines', (payloads) => payloads.map((one) => `${JSON.stringify(one)}\n`).join('')],
  ['lines of Windows, the last without an end', (payloads) => payloads.map((one) => JSON.stringify(one)).join('\r\n')],
  ['a list in one line', (payloads) => JSON.stringify(payloads)],
  ['a list written for people', (payloads) => JSON.stringify(payloads, null, 2)],
  ['objects written for people', (payloads) => payloads.map((one) => JSON.stringify(one, null, '\t')).join('\n\n')],
  ['objects one behind the other', (payloads) => payloads.map((one) => JSON.stringify(one)).join('')],
  [
    'objects in several lines and in one',
    (payloads) => payloads.map((one, n) => JSON.stringify(one, null, n % 2)).join('\n'),
  ],
];

describe('records come out as they went in', () => {
  it.each(forms)('%s', (_, write) => {
    fc.assert(
      fc.property(records, fc.integer({ min: 1, max: 40 }), (payloads, bytes) => {
        const found = split(write(payloads), bytes);
        expect(found.map(({ payload }) => payload)).toEqual(JSON.parse(JSON.stringify(payloads)));
        for (const { raw, payload } of found) expect(JSON.parse(raw.toString())).toEqual(payload);
      }),
    );
  });
});

describe('a line', () => {
  it('of each record is where it begins', () => {
    const text = '{"a":1}\n\n{\n "b": 2\n}\n{"c":3} {"d":4}\n{"e":5}\n';
    expect(split(text).map(({ payload, line }) => [Object.keys(payload as object)[0], line])).toEqual([
      ['a', 1],
      ['b', 3],
      ['c', 6],
      ['d', 6],
      ['e', 7],
    ]);
  });

  it('that is no JSON is kept as it is', () => {
    const found = split('{"a":1}\nno JSON, {"b":2}\n{"c":3}\n', 7);
    expect(found.map(({ raw, payload }) => [raw.toString(), payload])).toEqual([
      ['{"a":1}', { a: 1 }],
      ['no JSON, {"b":2}', undefined],
      ['{"c":3}', { c: 3 }],
    ]);
  });

  it('longer than a chunk is cut by its brackets', () => {
    const long = { text: 'x'.repeat(100_000), list: [{}] };
    const found = split(`${JSON.stringify(long)}\n{"a":1}\n${JSON.stringify(long)}`, 1 << 14);
    expect(found.map(({ payload, line }) => [payload, line])).toEqual([
      [long, 1],
      [{ a: 1 }, 2],
      [long, 3],
    ]);
  });
});

describe('a line cut short is no JSON, and the lines after it are read', () => {
  const withEnd = (end: string) => (lines: readonly string[]) => lines.map((line) => `${line}${end}`).join('');
  it.each([
    ['in lines', withEnd('\n')],
    ['in lines of Windows', withEnd('\r\n')],
    ['in a list with a line for each', (lines: readonly string[]) => `[\n${lines.join(',\n')}\n]\n`],
  ])('%s', (_, write) => {
    const cut = fc.record({ at: fc.nat(5), share: fc.double({ min: 0, max: 1, noNaN: true }) });
    fc.assert(
      fc.property(
        records,
        fc.array(cut, { maxLength: 3 }),
        fc.integer({ min: 1, max: 40 }),
        (payloads, cuts, bytes) => {
          const lines = payloads.map((payload) => JSON.stringify(payload));
          const expected: unknown[] = JSON.parse(JSON.stringify(payloads));
          for (const { at, share } of cuts) {
            if (at >= payloads.length) continue;
            const whole = JSON.stringify(payloads[at]);
            // At least its brace is left, and at least one sign is gone.
            const length = 1 + Math.floor(share * (whole.length - 2));
            lines[at] = whole.slice(0, length).trimEnd();
            expected[at] = undefined;
          }
          expect(split(write(lines), bytes).map(({ payload }) => payload)).toEqual(expected);
        },
      ),
    );
  });

  it.each([
    ['within a list', '{"a":1}\n{"b":2,"lines":[{"a"\n{"c":3}\n{"d":4}\n'],
    ['where a value may follow', '{"a":1}\n{"b":[\n{"c":3}\n{"d":4}\n'],
    ['within a text', '{"a":1}\n{"b":"x{\n{"c":3}\n{"d":4}\n'],
    ['behind a backslash', '{"a":1}\n{"b":"x\\\n{"c":3}\n{"d":4}\n'],
    ['and the next is the last', '{"a":1}\n{"b":[\n{"c":3}\n'],
  ])('%s', (_, text) => {
    const found = split(text, 5);
    expect(found.map(({ raw, line }) => `${line} ${raw}`)).toEqual(
      text
        .trimEnd()
        .split('\n')
        .map((line, index) => `${index + 1} ${line}`),
    );
    expect(found.map(({ payload }) => payload === undefined)).toEqual(found.map(({ line }) => line === 2));
  });

  it('and so are objects in several lines', () => {
    const text = '{\n "a": 1,\n "list": [\n  { "b"\n{\n "c": 2\n}\n{"d":3}\n';
    expect(split(text).map(({ payload, line }) => [line, payload])).toEqual([
      [1, undefined],
      [5, { c: 2 }],
      [8, { d: 3 }],
    ]);
  });

  it('before too much of what follows is held for a part of it', () => {
    const line = `{"a":"${'x'.repeat(1 << 18)}"},`;
    const lines = ['{"list":[', ...Array.from({ length: 100 }, () => line), '{"b":1}'];
    const splitter = new JsonSplitter();
    const counts = lines.map((each) => splitter.push(Buffer.from(`${each}\n`)).length);
    expect(counts.slice(0, -1).some((count) => count > 0)).toBe(true);
    const rest = splitter.end();
    expect(counts.reduce((sum, count) => sum + count, 0) + rest.length).toBe(lines.length);
  });
});

it('what is cut off at the end is kept, and is no JSON', () => {
  const [whole, rest] = split('{"a":1}\n{"b":[1,{"c"', 3);
  expect(whole?.payload).toEqual({ a: 1 });
  expect(rest).toMatchObject({ payload: undefined, line: 2 });
  expect(rest?.raw.toString()).toBe('{"b":[1,{"c"');
});

describe('a wrapper of more than an object may be', () => {
  const wrapped = { orders: Array.from({ length: 70 }, (_, id) => ({ id, note: 'x'.repeat(1 << 18) })) };
  const text = `${JSON.stringify(wrapped, null, 2)}\n`;

  it('is kept, and no record is taken from the middle of it', () => {
    const found = split(text, 1 << 20);
    expect(found.map(({ payload }) => payload)).toEqual([undefined, undefined]);
    const kept = found.map(({ raw }) => raw.toString()).join('');
    expect(kept.replaceAll(/\s/g, '')).toBe(JSON.stringify(wrapped));
  });

  it('does not take with it what comes after', () => {
    const lines = text.split('\n').length;
    const found = split(`${text}{"a":1}\n{\n"b":2\n}\n`, 1 << 20);
    expect(found.slice(-2).map(({ payload, line }) => [line, payload])).toEqual([
      [lines, { a: 1 }],
      [lines + 1, { b: 2 }],
    ]);
    expect(found.slice(0, -2).every(({ payload }) => payload === undefined)).toBe(true);
  });
});
