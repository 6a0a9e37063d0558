import { expect, test } from 'vitest';
import { demo, useServer } from '../support/http.ts';

const server = useServer();
const { ask, post } = server;

const audited = async (what: string) =>
  (await server.database.pool.query('select who, before, after from audit where what = $1', [what])).rows;

test('a book is made once', async () => {
  const made = await post('/api/books', { name: 'Süd / 2', currency: 'EUR', zone: 'Europe/Berlin' });
  expect([made.status, made.json]).toMatchObject([201, { name: 'Süd / 2', baseCurrency: 'EUR', channels: [] }]);
  expect((await ask('/api/books/S%C3%BCd%20%2F%202')).json.zone).toBe('Europe/Berlin');
  expect((await post('/api/books', { name: 'Süd / 2', currency: 'EUR', zone: 'UTC' })).status).toBe(409);
});

test.each<[object, number, RegExp]>([
  [{ name: 'X', currency: 'EUR' }, 400, /"zone" is missing in the body/],
  [{ name: 'X', currency: 'eur', zone: 'UTC' }, 400, /currency must match/],
  [{ name: 'X', currency: 'XYZ', zone: 'UTC' }, 422, /XYZ is no currency/],
  [{ name: 'X', currency: 'EUR', zone: 'Mars/Base' }, 422, /Mars\/Base is no time zone/],
  [{ name: ' ', currency: 'EUR', zone: 'UTC' }, 422, /needs a name/],
  [{ name: 'X', currency: 'EUR', zone: 'UTC', colour: 1 }, 400, /no "colour" in the body/],
])('a book from %j is refused', async (body, status, words) => {
  const answer = await post('/api/books', body);
  expect([answer.status, answer.json.detail]).toEqual([status, expect.stringMatching(words)]);
});

test('discrepancies may stand, one by one and together, each once and with a note in the audit', async () => {
  const { discrepancies, open } = (await ask(`${demo}/discrepancies?state=open`)).json;
  const [first, ...others] = discrepancies;
  expect(open.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(discrepancies.length);
  expect(first.document.ref).toMatch(/^id:\d+$/);
  const one = await post(`${demo}/discrepancies/${first.id}/accept`, { note: 'settled by phone' });
  expect(one.json).toEqual({ accepted: 1, ids: [first.id] });
  expect((await post(`${demo}/discrepancies/${first.id}/accept`, {})).status).toBe(409);
  const ids = others.map(({ id }: { id: number }) => id);
  const many = await post(`${demo}/discrepancies/accept`, { ids: [first.id, ...ids, 99_999], note: '' });
  expect(many.json).toEqual({ accepted: ids.length, ids });
  expect((await ask(`${demo}/discrepancies?state=open`)).json).toEqual({ discrepancies: [], next: null, open: [] });
  const settled = (await ask(`${demo}/discrepancies?state=accepted&limit=1`)).json;
  expect(settled.discrepancies).toMatchObject([{ id: first.id, settledBy: 'ada' }]);
  expect(settled.next).toBe(first.id);
  const [record] = await audited('accept discrepancy');
  expect(record).toMatchObject({ who: 'ada', before: { id: first.id }, after: { note: 'settled by phone' } });
  expect((await post(`${demo}/discrepancies/accept`, { ids: [] })).status).toBe(400);
});

test('what waits is tried again', async () => {
  expect((await post(`${demo}/parked/retry`)).json).toEqual({ tried: 0, posted: 0, parked: 0 });
});

test('locks: set, listed, lifted', async () => {
  const set = await post(`${demo}/locks`, { through: '2026-10-31' });
  expect([set.status, set.json]).toMatchObject([
    201,
    [{ kind: 'books', through: '2026-10-31', setBy: 'ada', liftedAt: null }],
  ]);
  await post(`${demo}/locks`, { through: '2026-09-30', scheme: 'DE' });
  expect((await ask(`${demo}/locks`)).json).toHaveLength(2);
  const lifted = await ask(`${demo}/locks?scheme=DE`, { method: 'DELETE' });
  expect(lifted.json.map(({ scheme, liftedBy }: Record<string, string>) => [scheme, liftedBy])).toEqual([
    ['', null],
    ['DE', 'ada'],
  ]);
});

test.each<[string, number, RegExp, RegExp]>([
  ['2026-02-30', 400, /through must be a day/, /openapi/],
  ['9999-12-31', 422, /9999-12-31 is no day of books/, /give a day from 1900-01-01 to 2199-12-31/],
  ['2199-12-31', 422, /2199-12-31 has not begun/, /give 2026-11-22 or a day before it/],
  ['2026-11-23', 422, /2026-11-23 has not begun/, /give 2026-11-22 or a day before it/],
])('no lock goes through %s', async (through, status, cause, remedy) => {
  const before = (await ask(`${demo}/locks`)).json;
  const { status: answered, json } = await post(`${demo}/locks`, { through });
  expect([answered, json.detail, json.remedy]).toEqual([
    status,
    expect.stringMatching(cause),
    expect.stringMatching(remedy),
  ]);
  expect((await ask(`${demo}/locks`)).json).toEqual(before);
});

test('today may be closed, by the clock of the place where the book lives', async () => {
  await post('/api/books', { name: 'Kiritimati', currency: 'USD', zone: 'Pacific/Kiritimati' });
  expect((await post('/api/books/Kiritimati/locks', { through: '2026-11-22' })).status).toBe(201);
  expect((await post('/api/books/Kiritimati/locks', { through: '2026-11-23' })).status).toBe(422);
});

test('a policy is previewed without writing, made, and applied as previewed', async () => {
  const settings = ['recognition=order'];
  const from = '2020-01-01';
  const before = (await ask(demo)).json;
  const preview = (await post(`${demo}/policy/preview`, { settings, from })).json;
  expect(preview.changed).toBeGreaterThan(0);
  const sums = new Map<string, bigint>();
  for (const { month, base } of preview.effect) {
    sums.set(month, (sums.get(month) ?? 0n) + BigInt(base.replace('.', '')));
  }
  expect([...sums.values()]).toEqual([...sums.values()].map(() => 0n));
  // An account that nobody has booked on yet is called by its name.
  for (const { code, name } of preview.effect) expect(name).not.toBe(code);
  expect((await ask(demo)).json.head).toBe(before.head);
  expect((await ask(`${demo}/policy`)).json).toHaveLength(1);

  expect((await post(`${demo}/policy`, { settings, from })).json).toEqual({ kind: 'set', version: 2 });
  expect((await post(`${demo}/policy`, { settings, from })).json).toEqual({ kind: 'unchanged', version: 2 });
  const versions = (await ask(`${demo}/policy`)).json;
  expect(versions[1]).toMatchObject({ version: 2, effectiveFrom: from, madeBy: 'ada', body: { recognition: 'order' } });
  expect((await post(`${demo}/apply`)).json).toEqual(preview);
  expect((await ask(demo)).json.entries).toBe(before.entries + preview.entries);
  const corrections = (await ask(`${demo}/entries?cause=correction&limit=200`)).json.entries;
  expect(corrections).toHaveLength(preview.entries);
});

test.each<[object, number, RegExp]>([
  [{ settings: ['colour=red'] }, 422, /no policy setting 'colour'/],
  [{ settings: [] }, 400, /settings must NOT have fewer than 1 items/],
  [{ settings: ['tips=income'], from: 'soon' }, 400, /from must be a day/],
  [{ settings: ['tips=income'], from: '0001-01-01' }, 422, /0001-01-01 is no day of books/],
  // A body has the types that it says: nothing is made of another.
  [{ settings: 'tips=income' }, 400, /settings must be array/],
  [{ settings: [true] }, 400, /settings.0 must be string/],
  [{ settings: ['tips=income'], from: null }, 400, /from must be string/],
])('a policy from %j is refused', async (body, status, words) => {
  for (const path of ['policy', 'policy/preview']) {
    const answer = await post(`${demo}/${path}`, body);
    expect([answer.status, answer.json.detail]).toEqual([status, expect.stringMatching(words)]);
  }
});

test('the books are proved, the proof is kept, and one that was tampered with is seen', async () => {
  const { status, json } = await post(`${demo}/verify`);
  const { verification } = json;
  expect([status, verification]).toMatchObject([
    202,
    { state: 'done', ok: true, by: 'ada', firstDifference: null, problem: null },
  ]);
  expect((await ask(`${demo}/verify/${verification.id}`)).json).toEqual({ verification });
  expect((await ask(`${demo}/verify/latest`)).json).toEqual({ verification, verdict: verification });
  const { at, entries, head } = verification;
  expect((await ask(`${demo}/today`)).json.verified).toEqual({ at, entries, head });
  expect((await ask('/api/books')).json[0].lastVerify).toEqual(verification);

  const tamper = (table: string, by: number) =>
    server.database.pool.query(`update ${table} set debit = debit + $1 where ctid = (select min(ctid) from ${table})`, [
      by,
    ]);
  await tamper('balance_month', 1);
  expect((await post(`${demo}/verify`)).json.verification).toMatchObject({ firstDifference: { what: 'balance' } });
  await tamper('balance_month', -1);
  await tamper('balance', 1);
  const broken = (await post(`${demo}/verify`)).json.verification;
  expect(broken).toMatchObject({ state: 'done', ok: false, firstDifference: { what: 'balance' } });
  expect((await ask(`${demo}/today`)).json).toMatchObject({ verified: null, lastVerify: { id: broken.id } });
});

test('one proof at a time; one whose program died is told so', async () => {
  const { pool } = server.database;
  await pool.query(
    `insert into verification (book_id, started_by, started_at, touched_at) values (1, 'ada', '2026-11-22T08:59:50Z', '2026-11-22T08:59:50Z')`,
  );
  const running = (await ask(`${demo}/verify/latest`)).json.verification;
  expect(running).toMatchObject({ state: 'running', ok: null, at: null });
  expect((await post(`${demo}/verify`)).json.verification.id).toBe(running.id);
  await pool.query(`update verification set touched_at = '2026-11-22T08:00:00Z' where verification_id = $1`, [
    running.id,
  ]);
  expect((await ask(`${demo}/verify/${running.id}`)).json.verification.state).toBe('interrupted');
  expect((await post(`${demo}/verify`)).json.verification.id).toBeGreaterThan(running.id);
});
