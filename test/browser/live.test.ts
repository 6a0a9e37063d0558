import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { sell } from './selling.ts';
import { demo, picture, settled, useShop, violationsOn } from './shop.ts';

const shop = useShop();

const state = (page: Page, name: 'live' | 'lost') => page.locator(`.live[data-state=${name}]`).waitFor();
const news = (page: Page) => page.getByText('There is news');
const show = (page: Page) => page.getByRole('button', { name: 'Show', exact: true });

/** The addresses that the page asks for from now on, of the room. */
function asking(page: Page, room: RegExp): URL[] {
  const asked: URL[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (room.test(url.pathname)) asked.push(url);
  });
  return asked;
}

test('eight tabs hear of the book, and go on doing so when the first is closed', async () => {
  const first = await shop.open(`${demo}/orders?period=all`);
  await state(first, 'live');
  const { origin } = new URL(first.url());
  const others: Page[] = [];
  for (const room of ['orders', 'journal', 'accounts/4000', 'orders', 'journal', 'accounts/4000', 'orders']) {
    const page = await first.context().newPage();
    await page.goto(`${origin}${demo}/${room}?period=all`);
    await page.locator('tbody [data-row], tbody td a').first().waitFor();
    await state(page, 'live');
    others.push(page);
  }
  await sell(shop, 7_001);
  for (const page of [first, ...others]) await news(page).waitFor();
  await first.close();
  for (const page of others) {
    await show(page).click();
    await news(page).waitFor({ state: 'detached' });
  }
  await sell(shop, 7_002);
  for (const page of others) await news(page).waitFor();
  await others[0]?.context().close();
});

test('a refused stream is asked for again, and what was missed is asked for too', async () => {
  const page = await shop.open(`${demo}/accounts`);
  await state(page, 'live');
  await page.route('**/api/live*', (route) => route.fulfill({ status: 500, body: '{}' }));
  await page.reload();
  await state(page, 'lost');
  await settled(page);
  await page.unroute('**/api/live*');
  await Promise.all([page.waitForRequest(/\/accounts$/), state(page, 'live')]);
  for (const complaint of shop.complaints.splice(0)) expect(complaint).toContain('a status of 500');
  await page.context().close();
});

test('news leave a long list and its place alone; showing them begins it again', async () => {
  const page = await shop.open(`${demo}/journal?period=all`);
  const asked = asking(page, /\/entries$/);
  const list = page.locator('.virtual');
  const top = await page.locator('tbody [data-row]').first().textContent();
  await state(page, 'live');
  await expect
    .poll(async () => {
      await list.evaluate((box) => box.scrollTo(0, 1e9));
      return await page.locator('tbody').getByRole('link', { name: '1', exact: true }).count();
    })
    .toBe(1);
  const place = await list.evaluate((box) => box.scrollTop);
  asked.length = 0;
  await sell(shop, 7_003);
  await news(page).waitFor();
  expect(asked).toEqual([]);
  expect(await list.evaluate((box) => box.scrollTop)).toBe(place);
  expect(await violationsOn(page)).toEqual([]);
  await picture(page, 'journal-news-wide');
  await show(page).click();
  await page.locator('tbody').getByText('7003').first().waitFor();
  expect(Number(await page.locator('tbody [data-row]').first().textContent())).toBeGreaterThan(Number(top));
  expect(await list.evaluate((box) => box.scrollTop)).toBe(0);
  expect(asked.filter(({ searchParams }) => !searchParams.has('before')).length).toBe(1);
  expect(await news(page).count()).toBe(0);
  await page.context().close();
});
