import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createBook } from '../../src/books/create.ts';
import { importRates } from '../../src/books/rates.ts';
import { clock, samples } from '../support/books.ts';
import { demo, settled, useShop } from './shop.ts';

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
  await page.getByRole('button', { name: /^Import 1 file/ }).click();
  await page.getByText('See the orders').waitFor();

  await page.getByRole('link', { name: 'See what waits' }).click();
  await page.getByText('No exchange rate').first().waitFor();
  const rates = ['EUR', 'USD', 'GBP', 'JPY'].map((currency) => `2026-11-20,${currency},CHF,0.9`);
  await importRates(database, ['date,currency,quote,rate', ...rates].join('\n'), 'invented', clock);
  await page.getByRole('button', { name: 'Try all again' }).click();
  await page.getByText('Nothing waits any more.').waitFor();
  await page.getByText('Everything is booked').waitFor();
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
