import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { exportBook } from '../../src/books/export/export.ts';
import { importFiles } from '../../src/books/import/import-files.ts';
import { clock } from '../support/books.ts';
import { demo, useServer } from '../support/http.ts';
import { order } from '../support/woocommerce.ts';

const server = useServer();
const { ask } = server;

const reports = ['trial-balance', 'profit-and-loss', 'balance-sheet', 'sales-by-channel', 'tax', 'clearing'];

test.each([...reports.map((name) => `reports/${name}`), 'accounts/4000'])(
  '%s is not made again for who has it, until the books move',
  async (path) => {
    const first = await ask(`${demo}/${path}?to=2026-11-21`);
    const etag = String(first.headers.etag);
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
    const again = await ask(`${demo}/${path}?to=2026-11-21`, { headers: { 'if-none-match': `"x", W/${etag}` } });
    expect([again.status, again.text, again.headers.etag]).toEqual([304, '', etag]);
    const other = await ask(`${demo}/${path}?to=2026-11-20`, { headers: { 'if-none-match': etag } });
    expect(other.status).toBe(200);
    expect(other.headers.etag).not.toBe(etag);
  },
);

async function importOrder(payload: object) {
  const folder = await mkdtemp(join(tmpdir(), 'bookkeeper-reports-'));
  const file = join(folder, 'order.json');
  await writeFile(file, JSON.stringify(payload));
  const request = {
    paths: [file],
    book: 'Demo shop',
    platform: 'woocommerce',
    channel: 'More',
    currency: null,
    zone: null,
  };
  const rest = { asOf: null, dryRun: false, profile: null, decimals: null, giftCardSkus: [], command: 'test' };
  await importFiles(server.session.database, { ...request, ...rest }, process.stdin, clock);
  await rm(folder, { recursive: true });
}

test('an entry more is another tag', async () => {
  const path = `${demo}/reports/trial-balance`;
  const etag = String((await ask(path)).headers.etag);
  await importOrder(order(950));
  const after = await ask(path, { headers: { 'if-none-match': etag } });
  expect([after.status, after.headers.etag === etag]).toEqual([200, false]);
});

test('so is an order that is counted and makes no entry', async () => {
  const path = `${demo}/reports/sales-by-channel`;
  await importOrder(order(951));
  const [{ etag }, before] = [(await ask(path)).headers, (await ask(`${demo}`)).json.entries];
  const [line] = order(951).line_items as Record<string, unknown>[];
  const later = { date_modified_gmt: '2026-11-21T23:00:00', line_items: [{ ...line, quantity: 7 }] };
  await importOrder({ ...order(951), ...later });
  expect((await ask(`${demo}`)).json.entries).toBe(before);
  expect((await ask(path, { headers: { 'if-none-match': String(etag) } })).status).toBe(200);
});

test.each(reports)('%s for spreadsheets: the same figures', async (name) => {
  const csv = await ask(`${demo}/reports/${name}?format=csv`);
  expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(csv.headers['content-disposition']).toMatch(`attachment; filename="Demo shop ${name}.csv"`);
  const [head = '', ...lines] = csv.text.trimEnd().split('\n');
  const fields = head.split(',');
  for (const line of lines) expect(cells(line)).toHaveLength(fields.length);
  const xlsx = await ask(`${demo}/reports/${name}?format=xlsx`);
  expect(xlsx.headers['content-type']).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
});

/** Cells of a line of CSV. */
function cells(line: string): string[] {
  return line.match(/("([^"]|"")*"|[^,]*)(,|$)/g)?.slice(0, line.endsWith(',') ? undefined : -1) ?? [];
}

test('a workbook holds figures as numbers, codes as texts, and no formula', async () => {
  await server.database.pool.query(`update account set name = '=SUM(A1) <&>' || chr(7) where code = '4000'`);
  const { rows } = (await ask(`${demo}/reports/trial-balance`)).json.report;
  const sales = rows.find(({ code }: { code: string }) => code === '4000');
  const answer = await server.app.inject({
    url: `${demo}/reports/trial-balance?format=xlsx`,
    headers: { host: 'localhost', authorization: `Bearer ${server.token}` },
  });
  const files = unzip(answer.rawPayload);
  const sheet = files.get('xl/worksheets/sheet1.xml') ?? '';
  const texts = [...(files.get('xl/sharedStrings.xml') ?? '').matchAll(/<t[^>]*>([^<]*)<\/t>/g)].map(
    ([, text]) => text,
  );
  expect(texts).toEqual(expect.arrayContaining(['code', '4000', 'asset']));
  expect(texts).toContain('=SUM(A1) &lt;&amp;&gt;?');
  expect(sheet).not.toMatch(/<f>/);
  expect(sheet).toContain(`<v>${Number(sales.balance)}</v>`);
});

/** The files of a zip archive, by the list at its end. */
function unzip(archive: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, size, nameLength] = [
      archive.readUInt16LE(at + 10),
      archive.readUInt32LE(at + 20),
      archive.readUInt16LE(at + 28),
    ];
    const start = archive.readUInt32LE(at + 42);
    const data = start + 30 + archive.readUInt16LE(start + 26) + archive.readUInt16LE(start + 28);
    const bytes = archive.subarray(data, data + size);
    files.set(
      archive.toString('utf8', at + 46, at + 46 + nameLength),
      String(method === 0 ? bytes : inflateRawSync(bytes)),
    );
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}

test.each(['hledger', 'beancount', 'csv'] as const)(
  'the whole book as %s is what the program writes',
  async (format) => {
    const { text, headers } = await ask(`${demo}/export/${format}`);
    let whole = '';
    for await (const some of exportBook(server.session, 1, format)) whole += some;
    expect(text).toBe(whole);
    expect(headers['content-disposition']).toMatch(/^attachment; filename="Demo shop\.\w+"/);
  },
);
