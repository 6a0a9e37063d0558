import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { postManual } from '../../src/books/manual/post.ts';
import { clock } from '../support/books.ts';
import { dark, demo, desktop, phone, picture, settled, useShop, violationsOn } from './shop.ts';

const shop = useShop();

const answer = (status: number, body: object) => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
});

const narrow = { ...desktop, viewport: { width: 1280, height: 800 } };

/** What `ShownAccount` of the server holds, with what its balances come to in USD. */
const accountWith = (code: string, type: string, baseBalance: string, ...balances: [string, string][]) => ({
  ...{ code, name: `Account ${code}`, type, baseBalance },
  balances: balances.map(([currency, balance]) => ({ currency, balance })),
});

/** The first figure of a text, without what only aligns it. */
const digits = (text: string | null) => /[−\d.,]*\d\.\d{2}/.exec(text ?? '')?.[0] ?? text ?? '';

test('an entry of two currencies comes to its debits in the currency of the book', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'figures-'));
  const file = join(folder, 'manual.csv');
  const lines = ['EUR,1200,100.00', 'EUR,1900,-100.00', 'USD,1900,110.00', 'USD,1200,-110.00'];
  const rows = lines.map((line) => `2026-11-21,M1,transfer,,${line}`);
  await writeFile(file, ['date,ref,kind,channel,currency,account,amount', ...rows].join('\n'));
  const { database } = shop.session;
  const { rows: books } = await database.pool.query<{ id: number }>('select book_id as id from book');
  await postManual(database, { bookId: books[0]?.id ?? 0 }, file, 'me', clock);
  await rm(folder, { recursive: true });

  const page = await shop.open(`${demo}/journal?period=all`);
  const { origin } = new URL(page.url());
  const row = page.locator('tbody tr', { hasText: 'Manual' }).first();
  await row.waitFor();
  const response = await page.request.get(`${origin}/api/books/Demo%20shop/entries?limit=1`);
  const [entry] = ((await response.json()) as { readonly entries: readonly Entry[] }).entries;
  const debits = (entry?.postings ?? []).map(({ baseAmount }) => baseAmount).filter((each) => !each.startsWith('-'));
  const cents = debits.reduce((sum, each) => sum + Number(each.replace('.', '')), 0);
  expect(digits(await row.locator('td.money').textContent()).replace('.', '')).toBe(String(cents));
  expect(cents).not.toBe(21_000);
  expect(await row.locator('td').last().textContent()).toBe('USD');
  await picture(page, 'journal-two-currencies-wide');

  const number = entry?.number ?? 0;
  await page.goto(`${origin}${demo}/journal/${number - 1}`);
  await page.getByRole('link', { name: `Entry ${number}` }).click();
  await page.getByRole('link', { name: `Entry ${number - 1}` }).waitFor();
  expect(await page.getByRole('link', { name: `Entry ${number + 1}` }).count()).toBe(0);
  await page.context().close();
});

interface Entry {
  readonly number: number;
  readonly postings: readonly { readonly baseAmount: string }[];
}

test('tax due opens what makes it, up to the end of the period and no further', async () => {
  const page = await shop.open(`${demo}/today?period=custom&from=2026-11-20&to=2026-11-21`);
  const door = page.getByRole('link', { name: /collected, not paid/ });
  const due = digits(await door.textContent());
  await door.click();
  await page.getByRole('heading', { level: 1, name: 'Tax' }).waitFor();
  expect(digits(await page.locator('tfoot').textContent())).toBe(due);

  await page.goto(`${new URL(page.url()).origin}${demo}/today?period=custom&from=2026-11-01&to=2026-11-20`);
  expect(await door.textContent()).toMatch(/^– /);
  await door.click();
  await page.getByText('Nothing was booked in start – 20 nov 2026').waitFor();
  await page.context().close();
});

test('a figure of one channel opens nothing, since a register is of all channels; a total does', async () => {
  const page = await shop.open(`${demo}/reports/profit-and-loss?period=all&by=channel`);
  await page.locator('table.matrix').waitFor();
  expect(await page.locator('td[data-kind=channel] .money').count()).toBeGreaterThan(0);
  expect(await page.locator('td[data-kind=channel] a').count()).toBe(0);
  expect(await page.locator('td[data-kind=total] a').count()).toBeGreaterThan(0);
  await picture(page, 'profit-by-channel-wide');
  await page.context().close();
});

test.each([
  ['trial-balance', 'original'],
  ['trial-balance?currency=base', null],
  ['clearing', 'original'],
])('figures of %s open a register in the currency they are in', async (report, currency) => {
  const page = await shop.open(`${demo}/reports/${report}`);
  const door = page.locator('td a.door').first();
  const href = new URL((await door.getAttribute('href')) ?? '', page.url());
  expect(href.searchParams.get('currency')).toBe(currency);
  await page.context().close();
});

test('sales by channel show tips and marketplace tax where there are some', async () => {
  const page = await shop.open(`${demo}/reports/sales-by-channel?period=all`);
  await page.locator('tfoot').waitFor();
  const titles = async () => (await page.locator('thead th').allTextContents()).map((title) => title.trim());
  expect(await titles()).not.toContain('Tips');
  expect(await titles()).not.toContain('Marketplace tax');
  await picture(page, 'sales-wide');
  await page.route('**/api/**/sales-by-channel*', async (route) => {
    const said = (await (await route.fetch()).json()) as { report: { rows: Record<string, string>[] } };
    Object.assign(said.report.rows[0] ?? {}, { tips: '4.00', marketplaceTax: '3.10' });
    Object.assign(said.report.rows[1] ?? {}, { tips: '0.50' });
    await route.fulfill(answer(200, said));
  });
  await page.reload();
  await page.locator('tfoot').waitFor();
  const told = await titles();
  const cells = await page.locator('tfoot td').allTextContents();
  expect(cells).toHaveLength(told.length - 1);
  expect(cells[told.indexOf('Tips') - 1]).toContain('4.50');
  expect(cells[told.indexOf('Marketplace tax') - 1]).toContain('3.10');
  await picture(page, 'sales-tips-wide');
  await page.context().close();
});

test('an account tells all of its currencies, that of the book too, on the side it stands on', async () => {
  const page = await shop.open(`${demo}/accounts`);
  await page.route('**/api/**/accounts', (route) =>
    route.fulfill(
      answer(200, [
        accountWith('1200', 'asset', '20000.00', ['USD', '3500.00'], ['EUR', '12851.77'], ['GBP', '-7.00']),
        accountWith('2200', 'liability', '-450.00', ['USD', '-300.00'], ['EUR', '-120.00']),
        accountWith('2210', 'liability', '-25.00', ['USD', '-25.00'], ['EUR', '0.00']),
      ]),
    ),
  );
  await page.reload();
  await settled(page);
  const told = async (code: string) =>
    await page
      .getByRole('row', { name: new RegExp(`^${code}`) })
      .locator('td')
      .allTextContents();
  // Which is the book's own is known once the book is read, which may be after the list.
  await expect.poll(() => told('2210')).toEqual([expect.anything(), '', '', '25.00']);
  expect(await told('1200')).toEqual([expect.anything(), '3,500.00 USD · 12,851.77 EUR · −7.00 GBP', '20,000.00', '']);
  expect(await told('2200')).toEqual([expect.anything(), '300.00 USD · 120.00 EUR', '', '450.00']);
  await page.context().close();
});

test('profit and loss begins where the books do, and shows the newest months and the total first', async () => {
  const page = await shop.open(`${demo}/reports/profit-and-loss?period=custom&from=2025-12-01&to=2026-11-30`, narrow);
  const head = page.locator('table.matrix thead th');
  await page.locator('table.matrix').waitFor();
  expect(await head.allTextContents()).toEqual(['USD', 'Nov 2026', 'Total']);
  await picture(page, 'profit-begins-narrow');
  await page.route('**/api/**/profit-and-loss*', async (route) => {
    const said = (await (await route.fetch()).json()) as { report: { rows: { amounts: string[] }[] } };
    for (const { amounts } of said.report.rows) amounts.fill('-1234567.89', 1, 11);
    await route.fulfill(answer(200, said));
  });
  await page.reload();
  await page.locator('table.matrix').waitFor();
  expect(await head.count()).toBe(13);
  expect(await head.nth(1).textContent()).toBe('Jan 2026');
  const toTheEnd = `(({ scrollLeft, clientWidth, scrollWidth }) =>
    [scrollLeft > 0, Math.round(scrollWidth - clientWidth - scrollLeft)])(document.querySelector('.scrolling'))`;
  await expect.poll(() => page.evaluate(toTheEnd)).toEqual([true, 0]);
  await picture(page, 'profit-wide-narrow');
  await page.context().close();
});

test('sales by channel fit a screen of 1280 pixels', async () => {
  const page = await shop.open(`${demo}/reports/sales-by-channel?period=all`, narrow);
  await page.route('**/api/**/sales-by-channel*', async (route) => {
    const said = (await (await route.fetch()).json()) as { report: { rows: Record<string, string>[] } };
    const large = {
      gross: '48231.10',
      returns: '-10233.81',
      net: '37997.29',
      charged: '52004.99',
      refunded: '14210.05',
    };
    for (const row of said.report.rows) Object.assign(row, large);
    await route.fulfill(answer(200, said));
  });
  await page.reload();
  await page.locator('tfoot').getByText('289 units').waitFor();
  await picture(page, 'sales-narrow');
  const hidden = `((box) => box.scrollWidth - box.clientWidth)(document.querySelector('.scrolling'))`;
  expect(await page.evaluate(hidden)).toBe(0);
  await page.context().close();
});

test('a draft that is forgotten takes its preview along', async () => {
  const page = await shop.open(`${demo}/mapping`);
  await page.getByLabel('Discounts').selectOption('net');
  await page.getByLabel('For orders that begin on this day or later').fill('2020-01-01');
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByRole('button', { name: /^Apply/ }).waitFor();
  await page.getByRole('button', { name: 'Forget them' }).click();
  await page.getByText('Nothing is changed.').waitFor();
  expect(await page.locator('.preview').count()).toBe(0);
  await page.getByLabel('Discounts').selectOption('net');
  await page.getByText('1 change, for orders').waitFor();
  expect(await page.locator('.preview').count()).toBe(0);
  await page.context().close();
});

test.each([
  ['failed', { detail: 'the disk is full', remedy: 'make room' }, 'The disk is full.'],
  ['interrupted', null, 'It was interrupted before its end.'],
])('a proof that ended without a verdict (%s) says so', async (state, problem, words) => {
  const page = await shop.open(`${demo}/today`);
  await page.route('**/verify', (route) => route.fulfill(answer(202, { verification: { state, problem } })));
  await page.getByRole('button', { name: 'Prove the books' }).click();
  const alert = page.getByRole('alert');
  await alert.getByText('The books could not be proved').waitFor();
  await alert.getByText(words).waitFor();
  await picture(page, `today-proof-${state}-wide`);
  expect(await violationsOn(page)).toEqual([]);
  await page.context().close();
});

test('an import that is not there is asked for once, and said to be missing', async () => {
  const page = await shop.open(`${demo}/import`);
  await settled(page);
  let asked = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/imports/999999')) asked += 1;
  });
  await page.clock.install();
  await page.goto(`${page.url()}?run=999999`);
  await page.getByRole('alert').getByRole('button', { name: 'Try again' }).waitFor();
  await page.clock.runFor(5_000);
  expect(asked).toBe(1);
  shop.complaints.splice(0, shop.complaints.length, ...shop.complaints.filter((each) => !each.includes('404')));
  await page.context().close();
});

test.each([
  ['reports/tax', 'You owe together', 'Due USD'],
  ['reports/clearing', 'Together', 'Held now USD'],
  ['reports/sales-by-channel', 'Together', 'Gross USD'],
  ['reports/trial-balance', 'Sum', 'Balance USD'],
  ['accounts', 'Sum', 'Debit USD'],
])('on a phone the sums of %s stand below its cards', async (room, name, title) => {
  const wide = await shop.open(`${demo}/${room}?period=all`, desktop);
  await wide.locator('tfoot').first().waitFor();
  const cells = (await wide.locator('tfoot').first().locator('td').allTextContents()).map(digits).filter(Boolean);
  await wide.context().close();
  for (const [screen, options] of Object.entries({ phone, 'phone-dark': dark(phone) })) {
    const page = await shop.open(`${demo}/${room}?period=all`, options);
    const foot = page.locator('.cards-foot', { hasText: name }).first();
    await foot.getByText(title, { exact: true }).waitFor();
    expect((await foot.locator('dd').allTextContents()).map(digits)).toEqual(cells);
    await foot.scrollIntoViewIfNeeded();
    await picture(page, `${room.replace('/', '-')}-foot-${screen}`);
    expect(await violationsOn(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await page.context().close();
  }
});
