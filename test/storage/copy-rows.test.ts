import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { CopyRows } from '../../src/storage/copy-rows.ts';
import { Pipeline } from '../../src/storage/transaction.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();
let client: pg.Client;

const COPY = 'copy copied (n, small, big, day, at, words, data, digest) from stdin (format binary)';

beforeAll(async () => {
  client = await database.pipelined();
  await client.query(
    'create temp table copied (n int primary key, small int4, big int8, day date, at timestamptz, words text, data bytea, digest bytea)',
  );
});
afterAll(() => client.end());
beforeEach(() => client.query('truncate copied'));

interface Row {
  readonly small: number | null;
  readonly big: number | null;
  readonly day: string | null;
  readonly at: number | null;
  readonly words: string | null;
  readonly data: Buffer;
  readonly digest: Buffer;
}

function copied(rows: readonly Row[]): CopyRows {
  const copy = new CopyRows(8);
  rows.forEach(({ small, big, day, at, words, data, digest }, n) => {
    copy
      .row()
      .int4(n)
      .int4(small)
      .int8(big)
      .date(day)
      .timestamp(at)
      .text(words)
      .bytes(data)
      .hex(digest.toString('hex'));
  });
  return copy;
}

const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
const row: fc.Arbitrary<Row> = fc.record({
  small: fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  big: fc.option(fc.maxSafeInteger()),
  day: fc.option(
    fc
      .date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
  ),
  at: fc.option(fc.integer({ min: Date.parse('1900-01-01'), max: Date.parse('2199-12-31') })),
  words: fc.option(fc.string({ unit: 'binary', maxLength: 60 }).filter((text) => !text.includes('\0'))),
  data: bytes,
  digest: bytes,
});

test('rows arrive as they were written', async () => {
  await fc.assert(
    fc
      .asyncProperty(fc.array(row, { maxLength: 30 }), async (rows) => {
        const pipeline = new Pipeline(client);
        pipeline.copy(COPY, copied(rows));
        await pipeline.settle();
        const { rows: found } = await client.query(
          'select small, big, day, at, words, data, digest from copied order by n',
        );
        expect(found).toEqual(rows);
      })
      .beforeEach(async () => void (await client.query('truncate copied'))),
    { numRuns: 50 },
  );
});

test('more rows than a message holds, and a value larger than one', async () => {
  const rows = Array.from({ length: 5000 }, (_, n): Row => {
    const data = Buffer.from([n & 255]);
    return {
      small: n,
      big: -(n + 1) * 2 ** 40,
      day: '2026-11-22',
      at: n,
      words: 'é'.repeat(n === 2_500 ? 300_000 : n % 50),
      data,
      digest: data,
    };
  });
  const pipeline = new Pipeline(client);
  const answer = pipeline.copy(COPY, copied(rows));
  await pipeline.settle();
  expect((await answer).rowCount).toBe(5000);
  expect((await client.query('select small, big, day, at, words, data, digest from copied order by n')).rows).toEqual(
    rows,
  );
});

test('one that fails fails its transaction, and leaves the connection as good as before', async () => {
  const row: Row = {
    small: 1,
    big: 1,
    day: null,
    at: null,
    words: 'a\0b',
    data: Buffer.alloc(0),
    digest: Buffer.alloc(0),
  };
  const pipeline = new Pipeline(client);
  pipeline.send('begin', 'begin');
  pipeline.copy(COPY, copied([{ ...row, words: 'good' }, row]));
  pipeline.copy(COPY, copied([{ ...row, words: 'after it' }]));
  const committed = pipeline.send('commit', 'commit');
  await expect(pipeline.settle()).rejects.toMatchObject({ code: '22021' });
  expect((await committed).command).toBe('ROLLBACK');
  expect((await client.query('select from copied')).rowCount).toBe(0);
});

test('a number that its column cannot hold is refused, not wrapped round', () => {
  const row = () => new CopyRows(1).row();
  for (const wrong of [2 ** 31, -(2 ** 31) - 1, 1.5, Number.NaN]) expect(() => row().int4(wrong)).toThrow(RangeError);
  for (const wrong of [2 ** 53, 1.5, Number.NaN]) expect(() => row().int8(wrong)).toThrow(RangeError);
  expect(() => row().date('bogus')).toThrow(RangeError);
});
