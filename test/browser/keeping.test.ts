import type { Route } from 'playwright-core';
import { expect, test } from 'vitest';
import { createBook } from '../../src/books/create.ts';
import { clock } from '../support/books.ts';
import { sell } from './selling.ts';
import { demo, hold, picture, settled, useShop } from './shop.ts';

// What is shown belongs to where the reader is, and stays while it is only asked for again.
const shop = useShop();

const fail = (route: Route) =>
  route.fulfill({
    status: 500,
    contentType: 'application/problem+json',
    body: JSON.stringify({ title: 'It failed', detail: 'the disk is full', remedy: 'make room', id: 'req-1' }),
  });

function forgive(): void {
  for (const complaint of shop.complaints.splice(0)) expect(complaint).toContain('a status of 500');
}

test('another book, entry or account never shows the figures of the last', async () => {
  await createBook(shop.session.database, { name: 'Second', currency: 'JPY', zone: 'UTC' }, clock);
  const page = await shop.open(`${demo}/today?period=all`);
  await page.locator('.figures').waitFor();
  const letToday = await hold(page, '**/api/books/Second/today*');
  await page.getByRole('button', { name: /Change book/ }).click();
  await page.getByRole('menuitem', { name: /Second/ }).click();
  await page.getByRole('button', { name: 'Book: Second. Change book' }).waitFor();
  await page.locator('main .waiting').waitFor({ state: 'attached' });
  expect(await page.locator('main').textContent()).not.toMatch(/\d\.\d\d/);
  letToday();
  await page.getByText('No orders yet').waitFor();

  const { origin } = new URL(page.url());
  await page.goto(`${origin}${demo}/journal/5`);
  await page.locator('.entry').waitFor();
  const letEntry = await hold(page, '**/entries/6');
  await page.getByRole('link', { name: 'Entry 6 ›' }).click();
  await page.getByRole('heading', { level: 1, name: 'Entry 6' }).waitFor();
  expect(await page.locator('.entry').count()).toBe(0);
  letEntry();
  await page.locator('.entry').waitFor();
  await page.context().close();
});

test('while a list is searched the last rows stay', async () => {
  const page = await shop.open(`${demo}/orders?period=all`);
  await page.locator('tbody [data-row]').first().waitFor();
  const letFound = await hold(page, '**/orders?q=55*');
  await page.getByLabel('Search orders').fill('55');
  await page.locator('.stale').waitFor();
  expect(await page.locator('tbody [data-row]').count()).toBeGreaterThan(1);
  letFound();
  await page.locator('.stale').waitFor({ state: 'detached' });
  await page.context().close();
});

test('a draft outlives an answer that could not be renewed', async () => {
  const page = await shop.open(`${demo}/mapping`);
  await settled(page);
  await page.locator('.live[data-state=live]').waitFor();
  await page.getByLabel('Discounts').selectOption('net');
  await page.route('**/policy', fail);
  await sell(shop, 8_001);
  await page.getByText('What follows may be out of date: the disk is full.').waitFor();
  expect(await page.getByLabel('Discounts').inputValue()).toBe('net');
  await page.unroute('**/policy');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('What follows may be out of date').waitFor({ state: 'detached' });
  expect(await page.getByLabel('Discounts').inputValue()).toBe('net');
  forgive();
  await page.context().close();
});

test('a list whose next page fails stays, and goes on only when it is told to', async () => {
  const page = await shop.open(`${demo}/today`);
  let failed = 0;
  const isNext = (url: URL) => url.pathname.endsWith('/entries') && url.searchParams.has('before');
  await page.route(isNext, (route) => {
    failed += 1;
    return fail(route);
  });
  await page.goto(`${new URL(page.url()).origin}${demo}/journal?period=all`);
  const rows = page.locator('tbody [data-row]');
  await rows.first().waitFor();
  const scroll = (to: number) => page.locator('.virtual').evaluate((box, top) => box.scrollTo(0, top), to);
  await scroll(1e9);
  await page.getByText('The next rows could not be read: the disk is full.').waitFor();
  await picture(page, 'journal-not-renewed-wide');
  await scroll(0);
  await scroll(1e9);
  expect(await rows.count()).toBeGreaterThan(0);
  await page.unroute(isNext);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect
    .poll(async () => {
      await scroll(1e9);
      return await page.locator('tbody').getByRole('link', { name: '1', exact: true }).count();
    })
    .toBe(1);
  expect(failed).toBe(1);
  forgive();
  await page.context().close();
});

test('Enter opens what answers the text as it stands, and waits for it', async () => {
  const page = await shop.open(`${demo}/today`);
  await settled(page);
  await page.keyboard.press('Control+k');
  const box = page.getByRole('combobox', { name: /Search rooms/ });
  const first = page.getByRole('option').first();
  await box.fill('5');
  await first.waitFor();
  const letFound = await hold(page, '**/orders?q=55*');
  await box.fill('55');
  await page.keyboard.press('Enter');
  await page.getByText('Searching …').waitFor();
  expect(page.url()).toContain('/today');
  await picture(page, 'palette-searching-wide');
  letFound();
  await page.getByRole('heading', { level: 1, name: 'Order 55' }).waitFor();
  await page.context().close();
});

test('an order of exactly the number stands first, however many more recent ones begin with it', async () => {
  const page = await shop.open(`${demo}/today`);
  await settled(page);
  await page.keyboard.press('Control+k');
  const box = page.getByRole('combobox', { name: /Search rooms/ });
  const titles = page.locator('.palette-title');
  await box.fill('3');
  await expect.poll(async () => (await titles.allTextContents()).at(-1)).toBe('Entry 3');
  const orders = (await titles.allTextContents()).filter((title) => /^#?3\d* {2}/.test(title));
  expect(orders.length).toBeGreaterThan(1);
  expect(orders[0]).toMatch(/^#?3 {2}/);
  await box.fill('p&l');
  await expect.poll(() => titles.first().textContent()).toBe('Profit and loss');
  await page.context().close();
});

test('the palette says that its search failed', async () => {
  const page = await shop.open(`${demo}/today`);
  await settled(page);
  await page.route('**/orders?q=*', fail);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /Search rooms/ }).fill('zzz');
  await page.getByText('The search failed: the disk is full.').waitFor();
  expect(await page.getByText('Nothing is called').count()).toBe(0);
  forgive();
  await page.context().close();
});
