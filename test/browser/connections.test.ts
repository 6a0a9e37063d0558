import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { clock } from '../support/books.ts';
import { KEY } from '../support/desk.ts';
import { linksOf, sampleOrders } from '../support/woocommerce.ts';
import { demo, desktop, phone, picture, settled, useShop, violationsOn } from './shop.ts';

// The whole way against the real server, whose stores answer in memory. Tests go on where the one before stopped.
const shop = useShop();
const secret = KEY['consumer-secret'];

const cardOf = (page: Page, channel: string) => page.getByRole('article', { name: channel, exact: true });

async function giveKey(page: Page, consumerSecret: string): Promise<void> {
  await page.locator('input[name=address]:focus').waitFor();
  await page.keyboard.type(KEY.address);
  await page.keyboard.press('Tab');
  await page.keyboard.type(KEY['consumer-key']);
  await page.keyboard.press('Tab');
  await page.keyboard.type(consumerSecret);
  await page.keyboard.press('Enter');
}

/** All that this page's address and this browser keep. */
const kept = (page: Page) =>
  page.evaluate('location.href + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)');

test('a store is connected by keyboard alone: wrong credentials say what helps, and nothing keeps them', async () => {
  const page = await shop.open(`${demo}/today`);
  await settled(page);
  await page.keyboard.press('Control+k');
  await page.locator('[role=combobox]:focus').waitFor();
  await page.keyboard.type('connections');
  await page.getByRole('option', { name: 'Connections' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('No store is live yet.').waitFor();
  await page.getByRole('link', { name: 'Connect a store' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Where is it?').waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');

  await page.locator('input[name=address]:focus').waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('Address of the shop is missing').waitFor();
  expect(await page.locator('input[name=address]:focus').count()).toBe(1);
  await giveKey(page, 'cs_of_last_year');
  const alert = page.getByRole('alert');
  await alert.getByText('the store does not let this key read its settings').waitFor();
  await alert.getByText('See whether the credentials are complete and still valid.').waitFor();
  expect(shop.complaints.splice(0)).toEqual([expect.stringContaining('the server responded with a status of 422')]);
  await picture(page, 'connect-refused-wide');
  expect(await violationsOn(page)).toEqual([]);

  await page.locator('input[name=consumer-secret]').fill(secret);
  expect(await page.locator('input[name=consumer-secret]').getAttribute('type')).toBe('password');
  await page.keyboard.press('Enter');
  await page.locator('h2:focus').getByText('Ada’s Mugs').waitFor();
  await page.getByText('mugs.example').waitFor();
  await picture(page, 'connect-store-wide');
  expect(await violationsOn(page)).toEqual([]);
  expect(await kept(page)).not.toMatch(/ck_|cs_/);

  await page.keyboard.press('Tab');
  await page.locator('input:focus').fill('Mugs');
  await page.keyboard.press('Enter');
  await page.waitForURL(/connections\/Mugs\/look/);
  await page.getByText('114.30 USD').waitFor();
  expect(await page.locator('.told', { hasText: 'When shipped' }).textContent()).toContain('107.79 USD');
  await page.getByText('Clearing: bacs USD').first().waitFor();
  await page.getByText('US:US-CA-CA STATE-1:6').waitFor();
  expect(await page.locator('.entry').first().textContent()).toMatch(/501.*Sale.*Accounts receivable.*38\.10/);
  await picture(page, 'connect-first-look-wide');
  expect(await violationsOn(page)).toEqual([]);

  const revenue = page.locator('.told', { hasText: 'When shipped' });
  await page.getByLabel('SKUs of gift cards').fill('MUG-1');
  await page.getByRole('button', { name: 'These are' }).click();
  await revenue.getByText('17.85 USD').waitFor();
  await page.getByLabel('SKUs of gift cards').fill('');
  await page.getByRole('button', { name: 'None are' }).click();
  await revenue.getByText('107.79 USD').waitFor();
  await page.context().close();
});

test('what was left is found again where it was left, and started', async () => {
  const page = await shop.open(`${demo}/connections`);
  const card = cardOf(page, 'Mugs');
  await card.getByText('not started').waitFor();
  const { rows } = await shop.session.database.pool.query(`select 1 from document where remote_id = '501'`);
  expect(rows).toEqual([]);
  await card.getByRole('link', { name: 'See what it holds and start: Mugs' }).click();
  await page.getByText('114.30 USD').waitFor();
  await page.getByRole('button', { name: 'Not now' }).click();
  await card.getByText('not started').waitFor();
  await page.goBack();
  await page.getByText('114.30 USD').waitFor();
  await page.getByRole('button', { name: 'Start' }).click();
  await card.getByText('reading history').waitFor();
  await card.getByText('Its history is about to be read.').waitFor();
  await page.context().close();
});

test('what the credentials may not do is said in words, and is no wall', async () => {
  const page = await shop.open(`${demo}/connections/new?platform=woocommerce`);
  const missing = 'The key may only read, so that webhooks cannot be set up and changes are found later.';
  const found = { name: 'Ada’s Beans', remoteAccount: 'beans.example', currency: 'EUR', zone: null, takesOver: null };
  await page.route('**/connections/find', (route) => route.fulfill({ json: { ...found, missing: [missing] } }));
  await giveKey(page, secret);
  await page.locator('.notice').getByText(missing).waitFor();
  await page.getByText('EUR; your books are in USD: orders wait for a rate of their day').waitFor();
  expect(await page.getByRole('button', { name: 'Keep it' }).isEnabled()).toBe(true);
  await page.getByRole('button', { name: 'Other credentials' }).click();
  await page.locator('input[name=address]:focus').waitFor();
  await page.getByRole('button', { name: 'Another platform' }).click();
  await page.getByText('Where is it?').waitFor();
  await page.context().close();
});

test('a shop whose files were imported is taken over under the name it has', async () => {
  const [settings] = shop.store.settings;
  if (settings === undefined) throw new Error('a store has settings');
  shop.store.settings = [
    { ...settings, ...linksOf('settings/general/woocommerce_currency', undefined, 'http://127.0.0.1:8180') },
    ...shop.store.settings.slice(1),
  ];
  const page = await shop.open(`${demo}/connections/new?platform=woocommerce`, phone);
  await giveKey(page, secret);
  const takeOver = page.getByLabel('Go on with the channel Woo shop, which was fed by files');
  expect(await takeOver.isChecked()).toBe(true);
  await page.getByLabel('From a day on').check();
  expect(await page.getByRole('button', { name: 'Keep it' }).isDisabled()).toBe(true);
  await page.getByLabel('The first day that is booked as it happens').fill('2026-11-01');
  await picture(page, 'connect-take-over-phone');
  expect(await violationsOn(page)).toEqual([]);
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.waitForURL(/connections\/Woo%20shop\/look/);
  const connection = (await shop.desk.connections('Demo shop')).find(({ channel }) => channel === 'Woo shop');
  expect(connection).toMatchObject({ state: 'found', cutOver: '2026-11-01' });
  await page.context().close();
});

test('a store is given other credentials, asked again from the start, and disconnected', async () => {
  const page = await shop.open(`${demo}/connections`, desktop);
  await page.getByRole('link', { name: 'New credentials: Woo shop' }).click();
  await giveKey(page, secret);
  await page.getByText('It gets these credentials in place of the old ones').waitFor();
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.waitForURL(/connections\/Woo%20shop\/look/);
  await page.getByRole('button', { name: 'Start' }).click();
  await cardOf(page, 'Woo shop').getByText('reading history').waitFor();

  const row = (await shop.desk.connections('Demo shop')).find(({ channel }) => channel === 'Woo shop');
  await shop.session.database.pool.query(
    `update stream set complete_through = $2 where connection_id = $1 and stream = 'orders'`,
    [row?.connectionId, new Date(clock())],
  );
  await cardOf(page, 'Woo shop').getByText('Orders are read through').waitFor();
  await page.getByRole('button', { name: 'Read again: Woo shop' }).click();
  await page.getByLabel('From the start').check();
  await picture(page, 'connections-read-again-wide');
  expect(await violationsOn(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Read again' }).click();
  await cardOf(page, 'Woo shop').getByText('reading history').waitFor();

  await page.getByRole('button', { name: 'Disconnect: Woo shop' }).click();
  await page.getByRole('dialog').getByText('What it told stays').waitFor();
  await picture(page, 'connections-disconnect-wide');
  expect(await violationsOn(page)).toEqual([]);
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
  await cardOf(page, 'Woo shop').getByText('disconnected').waitFor();
  await page.context().close();
});

test('a shop at a new address is asked about, with what was compared, and goes on when a person says so', async () => {
  const [settings] = shop.store.settings;
  if (settings === undefined) throw new Error('a store has settings');
  const moved = linksOf('settings/general/woocommerce_currency', undefined, 'https://new.example');
  shop.store.settings = [{ ...settings, ...moved }, ...shop.store.settings.slice(1)];
  const again = `${demo}/connections/new?platform=woocommerce&channel=Woo%20shop`;
  const page = await shop.open(again, phone);
  await giveKey(page, secret);
  const same = page.getByLabel('This is Woo shop, which moved here from 127.0.0.1:8180');
  expect(await same.isChecked()).toBe(false);
  await page.getByText('None of its newest orders was found here').waitFor();
  await same.check();
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.getByRole('alert').getByText('cannot be seen').waitFor();
  expect(shop.complaints.splice(0)).toEqual([expect.stringContaining('the server responded with a status of 422')]);

  for (const sample of sampleOrders) shop.store.orders.set(Number(sample.id), { ...sample, id: Number(sample.id) });
  await page.goto(page.url());
  await giveKey(page, secret);
  await page.getByText('5 of its newest orders are here too, with the same totals and dates.').waitFor();
  expect(await same.isChecked()).toBe(false);
  await same.check();
  await picture(page, 'connect-moved-phone');
  expect(await violationsOn(page)).toEqual([]);
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.waitForURL(/connections\/Woo%20shop\/look/);
  const connection = (await shop.desk.connections('Demo shop')).find(({ channel }) => channel === 'Woo shop');
  expect(connection).toMatchObject({ remoteAccount: 'new.example', cutOver: '2026-11-01' });
  await page.context().close();
});

test('a guess is not taken for granted', async () => {
  const page = await shop.open(`${demo}/connections/new?platform=medusa`);
  const takesOver = { channel: 'Medusa shop', isCertain: false, agreeing: 0, movedFrom: null };
  const found = { name: 'Ada’s Beans', remoteAccount: 'store_1', currency: 'EUR', zone: null, missing: [], takesOver };
  await page.route('**/connections/find', (route) => route.fulfill({ json: found }));
  await page.locator('input[name=address]').fill('https://beans.example');
  await page.locator('input[name=api-key]').fill('sk_1');
  await page.keyboard.press('Enter');
  await page.getByText('Its files name no shop, and none of its newest orders was found here.').waitFor();
  const goOn = page.getByLabel('Go on with the channel Medusa shop, which was fed by files');
  expect(await goOn.isChecked()).toBe(false);
  expect(await page.getByLabel('Its name in the books').inputValue()).toBe('Ada’s Beans');
  await goOn.check();
  expect(await page.getByLabel('Its name in the books').count()).toBe(0);
  await page.context().close();
});
