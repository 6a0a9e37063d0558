import { expect, test } from 'vitest';
import { listEntries } from '../../src/books/entries.ts';
import { listOrders } from '../../src/books/orders.ts';
import { demo, useServer } from '../support/http.ts';

const server = useServer();
const { ask } = server;
const book = { bookId: 1, baseCurrency: 'USD', zone: 'America/New_York' } as const;

test('a book with its channels', async () => {
  const { json } = await ask(demo);
  expect(json).toMatchObject({ name: 'Demo shop', baseCurrency: 'USD', zone: 'America/New_York', lastVerify: null });
  expect(json.channels).toEqual([
    { channel: 'Woo shop', platform: 'woocommerce', cutOver: null },
    { channel: 'Medusa shop', platform: 'medusa', cutOver: null },
    { channel: 'Vendure shop', platform: 'vendure', cutOver: null },
  ]);
});

test('the answer is what the books say', async () => {
  const orders = await listOrders(server.session, 1, { channel: 'Woo shop', limit: 200 });
  expect((await ask(`${demo}/orders?channel=Woo%20shop&limit=200`)).json).toEqual(JSON.parse(JSON.stringify(orders)));
  const entries = await listEntries(server.session, book, { limit: 7 });
  expect((await ask(`${demo}/entries?limit=7`)).json).toEqual(JSON.parse(JSON.stringify(entries)));
});

test('pages of orders, from the newest and from the oldest, hold all and each once', async () => {
  for (const sort of ['-placedOn', 'placedOn']) {
    const seen: string[] = [];
    let cursor = '';
    do {
      const { json } = await ask(`${demo}/orders?limit=9&sort=${sort}${cursor}`);
      seen.push(...json.orders.map(({ document }: { document: string }) => document));
      expect(json.count).toBe(cursor === '' ? 66 : null);
      cursor = json.next === null ? '' : `&cursor=${json.next}`;
    } while (cursor !== '');
    expect(seen).toHaveLength(66);
    expect(new Set(seen).size).toBe(66);
  }
});

test('an order of the list: its figures, its customer, what is open', async () => {
  const { json } = await ask(`${demo}/orders?q=17&channel=Medusa%20shop`);
  const [order] = json.orders;
  expect(order).toMatchObject({
    number: '17',
    customer: 'Jörg Weiß',
    currency: 'EUR',
    total: '67.66',
    paid: '20.00',
    refunded: '0.00',
    due: '-20.00',
    status: 'posted',
    fulfilled: 'none',
    discrepancies: 0,
  });
  const { json: story } = await ask(`${demo}/orders/${order.document}`);
  expect(story.document).toMatchObject({ ref: order.document, number: '17', due: order.due, fulfilled: 'none' });
  expect(story.person).toMatchObject({ name: 'Jörg Weiß' });
});

test.each<[string, (order: Record<string, string>) => boolean]>([
  ['q=J%C3%B6rg', ({ customer }) => customer?.startsWith('Jörg') === true],
  ['q=WEI%C3%9F', ({ customer }) => customer?.endsWith('Weiß') === true],
  ['q=C17%40example', ({ number }) => number === '17'],
  ['q=SCK1ZDA3', ({ number }) => number === 'SCK1ZDA3GL8JSU81'],
  ['q=order_01M7ZG8HXHB6KNYQDZ19RV6EKJ', ({ number }) => number === '17'],
  ['q=%2330', ({ number }) => number?.startsWith('30') === true],
  ['status=not-yet-a-sale', ({ status }) => status === 'not-yet-a-sale'],
  ['channel=Vendure%20shop', ({ channel }) => channel === 'Vendure shop'],
  ['from=2026-11-21&to=2026-11-21&status=posted', ({ status }) => status === 'posted'],
])('orders by %s', async (query, fits) => {
  const { orders } = (await ask(`${demo}/orders?${query}&limit=200`)).json;
  expect(orders.length).toBeGreaterThan(0);
  expect(orders.filter((order: Record<string, string>) => !fits(order))).toEqual([]);
});

test.each(['q=nobody', 'channel=None', 'status=before-cut-over', 'to=2020-01-01', 'q=%25', 'q=_', "q='"])(
  'no orders by %s',
  async (query) => {
    expect((await ask(`${demo}/orders?${query}`)).json).toMatchObject({ orders: [], next: null });
  },
);

test('orders of exactly a number, whatever else begins with it', async () => {
  const numbersOf = async (query: string): Promise<string[]> => {
    const { json } = await ask(`${demo}/orders?${query}&limit=200`);
    expect(json.count).toBeNull();
    return json.orders.map(({ number }: { number: string }) => number);
  };
  expect(new Set(await numbersOf('q=1'))).not.toEqual(new Set(['1']));
  expect(new Set(await numbersOf('number=17'))).toEqual(new Set(['17']));
  expect(await numbersOf('number=%2317&q=zzz')).toEqual(await numbersOf('number=17'));
  expect(await numbersOf('number=no-such')).toEqual([]);
});

test('all orders as CSV: what strangers write is no formula', async () => {
  await server.database.pool.query(`update person set name = '=1+1' where name = 'Jörg Weiß'`);
  const { text, headers } = await ask(`${demo}/orders.csv?channel=Medusa%20shop`);
  expect(headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(headers['content-disposition']).toBe(
    `attachment; filename="Demo shop orders.csv"; filename*=UTF-8''Demo%20shop%20orders.csv`,
  );
  const lines = text.trimEnd().split('\n');
  expect(lines).toHaveLength(10);
  expect(lines[0]).toMatch(/^document,number,remote_id,placed_on,customer/);
  expect(text).toContain(",'=1+1,Medusa shop,");
});

test('all postings of an account as CSV, over several pages, as the register has them', async () => {
  const { text, headers } = await ask(`${demo}/accounts/1200/postings.csv`);
  expect(headers['content-disposition']).toContain('filename="Demo shop 1200.csv"');
  const [head = '', ...lines] = text.trimEnd().split('\n');
  expect(head).toMatch(/^date,entry,key,document,channel,text,counterAccounts,debit,credit,balance,currency,/);
  const { rows } = (await ask(`${demo}/accounts/1200?limit=500`)).json;
  expect(lines).toHaveLength(rows.length);
  expect(lines.at(-1)?.split(',').slice(7, 10)).toEqual([rows.at(-1).debit, rows.at(-1).credit, rows.at(-1).balance]);
  const known = (await ask(`${demo}/accounts/1200/postings.csv?asKnownAt=2`)).text;
  expect(known.trimEnd().split('\n').slice(1)).toEqual(lines.filter((line) => /^[^,]+,[12],/.test(line)));
  expect((await ask(`${demo}/accounts/nothing/postings.csv`)).status).toBe(404);
});

test("a story by ref, number and platform's id; which one where several have a number", async () => {
  const { ref } = (await ask(`${demo}/orders/SCK1ZDA3GL8JSU81`)).json.document;
  expect(ref).toMatch(/^id:\d+$/);
  expect((await ask(`${demo}/orders/${ref}`)).json.document.number).toBe('SCK1ZDA3GL8JSU81');
  const several = await ask(`${demo}/orders/45`);
  expect([several.status, several.json?.detail ?? several.json?.document.number]).toEqual(
    several.status === 200 ? [200, '45'] : [422, expect.stringMatching(/documents are called 45/)],
  );
  expect((await ask(`${demo}/orders/45?channel=Woo%20shop`)).json.document.channel).toBe('Woo shop');
});

test('from a figure to the raw text it comes from', async () => {
  const { rows } = (await ask(`${demo}/accounts/4000?limit=1`)).json;
  const entry = (await ask(`${demo}/entries/${rows[0].entry}`)).json;
  expect(entry).toMatchObject({ number: rows[0].entry, key: rows[0].key });
  const [{ document, observation }] = entry.evidence;
  const raw = await ask(`${demo}/orders/${document}/payloads/${observation}`);
  expect([raw.status, raw.headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
  expect(String(JSON.parse(raw.text).id)).toBe(entry.document.remoteId);
  expect(raw.headers['content-security-policy']).toMatch(/sandbox/);
  // Not those of another order.
  expect((await ask(`${demo}/orders/id:2/payloads/${observation}`)).status).toBe(404);
});

test('entries: of an account, a document, a day, a kind; downwards and upwards', async () => {
  const numbers = async (query: string) =>
    (await ask(`${demo}/entries?limit=200&${query}`)).json.entries.map(({ number }: { number: number }) => number);
  const all = await numbers('');
  expect(all).toHaveLength(153);
  expect(await numbers('after=0')).toEqual(all.toReversed());
  expect(await numbers('before=11')).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  expect(await numbers('after=0&to=2026-11-21')).toEqual(all.toReversed());
  expect(await numbers('before=11&from=2026-11-21')).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  expect(await numbers('from=2026-11-22')).toEqual([]);
  const ofDocument = await numbers('document=30&channel=Woo%20shop');
  expect(ofDocument).toEqual([2, 1]);
  expect(await numbers('document=30&channel=Woo%20shop&account=4000')).toEqual([1]);
  expect(await numbers('q=30')).toEqual(expect.arrayContaining([30, 2, 1]));
  const refunds = (await ask(`${demo}/entries?limit=200&key=refund`)).json.entries;
  expect(refunds.length).toBeGreaterThan(3);
  for (const { key } of refunds) expect(key).toMatch(/^refund:/);
  expect(await numbers('key=refund:&account=1200')).toEqual(refunds.map(({ number }: { number: number }) => number));
  const sales = (await ask(`${demo}/entries?limit=200&account=4000`)).json.entries;
  for (const { postings } of sales) expect(postings.map(({ code }: { code: string }) => code)).toContain('4000');
  expect(new Set(sales.map(({ number }: { number: number }) => number)).size).toBe(sales.length);
  expect(await numbers('late=true')).toEqual([]);
  expect(await numbers('cause=manual')).toEqual([]);
});

test('a page of an account goes on where the one before ended', async () => {
  const whole = (await ask(`${demo}/accounts/1200?limit=500`)).json;
  const first = (await ask(`${demo}/accounts/1200?limit=20`)).json;
  const second = (await ask(`${demo}/accounts/1200?limit=500&cursor=${first.next}`)).json;
  expect([...first.rows, ...second.rows]).toEqual(whole.rows);
  expect(second.opening).toEqual([{ currency: 'USD', balance: first.rows.at(-1).balance }]);
  expect(whole.basis.head).toMatch(/^[0-9a-f]{64}$/);
});

test('accounts stand at what the trial balance says', async () => {
  const accounts = (await ask(`${demo}/accounts`)).json;
  const { rows } = (await ask(`${demo}/reports/trial-balance`)).json.report;
  const flat = accounts.flatMap(
    ({ code, balances }: { code: string; balances: { currency: string; balance: string }[] }) =>
      balances
        .filter(({ balance }) => !/^0(\.0+)?$/.test(balance))
        .map((each) => `${code} ${each.currency} ${each.balance}`),
  );
  const expected = rows
    .filter(({ balance }: { balance: string }) => !/^0(\.0+)?$/.test(balance))
    .map(({ code, currency, balance }: Record<string, string>) => `${code} ${currency} ${balance}`);
  expect(flat).toEqual(expected);
});

test('today adds up to the reports', async () => {
  const { json } = await ask(`${demo}/today?from=2026-11-01&to=2026-11-30`);
  expect(json).toMatchObject({ by: 'day', previousPeriod: { from: '2026-10-01', to: '2026-10-31' }, previous: [] });
  const sales = (await ask(`${demo}/reports/sales-by-channel?from=2026-11-01&to=2026-11-30`)).json.report.rows;
  for (const { channel, net } of sales) {
    const { points } = json.revenue.find((series: { channel: string }) => series.channel === channel);
    expect(points).toHaveLength(30);
    expect(points.find(({ date }: { date: string }) => date === '2026-11-21').amount).toBe(net);
  }
  const { rows } = (await ask(`${demo}/reports/trial-balance`)).json.report;
  const sumOf = (code: string) =>
    rows
      .filter((row: { code: string }) => row.code.startsWith(code))
      .reduce((sum: bigint, row: { baseBalance: string }) => sum + BigInt(row.baseBalance.replace('.', '')), 0n);
  const minor = (amount: string) => BigInt(amount.replace('.', ''));
  expect([minor(json.atGateways), minor(json.receivable), minor(json.deposits), minor(json.taxDue)]).toEqual([
    sumOf('1100-'),
    sumOf('1200'),
    sumOf('2200'),
    -sumOf('2100-'),
  ]);
  expect(json.latestOrders).toHaveLength(8);
  expect(json.discrepancies.count).toBe(
    json.discrepancies.byKind.reduce((sum: number, { count }: { count: number }) => sum + count, 0),
  );
  expect(json.verified).toBeNull();
  const year = (await ask(`${demo}/today?from=2026-01-01&to=2026-12-31`)).json;
  expect([year.by, year.revenue[0].points.length]).toEqual(['month', 12]);
});

test('a book that has nothing yet', async () => {
  await server.post('/api/books', { name: 'Empty', currency: 'JPY', zone: 'Asia/Tokyo' });
  for (const path of [
    '',
    '/today',
    '/orders',
    '/entries',
    '/accounts',
    '/reports/balance-sheet',
    '/reports/tax?format=xlsx',
    '/orders.csv',
    '/export/hledger',
  ]) {
    expect([path, (await ask(`/api/books/Empty${path}`)).status]).toEqual([path, 200]);
  }
  expect((await ask('/api/books/Empty/today')).json).toMatchObject({ atGateways: '0', revenue: [], latestOrders: [] });
});
