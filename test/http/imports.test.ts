import { mkdtempSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { samples } from '../support/books.ts';
import { demo, useServer } from '../support/http.ts';
import { linksOf, order, refund } from '../support/woocommerce.ts';

const uploads = mkdtempSync(join(tmpdir(), 'bookkeeper-uploads-'));
afterAll(() => rm(uploads, { recursive: true }));

const server = useServer({ uploads });
const { ask, post } = server;
const imports = `${demo}/imports`;

type Sent = Readonly<Record<string, string>>;

async function upload(url: string, files: Readonly<Record<string, string | Buffer>>, fields: Sent = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const [name, content] of Object.entries(files)) form.append('files', new Blob([content as never]), name);
  const body = new Response(form);
  const headers = { 'content-type': body.headers.get('content-type') ?? '' };
  return await ask(url, { method: 'POST', headers, payload: Buffer.from(await body.arrayBuffer()) });
}

/** The import once it has ended. */
async function ended(started: { readonly json: { readonly import: number } }) {
  const look = async () => (await ask(`${imports}/${started.json.import}`)).json;
  await expect.poll(async () => (await look()).state, { interval: 20 }).not.toBe('running');
  return await look();
}

const lines = (...payloads: readonly object[]) => payloads.map((payload) => `${JSON.stringify(payload)}\n`).join('');
interface Sample {
  readonly key: string;
  readonly document: { readonly number: string };
}

test('files are imported in the background, and their progress is told', async () => {
  const files = {
    'orders.jsonl': lines(order(901), order(902)),
    '../../refunds.jsonl.gz': gzipSync(lines(refund(9903, 901))),
  };
  const started = await upload(imports, files, { as: 'woocommerce', channel: 'New shop' });
  expect([started.status, started.json]).toEqual([202, { import: expect.any(Number) }]);
  const run = await ended(started);
  expect(run).toMatchObject({
    state: 'done',
    recognised: { as: 'woocommerce', channel: 'New shop', files: ['orders.jsonl', 'refunds.jsonl.gz'] },
    dryRun: false,
    read: 3,
    posted: 3,
    unchanged: 0,
    parked: 0,
    share: 1,
    problem: null,
  });
  expect(run.firstEntries.map(({ document }: { document: { number: string } }) => document.number)).toContain('901');
  const again = await ended(await upload(imports, files, { as: 'woocommerce', channel: 'New shop' }));
  expect(again).toMatchObject({ state: 'done', read: 3, posted: 0, unchanged: 3, firstEntries: [] });
  const { json } = await ask(`${imports}?limit=1`);
  expect(json).toMatchObject({ imports: [{ id: again.id, firstEntries: [] }], next: String(again.id) });
  expect((await ask(`${imports}?limit=1&cursor=${json.next}`)).json.imports).toMatchObject([{ id: run.id }]);
  await expect.poll(() => readdir(uploads)).toEqual([]);
});

test('a dry run writes no entry, and says what it would', async () => {
  const { head } = (await ask(demo)).json;
  const run = await ended(
    await upload(
      imports,
      { 'orders.json': JSON.stringify([order(910)]) },
      { as: 'woocommerce', channel: 'New shop', dryRun: 'true' },
    ),
  );
  expect(run).toMatchObject({ state: 'done', dryRun: true, read: 1, posted: 1, firstEntries: [] });
  expect(run.sample.map(({ key, document }: Sample) => [key, document.number])).toContainEqual(['sale', '910']);
  expect((await ask(demo)).json.head).toBe(head);
});

test('a dry run shows what would change of what stands, and nothing of what is known', async () => {
  const files = { 'orders.jsonl': lines(order(901), order(902)), 'refunds.jsonl': lines(refund(9904, 902)) };
  const run = await ended(await upload(imports, files, { as: 'woocommerce', channel: 'New shop', dryRun: 'true' }));
  expect(run).toMatchObject({ state: 'done', read: 3, posted: 1, unchanged: 2, parked: 0 });
  expect(run.sample.every(({ document }: Sample) => document.number === '902')).toBe(true);
  expect(run.sample.map(({ key }: Sample) => key)).toContain('refund:9904');
  const [posting] = run.sample[0].postings;
  expect(posting.name).not.toBe(posting.code);
});

test.each([['true'], ['false']])('a shop that has a channel is refused another (dry run: %s)', async (dryRun) => {
  const files = { 'o.jsonl': lines(order(940)) };
  const run = await ended(await upload(imports, files, { as: 'woocommerce', channel: 'Fourth shop', dryRun }));
  expect(run).toMatchObject({
    state: 'failed',
    read: 0,
    problem: {
      detail: "o.jsonl:1 is of shop.example, which is channel 'New shop' already",
      remedy: "import it into 'New shop'",
    },
  });
});

test('what is parked is told with its place', async () => {
  const run = await ended(
    await upload(imports, { 'r.jsonl': lines(refund(9910, 99_999)) }, { as: 'woocommerce', channel: 'New shop' }),
  );
  expect(run).toMatchObject({
    state: 'done',
    parked: 1,
    firstParked: [{ place: 'r.jsonl:1', reason: 'waits-for-order' }],
  });
  const { parked } = (await ask(`${demo}/parked`)).json;
  expect(parked).toMatchObject([{ reason: 'waits-for-order', channel: 'New shop' }]);
  expect(JSON.parse((await ask(`${demo}/parked/${parked[0].id}`)).json.payload).id).toBe(9910);
});

test('what is parked may be set aside with a reason, and brought back', async () => {
  const counts = async () => {
    const [today, list] = await Promise.all([ask(`${demo}/today`), ask(`${demo}/parked`)]);
    return [today.json.parked.count, list.json.parked.length, list.json.setAside];
  };
  const { id } = (await ask(`${demo}/parked`)).json.parked[0];
  expect((await post(`${demo}/parked/set-aside`, { ids: [id], note: ' ' })).json.detail).toMatch(/note must match/);
  expect((await post(`${demo}/parked/set-aside`, { ids: [id] })).status).toBe(400);
  expect(await counts()).toEqual([1, 1, 0]);
  const aside = await post(`${demo}/parked/set-aside`, { ids: [id, 99_999], note: 'older than the books' });
  expect([aside.status, aside.json]).toEqual([200, { setAside: 1, ids: [id] }]);
  expect(await counts()).toEqual([0, 0, 1]);
  expect((await post(`${demo}/parked/retry`)).json).toEqual({ tried: 1, posted: 0, parked: 0 });
  const { parked } = (await ask(`${demo}/parked?state=set-aside`)).json;
  expect(parked).toMatchObject([{ id, setAside: { by: 'ada', note: 'older than the books' } }]);
  expect((await ask(`${demo}/parked/${id}`)).json.setAside).toEqual(parked[0].setAside);
  expect((await post(`${demo}/parked/bring-back`, { ids: [id] })).json).toEqual({ broughtBack: 1, ids: [id] });
  expect((await post(`${demo}/parked/bring-back`, { ids: [id] })).json).toEqual({ broughtBack: 0, ids: [] });
  expect(await counts()).toEqual([1, 1, 0]);
});

test('a dry run into a channel that is not there makes none, and says what an import would', async () => {
  const channels = async () => (await ask(demo)).json.channels.map(({ channel }: { channel: string }) => channel);
  const before = await channels();
  const shop = 'https://third.example';
  const orders = [931, 932].map((id) => order(id, linksOf(`orders/${id}`, undefined, shop)));
  const lost = refund(9933, 77_777, linksOf('orders/77777/refunds/9933', 'orders/77777', shop));
  const files = { 'orders.jsonl': lines(...orders, { id: 'odd' }, lost) };
  const preview = await ended(
    await upload(imports, files, { as: 'woocommerce', channel: 'Third shop', dryRun: 'true' }),
  );
  expect(await channels()).toEqual(before);
  const counts = ({ read, posted, unchanged, parked, discrepancies }: Record<string, number>) => ({
    ...{ read, posted, unchanged, parked, discrepancies },
  });
  expect(preview).toMatchObject({ state: 'done', read: 4, posted: 2, parked: 2 });
  const run = await ended(await upload(imports, files, { as: 'woocommerce', channel: 'Third shop' }));
  expect(counts(preview)).toEqual(counts(run));
  expect(preview.firstParked).toEqual(run.firstParked);
  expect(preview.sample.map(({ key, document }: Sample) => `${document.number} ${key}`)).toEqual(
    run.firstEntries.slice(0, preview.sample.length).map(({ key, document }: Sample) => `${document.number} ${key}`),
  );
});

test('an import that is refused on the way ends with cause and remedy', async () => {
  const other = { ...order(920), _links: { self: [{ href: 'https://other.example/wp-json/wc/v3/orders/920' }] } };
  const run = await ended(
    await upload(imports, { 'o.jsonl': lines(other) }, { as: 'woocommerce', channel: 'New shop' }),
  );
  expect(run).toMatchObject({
    state: 'failed',
    problem: {
      detail: expect.stringMatching(/is of other.example, channel 'New shop' is/),
      remedy: expect.any(String),
    },
  });
});

test.each<[string, Sent, number, RegExp]>([
  ['no platform', {}, 422, /the files are as ""/],
  ['a strange platform', { as: 'ebay' }, 422, /the files are as "ebay"/],
  ['a strange field', { as: 'woocommerce', colour: 'red' }, 422, /no field "colour"/],
  ['csv without a profile', { as: 'csv' }, 422, /csv needs one/],
  ['a profile that is not there', { as: 'csv', profile: 'none' }, 422, /no profile "none"/],
  ['a profile that is no JSON', { as: 'csv', profile: '{' }, 422, /the profile is not JSON/],
  ['another platform on that channel', { as: 'medusa', channel: 'Woo shop' }, 422, /is woocommerce, not medusa/],
  ['an instant that is none', { as: 'woocommerce', asOf: 'yesterday' }, 422, /asOf is "yesterday"/],
  ['a NUL', { as: 'woocommerce', channel: 'New\0shop' }, 400, /a text holds a NUL/],
  ['a strange yes', { as: 'woocommerce', dryRun: 'maybe' }, 422, /dryRun is "maybe"/],
])('an upload with %s is refused at once', async (_name, fields, status, words) => {
  const answer = await upload(imports, { 'o.jsonl': lines(order(930)) }, fields);
  expect([answer.status, answer.json.detail]).toEqual([status, expect.stringMatching(words)]);
  await expect.poll(() => readdir(uploads)).toEqual([]);
});

test('nothing to import, and what is no upload', async () => {
  expect((await upload(imports, {}, { as: 'woocommerce' })).json.detail).toMatch(/nothing to import/);
  expect((await ask(imports, { method: 'POST', payload: { as: 'woocommerce' } })).json.detail).toMatch(
    /nothing was uploaded/,
  );
});

test.each(['woocommerce', 'medusa', 'vendure'])(
  '%s orders are recognised, with what they would post',
  async (platform) => {
    const whole = await readFile(join(samples, platform, 'orders.jsonl'));
    const head = whole.subarray(0, 60_000);
    const { json } = await upload(`${imports}/recognise`, { 'export.json': head });
    expect(json).toMatchObject({ as: platform, profile: null, confidence: 1, problems: [] });
    expect(json.records).toBeGreaterThan(0);
    expect(json.entries.length).toBeGreaterThan(0);
    for (const { postings, document } of json.entries) {
      expect(document.number).not.toBe('');
      const sum = postings.reduce(
        (all: bigint, { baseAmount }: { baseAmount: string }) => all + BigInt(baseAmount.replace('.', '')),
        0n,
      );
      expect(sum).toBe(0n);
    }
    expect((await upload(`${imports}/recognise`, { 'w.json': whole }, { isWhole: 'true' })).json.as).toBe(platform);
  },
);

test('a known table is recognised, and imported by the profile that was found', async () => {
  const csv = shopifyTable();
  const { json } = await upload(`${imports}/recognise`, { 'orders_export_1.csv': csv }, { isWhole: 'true' });
  expect(json).toMatchObject({ as: 'csv', profile: 'shopify-orders-export', confidence: 1 });
  const fields = { as: 'csv', profile: json.profile, channel: 'Table', asOf: '2026-11-21' };
  const run = await ended(await upload(imports, { 'orders_export_1.csv': csv }, fields));
  expect(run).toMatchObject({ state: 'done', parked: 0, problem: null });
  expect(run.posted).toBeGreaterThan(0);
});

test('what is nothing known is told so', async () => {
  const { json } = await upload(`${imports}/recognise`, { 'notes.txt': 'hello\nworld\n' });
  expect(json).toMatchObject({ as: null, confidence: 0, entries: [] });
  expect(json.problems.length).toBeGreaterThan(0);
  const strange = await upload(`${imports}/recognise`, { 's.json': '[{"a":1},{"a":2}]' }, { isWhole: 'true' });
  expect(strange.json).toMatchObject({ as: null, records: 2 });
});

test('an import whose program died is told so', async () => {
  const { rows } = await server.database.pool.query(
    `insert into import (book_id, command, started_at, touched_at) values (1, 'x', '2026-11-22T08:00:00Z', '2026-11-22T08:00:01Z') returning import_id`,
  );
  expect((await ask(`${imports}/${rows[0].import_id}`)).json).toMatchObject({ state: 'interrupted', endedAt: null });
});

/** One order as Shopify's admin exports it. */
function shopifyTable(): string {
  const columns =
    'Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name,Billing Country,Shipping Name,Shipping Country,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Id,Tags,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,Tax 5 Name,Tax 5 Value,Duties,Payment Terms Name';
  const order: Readonly<Record<string, string>> = {
    Name: '#1001',
    Email: 'ann@example.com',
    'Financial Status': 'paid',
    'Paid at': '2026-11-20 10:00:00 +0200',
    Currency: 'USD',
    Subtotal: '20.00',
    Shipping: '5.00',
    Taxes: '0.00',
    Total: '25.00',
    'Created at': '2026-11-20 09:58:12 +0200',
    'Lineitem quantity': '2',
    'Lineitem name': 'Tea',
    'Lineitem price': '10.00',
    'Lineitem sku': 'TEA',
    'Lineitem requires shipping': 'true',
    'Lineitem taxable': 'true',
    'Billing Name': 'Ann Lee',
    'Payment Method': 'Shopify Payments',
    'Refunded Amount': '0.00',
    'Outstanding Balance': '0.00',
  };
  return `${columns}\n${columns
    .split(',')
    .map((name) => order[name] ?? '')
    .join(',')}\n`;
}
