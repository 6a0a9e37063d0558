import pg from 'pg';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/storage/database.ts';
import { useDatabase } from '../support/database.ts';
import { useHome } from '../support/home.ts';

const database = useDatabase();

const first = async (expression: string): Promise<unknown> =>
  (await database.pool.query(`select ${expression} as value`)).rows[0].value;

test.each<[string, unknown]>([
  ['9007199254740991::int8', 9007199254740991],
  ['array[1, null, -3]::int8[]', [1, null, -3]],
  [`'{}'::int8[]`, []],
  ['1.10::numeric', '1.10'],
  ['array[0.1, 2]::numeric[]', ['0.1', '2']],
  [`'2026-02-28'::date`, '2026-02-28'],
  [`array['2026-02-28', null]::date[]`, ['2026-02-28', null]],
  [`'2026-02-28 10:00'::timestamp`, '2026-02-28 10:00:00'],
  [`'2026-02-28 10:00:00.125+02'::timestamptz`, Date.UTC(2026, 1, 28, 8, 0, 0, 125)],
  [`'0001-01-01 00:00+00'::timestamptz`, Date.parse('0001-01-01T00:00:00Z')],
  [`array['2026-02-28 10:00:00.125+00', null]::timestamptz[]`, [Date.UTC(2026, 1, 28, 10, 0, 0, 125), null]],
  [`'\\x00ff'::bytea`, Buffer.from([0, 255])],
  [`'{"a": [1]}'::jsonb`, { a: [1] }],
])('%s is read as %o', async (expression, value) => {
  expect(await first(expression)).toEqual(value);
});

test.each(['9007199254740992::int8', 'array[-9007199254740992]::int8[]', `'infinity'::timestamptz`])(
  '%s is refused',
  async (expression) => {
    await expect(first(expression)).rejects.toThrow(RangeError);
  },
);

test('the parsers stay on connections of ours', async () => {
  const stranger = new pg.Client({ connectionString: database.url });
  await stranger.connect();
  const { rows } = await stranger.query('select 1::int8 as n').finally(() => stranger.end());
  expect(rows).toEqual([{ n: '1' }]);
});

test('on a pipelined connection many statements travel at once', async () => {
  const client = await database.pipelined();
  const results = await Promise.all([1, 2, 3].map((n) => client.query('select $1::int as n', [n])));
  expect(results.map(({ rows }) => rows[0].n)).toEqual([1, 2, 3]);
});

test('close ends every connection, those handed out too', async () => {
  const other = await openDatabase({ env: { DATABASE_URL: database.url }, home: '' });
  await Promise.all([other.client(), other.pipelined(), other.pool.query('select 1')]);
  const count = `(select count(*)::int from pg_stat_activity where datname = current_database())`;
  await other.close();
  await expect.poll(() => first(count)).toBeLessThan(4);
});

test('without DATABASE_URL it is the server of the home', async () => {
  const home = await useHome();
  const own = await openDatabase({ env: {}, home });
  try {
    expect((await own.pool.query('select current_database() as name')).rows).toEqual([{ name: 'bookkeeper' }]);
  } finally {
    await own.close();
  }
});

test('an unreachable server is reported with the remedy', async () => {
  const env = { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' };
  await expect(openDatabase({ env, home: '' })).rejects.toThrow(/cannot be reached .*: check DATABASE_URL/);
});
