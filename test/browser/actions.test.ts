import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createBook } from '../../src/books/create.ts';
import { startImportRun } from '../../src/books/import-runs.ts';
import { lockThrough } from '../../src/books/locks.ts';
import { importRates } from '../../src/books/rates.ts';
import { clock, samples } from '../support/books.ts';
import { order } from '../support/woocommerce.ts';
import { demo, picture, settled, useShop, violationsOn } from './shop.ts';

const shop = useShop();
const orders = join(samples, 'medusa/orders.jsonl');

/** Drops a file on the page, as a hand would. */
const dropping = (name: string, text: string) =>
  `(() => { const data = new DataTransfer(); data.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)})); return data; })()`;

test('a file is dropped, recognised, shown and imported; what lacks a rate waits until it is tried again', async () => {
  const { database } = shop.session;
  await createBook(database, { name: 'New shop', currency: 'CHF', zone: 'Europe/Zurich' }, clock);
  const page = await shop.open('/b/New%20shop/import');
  await page.getByText('Drop files here').waitFor();
  const data = await page.evaluateHandle(dropping('orders.jsonl', await readFile(orders, 'utf8')));
  await page.locator('.drop').dispatchEvent('drop', { dataTransfer: data });
  await page.locator('.notice').getByText('Medusa').waitFor();
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByRole('heading', { name: 'What would wait, and why' }).waitFor();
  await page.getByRole('button', { name: 'Import 1 file' }).click();
  await page.getByText('See the orders').waitFor();

  await page.getByRole('link', { name: 'See what waits' }).click();
  await page.getByText('No exchange rate').first().waitFor();
  const rates = ['EUR', 'USD', 'GBP', 'JPY'].map((currency) => `2026-11-20,${currency},CHF,0.9`);
  await importRates(database, ['date,currency,quote,rate', ...rates].join('\n'), 'invented', clock);
  await page.getByRole('button', { name: 'Try all again' }).click();
  await page.getByText('Nothing waits any more.').waitFor();
  await page.getByRole('heading', { name: 'Nothing waits' }).waitFor();
  await page.context().close();
});

test('a preview shows what an import would do and writes nothing, then it is let in and found again', async () => {
  const page = await shop.open(`${demo}/import`);
  const file = [order(901), order(902)].map((one) => JSON.stringify(one)).join('\n');
  const data = await page.evaluateHandle(dropping('new-orders.jsonl', file));
  await page.locator('.drop').dispatchEvent('drop', { dataTransfer: data });
  const name = page.getByLabel('Name of the shop in the books');
  expect(await name.inputValue()).toBe('Woo shop');
  await page.getByRole('button', { name: 'Preview' }).click();
  const refused = 'is of shop.example, channel ‘Woo shop’ is'.replaceAll(/[‘’]/g, "'");
  await page.locator('.preview').getByText(refused).waitFor();

  await name.fill('Second shop');
  await page.getByRole('button', { name: 'Preview' }).click();
  const preview = page.locator('.preview');
  await preview.getByText('Nothing is written.').waitFor();
  await preview.getByRole('heading', { name: 'The first entries it would make' }).waitFor();
  expect(await preview.locator('.figure').first().textContent()).toBe('Would be booked2');
  expect(await preview.locator('.entry').first().textContent()).toMatch(/901.*Sale.*1200.*Accounts receivable.*38\.10/);
  await picture(page, 'import-preview-wide');
  expect(await violationsOn(page)).toEqual([]);
  const { rows } = await shop.session.database.pool.query(`select 1 from connection where channel = 'Second shop'`);
  expect(rows).toEqual([]);

  await page.getByRole('button', { name: 'Import 1 file' }).click();
  await page.getByText('See the orders').waitFor();
  expect(await page.locator('.figure').first().textContent()).toBe('Booked2');
  await page.getByRole('link', { name: 'Import more' }).click();
  await page.getByRole('link', { name: 'new-orders.jsonl' }).click();
  await page.getByText('2 records read').waitFor();
  await page.context().close();
});

test('a mapping is changed only after its effect was seen', async () => {
  const page = await shop.open(`${demo}/mapping`);
  await settled(page);
  await page.getByLabel('Name in the shop, new').fill('system_default');
  await page.getByLabel('Name in the books, new').fill('Stripe');
  await page.getByLabel('Name in the books, new').press('Enter');
  await page.getByLabel('For orders that begin on this day or later').fill('2020-01-01');
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByText('Nothing is written yet.').waitFor();
  const preview = page.locator('.preview');
  expect(await preview.textContent()).toContain('Clearing: Stripe USD');
  const button = preview.getByRole('button', { name: /^Apply: post/ });
  const entries = /post (.*)$/.exec((await button.textContent()) ?? '')?.[1] ?? '';
  await button.click();
  await page.getByText(`Done: ${entries}`).waitFor();
  await page.getByRole('link', { name: 'See them in the journal' }).click();
  await page.locator('tbody').getByText('Correction').first().waitFor();
  await page.context().close();
});

test('differences are accepted together, with a reason', async () => {
  const page = await shop.open(`${demo}/waiting?tab=differences`);
  await settled(page);
  const first = page.getByRole('row', { name: /^Choose the difference of 55/ });
  await first.getByText('total 80.39, paid 80.39, paid back – USD').waitFor();
  await first.getByText('you owe the customer 80.39 USD, in goods or money').waitFor();
  await page.getByRole('button', { name: 'Choose all shown' }).click();
  await page.getByRole('button', { name: /^Accept \d+ differences$/ }).click();
  await page.getByLabel(/^Why/).fill('settled by hand');
  await page.getByRole('dialog').getByRole('button', { name: 'Accept' }).click();
  await page.getByText('Everything adds up').waitFor();
  await page.context().close();
});

test('the books are proved from Today', async () => {
  const page = await shop.open(`${demo}/today`);
  await page.getByRole('button', { name: 'Prove the books' }).click();
  await page.getByLabel('holds').waitFor();
  await page.context().close();
});

test('days are closed, a return too, and opened again only after one is asked', async () => {
  const page = await shop.open(`${demo}/today`);
  await settled(page);
  await page.keyboard.press('Control+k');
  await page.locator('[role=combobox]:focus').waitFor();
  await page.keyboard.type('close month');
  await page.getByRole('option', { name: 'Locks' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('The books are open on every day.').waitFor();
  await page.getByLabel('Through (included)').fill('2026-10-31');
  await page.getByRole('button', { name: 'Close the books' }).click();
  await page.getByText('The books are closed through 31 Oct 2026; the first open day is 1 Nov 2026.').waitFor();
  expect(await page.getByRole('button', { name: 'Close the books' }).isDisabled()).toBe(true);
  await page.getByLabel('What').selectOption('Tax return DE');
  await page.getByLabel('Through (included)').fill('2026-09-30');
  await page.getByRole('button', { name: 'Close the return DE' }).click();
  await page.getByText('Tax returns closed: DE through 30 Sept 2026.').waitFor();
  await picture(page, 'locks-closed-wide');
  expect(await violationsOn(page)).toEqual([]);

  await page.getByRole('button', { name: 'Lift the lock: The books' }).click();
  await page.getByRole('dialog').getByText('Open the books again?').waitFor();
  await page.getByRole('button', { name: 'Lift the lock', exact: true }).click();
  await page.getByText('The books are open on every day.').waitFor();
  expect(await page.getByRole('region', { name: 'Earlier locks' }).textContent()).toContain('31 Oct 2026');
  await page.context().close();
});

test('what arrives late for closed days is found in the journal, beside its own day', async () => {
  const { database } = shop.session;
  const made = await createBook(database, { name: 'Late shop', currency: 'EUR', zone: 'UTC' }, clock);
  if (made.kind !== 'created') throw new Error(made.kind);
  const lock = { bookId: made.book.bookId, scheme: '', through: '2026-11-30', by: 'ada' };
  await lockThrough(database, lock, () => Date.parse('2026-12-01T09:00:00Z'));
  const files = [join(samples, 'woocommerce/orders.jsonl')];
  const request = { paths: files, platform: 'woocommerce', channel: null, asOf: null, dryRun: false, profile: null };
  const more = { decimals: null, giftCardSkus: [], by: 'ada' };
  await (await startImportRun(shop.session, made.book, { ...request, ...more }, clock)).ended;
  const page = await shop.open('/b/Late%20shop/locks');
  await page.getByRole('link', { name: 'See what came late' }).click();
  await page.getByRole('heading', { level: 1, name: 'Journal' }).waitFor();
  const row = page.locator('tbody [data-row]').first().locator('xpath=ancestor::tr');
  expect(await row.textContent()).toMatch(/1 Dec 2026.*of \d+ Nov 2026/);
  const origin = new URL(page.url()).origin;
  await page.goto(`${origin}/b/Late%20shop/reports/tax?period=custom&from=2026-12-01&to=2026-12-31`);
  await page.getByRole('heading', { name: 'Of this belongs to earlier months' }).waitFor();
  const late = page.getByRole('region', { name: 'Of this belongs to earlier months' });
  expect(await late.locator('tbody tr').first().textContent()).toContain('Nov 2026');
  await picture(page, 'reports-tax-late-wide');
  expect(await violationsOn(page)).toEqual([]);
  await page.context().close();
});

test('another book is opened from the list of books, and begins empty with the way on', async () => {
  const page = await shop.open(`${demo}/today`);
  await settled(page);
  await page.getByRole('button', { name: /^Book: Demo shop/ }).click();
  await page.getByRole('menuitem', { name: 'Open another book …' }).click();
  await page.getByRole('heading', { name: 'Open another book' }).waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await picture(page, 'new-book-wide');
  await page.getByLabel('Name of the company').fill('Süd & Söhne');
  await page.getByRole('button', { name: 'Open the book' }).click();
  await page.getByText('Drop files here').waitFor();
  const origin = new URL(page.url()).origin;
  const empty = {
    today: 'No orders yet',
    orders: 'No orders yet',
    journal: 'No entries yet',
    accounts: 'No account has been used yet',
    'reports/profit-and-loss': 'Nothing is booked yet',
    locks: 'No day is closed',
    waiting: 'Nothing waits',
    'waiting?tab=differences': 'Everything adds up',
  };
  for (const [room, words] of Object.entries(empty)) {
    await page.goto(`${origin}/b/${encodeURIComponent('Süd & Söhne')}/${room}`);
    await page.getByRole('heading', { name: words }).waitFor();
    await picture(page, `empty-${room.replaceAll(/[/?=]/g, '-')}-wide`);
  }
  await page.context().close();
});
