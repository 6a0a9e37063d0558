import { expect, test } from 'vitest';
import type { LocalDate } from '../../src/domain/time/when.ts';
import { KEY } from '../support/desk.ts';
import { useInvented } from './invented/pages.ts';
import { dark, demo, desktop, phone, picture, settled, useShop, violationsOn } from './shop.ts';

const open = useInvented();
const shop = useShop();
const invented = '/b/Northwind%20Trading/waiting?tab=differences';

test.each(Object.entries({ wide: desktop, 'wide-dark': dark(desktop), phone, 'phone-dark': dark(phone) }))(
  'what a broken day raised stands among the differences, with both sides and why (%s)',
  async (screen, options) => {
    const page = await open(invented, options);
    await settled(page);
    await page.getByText('is no amount.').waitFor();
    await page.getByText('not there', { exact: true }).first().waitFor();
    await picture(page, `differences-${screen}`);
    expect(await violationsOn(page)).toEqual([]);
    await page.context().close();
  },
);

test('an order that the books lack is asked for again from there, and heals with its day', async () => {
  const { desk, session, store } = shop;
  const day = '2026-11-21' as LocalDate;
  await desk.keep('Demo shop', { platform: 'woocommerce', credentials: KEY, channel: 'Mugs', cutOver: null });
  await desk.certify('Demo shop', 'Mugs', day, day);
  // Nobody keeps up with this store: what is asked to be read counts as read.
  await session.database.pool.query('delete from todo');
  await desk.certify('Demo shop', 'Mugs', day, day);
  const page = await shop.open(`${demo}/waiting?tab=differences&kind=missing-in-books`);
  await settled(page);
  const row = page.getByRole('row', { name: /^Choose the difference of 501/ });
  expect(await row.textContent()).toMatch(/Missing in the books The books never saw it\..*total 38\.10 USD.*not there/);
  await row.getByRole('link', { name: '21 Nov 2026' }).click();
  await page.getByText('3 orders differ between the shop and the books.').waitFor();
  await page.goBack();
  await row.getByRole('button', { name: 'Ask again now about 501' }).click();
  await page.getByText('Asked; it still differs.').waitFor();
  store.orders.clear();
  await page
    .getByRole('row', { name: /^Choose the difference of 502/ })
    .getByRole('button', { name: 'Ask again now about 502' })
    .click();
  await page.getByText('None of this kind is open').waitFor();
  await page.getByLabel('State').selectOption('healed');
  await page.getByText('healed by itself').first().waitFor();
  await page.context().close();
});
