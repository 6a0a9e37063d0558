import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { bookNamed } from '../../src/books/book.ts';
import { instant } from '../../src/domain/time/when.ts';
import { storeListings } from '../../src/storage/live/listings.ts';
import { clock } from '../support/books.ts';
import { KEY } from '../support/desk.ts';
import { demo, picture, settled, useShop, violationsOn } from './shop.ts';

// Against the real server. Tests go on where the one before stopped.
const shop = useShop();

const cardOf = (page: Page) => page.getByRole('article', { name: 'Mugs', exact: true });

/** What the shop shows so many minutes after it was read first. */
async function see(minutes: number, prices: Readonly<Record<string, number | null>>): Promise<void> {
  const { bookId } = await bookNamed(shop.session, 'Demo shop');
  const connection = (await shop.desk.connections('Demo shop')).find(({ channel }) => channel === 'Mugs');
  const rows = Object.entries(prices).map(([title, price]) => ({
    ...{ remoteId: title, productId: title, sku: title.toUpperCase(), title, stock: [] },
    ...{ price, currency: price === null ? null : 'USD', seenAt: instant(clock() + minutes * 60_000) },
  }));
  const key = { bookId, connectionId: connection?.connectionId ?? 0 };
  await storeListings(shop.session.database.pool, key, rows, clock());
}

test('a price that changed too much is told in Today, looked at among the connections, and said to be right', async () => {
  const request = { platform: 'woocommerce', credentials: { ...KEY }, channel: 'Mugs', cutOver: null };
  await shop.desk.keep('Demo shop', request);
  await shop.desk.start('Demo shop', 'Mugs');
  await see(0, { Mug: 1_990, Tee: 2_900, Cap: 1_500 });
  await see(1, { Mug: 199, Tee: 2_910, Cap: 0 });
  const page = await shop.open(`${demo}/today`);
  await settled(page);
  await page.getByText('changed more than they should in Mugs').waitFor();
  await page.getByRole('link', { name: 'Look at them ›' }).click();
  const alarms = cardOf(page).getByRole('region', { name: 'Prices to look at: Mugs' });
  expect(await alarms.getByRole('row', { name: /MUG/ }).textContent()).toMatch(
    /fell by 90\.0 %.*19\.90 USD.*1\.99 USD/,
  );
  expect(await alarms.getByRole('row', { name: /CAP/ }).textContent()).toMatch(
    /costs nothing now.*15\.00 USD.*0\.00 USD/,
  );
  expect(await alarms.getByRole('row').count()).toBe(3);
  await picture(page, 'price-alarms-wide');
  expect(await violationsOn(page)).toEqual([]);
  await alarms.getByRole('button', { name: 'That is right: Cap' }).click();
  await alarms.getByRole('row', { name: /CAP/ }).waitFor({ state: 'detached' });
  await page.context().close();
});

test('put right in the shop, it goes by itself; bounds are set for one store', async () => {
  const page = await shop.open(`${demo}/connections`);
  const alarms = cardOf(page).getByRole('region', { name: 'Prices to look at: Mugs' });
  await alarms.getByText('fell by 90.0 %').waitFor();
  await see(2, { Mug: 1_990 });
  await alarms.waitFor({ state: 'detached' });
  await see(3, { Tee: 290 });
  await alarms.getByText('fell by 90.0 %').waitFor();
  await alarms.getByRole('button', { name: 'Change the bounds of prices: Mugs' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Down, in percent').fill('100');
  await dialog.getByText('A whole number from 1 to 99').waitFor();
  await dialog.getByLabel('Down, in percent').fill('95');
  await dialog.getByLabel('Mugs alone').check();
  await picture(page, 'price-bounds-wide');
  expect(await violationsOn(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await alarms.waitFor({ state: 'detached' });
  await cardOf(page).locator('summary').click();
  await cardOf(page)
    .getByText('more than 100 % up, more than 95 % down, gone or zero or in another currency')
    .waitFor();
  await page.context().close();
});
