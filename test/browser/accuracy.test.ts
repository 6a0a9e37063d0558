import { expect, test } from 'vitest';
import { KEY } from '../support/desk.ts';
import { useInvented } from './invented/pages.ts';
import { dark, demo, desktop, phone, picture, settled, useShop, violationsOn } from './shop.ts';

const open = useInvented();
const shop = useShop();
const full = '/b/Northwind%20Trading';

test('the share of certified days stands with its formula, and the address keeps the range', async () => {
  const page = await open(`${full}/accuracy`);
  const accuracy = page.locator('.told', { hasText: 'Sync accuracy' });
  await accuracy.getByText(/certified days of channels ÷ those that are over = \d+ ÷ \d+/).waitFor();
  await page.getByText(/^\d+ days of channels differ from what the shops say/).waitFor();
  await page.getByText('24 Aug 2026 – 21 Nov 2026').waitFor();
  await page.getByLabel('How many days').selectOption('30');
  await page.waitForURL(/days=30/);
  await page.getByLabel('Up to the day').fill('2026-10-31');
  await page.waitForURL(/until=2026-10-31/);
  await page.reload();
  await page.getByText('2 Oct 2026 – 31 Oct 2026').waitFor();
  expect(await accuracy.textContent()).toMatch(/(\d+) ÷ 120$/);
  await page.getByRole('button', { name: 'As a table' }).click();
  expect(await page.getByRole('region', { name: 'Days', exact: true }).locator('tbody tr').count()).toBe(120);
  await picture(page, 'accuracy-table-wide');
  expect(await violationsOn(page)).toEqual([]);
  await page.context().close();
});

test('arrows walk through a calendar; a day opens to both sides, and to the orders that differ', async () => {
  const page = await open(`${full}/accuracy`);
  await settled(page);
  const days = page.getByRole('region', { name: 'Days of Shop DE' });
  expect(await days.locator('a[tabindex="0"]').count()).toBe(1);
  await days.locator('a[tabindex="0"]').focus();
  await page.keyboard.press('ArrowLeft');
  await page.locator('a[data-day="2026-11-14"]:focus').waitFor();
  await page.keyboard.press('ArrowUp');
  await page.locator('a[data-day="2026-11-13"]:focus').waitFor();
  const broken = days.getByRole('link', { name: /broken/ }).last();
  expect(await broken.textContent()).toBe('✕');
  await broken.focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/accuracy\/Shop%20DE\/2026/);
  await page.getByText('3 orders differ between the shop and the books.').waitFor();
  const sums = page.getByRole('region', { name: 'Both sides' });
  expect(
    await sums
      .getByRole('row', { name: /differs/ })
      .first()
      .textContent(),
  ).toContain('−74.20');
  const orders = page.getByRole('region', { name: 'Orders that differ' });
  expect(await orders.getByRole('row', { name: /#1901/ }).textContent()).toMatch(
    /never saw it.*51\.20not there−51\.20/,
  );
  expect(await orders.getByRole('row', { name: /#1903/ }).textContent()).toMatch(/does not count it.*not there9\.90/);
  await orders.getByRole('link', { name: '#1902' }).click();
  await page.getByRole('heading', { level: 1, name: 'Order #1902' }).waitFor();
  expect(page.url()).toContain('channel=Shop');
  await page.goBack();
  await page.getByText('3 orders differ').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { level: 1, name: 'Accuracy' }).waitFor();
  await page.context().close();
});

test('what was placed leads to what is recognised, line by line, to the orders behind', async () => {
  const page = await open(`${full}/accuracy`);
  await page.getByRole('button', { name: 'Shop DE' }).click();
  await page.waitForURL(/recognised=Shop\+DE/);
  await page
    .getByText('By its certificates the shop counts 214,557.30 EUR; orders that differ come to −74.20 EUR.')
    .waitFor();
  const bridge = page.getByRole('region', { name: 'From placed to recognised, EUR' });
  const sums = bridge.getByRole('row', { name: /^Sum/ });
  expect(await sums.allTextContents()).toEqual(['Sum234,497.60', 'Sum234,497.60']);
  expect(await bridge.getByRole('row', { name: /^Recognised/ }).textContent()).toContain('201,870.10');
  const ledger = page.getByRole('region', { name: 'In the ledger, EUR' });
  expect(await ledger.getByRole('row', { name: /^4000 Sales/ }).textContent()).toMatch(
    /Other entries −125\.00: −176,167\.00 EUR/,
  );
  await page.getByText('So 201,770.20 EUR stands in the ledger of these days.').waitFor();
  await bridge.getByRole('button', { name: 'Not yet shipped' }).click();
  await page.waitForURL(/line=not-shipped/);
  await page.getByRole('heading', { name: 'Not yet shipped: 388 orders' }).waitFor();
  await page.getByRole('button', { name: 'Show more' }).click();
  await page.getByRole('link', { name: '#1039' }).waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await page.reload();
  await page.getByRole('link', { name: '#1000' }).click();
  await page.getByRole('heading', { level: 1, name: /^Order/ }).waitFor();
  await page.context().close();
});

test.each(Object.entries({ wide: desktop, 'wide-dark': dark(desktop), phone, 'phone-dark': dark(phone) }))(
  'pictures of it are kept (%s)',
  async (screen, options) => {
    const page = await open(`${full}/accuracy?recognised=Shop+DE&line=cancelled&of=EUR`, options);
    await page.getByRole('heading', { name: 'From placed to recognised, EUR' }).scrollIntoViewIfNeeded();
    await settled(page);
    await picture(page, `recognition-${screen}`);
    expect(await violationsOn(page)).toEqual([]);
    await page.context().close();
  },
);

test('no day is praised before one is over, and a day that was compared after midnight was on the next day', async () => {
  const page = await open(`${full}/accuracy?days=30&until=2026-10-31`);
  await page.route('**/api/**/certificates?*', async (route) => {
    const days = (await (await route.fetch()).json()) as { day: string; age: number; verdict: string }[];
    const today = days.filter(({ day, verdict }) => day === '2026-11-21' && verdict !== 'broken');
    const json = JSON.stringify(route.request().url().includes('to=2026-11-20') ? days : today);
    await route.fulfill({ status: 200, contentType: 'application/json', body: json });
  });
  await page.goto(page.url().replace(/\?.*/, ''));
  await page.getByText('None of the days compared is over yet').waitFor();
  await page.goto(`${page.url()}/Shop%20DE/2026-11-20`);
  await page.getByText(/, on the next day$/).waitFor();
  await page.context().close();
});

test('how long orders take stands with its formula', async () => {
  const page = await open(`${full}/accuracy`);
  const times = page.getByRole('region', { name: 'Order processing time' });
  expect(await times.getByRole('row', { name: /Shop DE/ }).textContent()).toMatch(/45 ms181 ms1\.4 secs?2,841/);
  await page.getByText('From a webhook’s arrival to its order in the books, over the last 7 days.').waitFor();
  await page.context().close();
});

test('a shop is asked again about a day', async () => {
  const request = { platform: 'woocommerce', credentials: KEY, channel: 'Mugs', cutOver: null };
  await shop.desk.keep('Demo shop', request);
  const page = await shop.open(`${demo}/accuracy/Mugs/2026-11-21`);
  await page.getByText('This day has not been compared yet').waitFor();
  await page.getByRole('button', { name: 'Ask again now' }).click();
  await page.getByText('The shop was asked again').waitFor();
  await page.getByText('3 orders differ between the shop and the books.').waitFor();
  const orders = page.getByRole('region', { name: 'Orders that differ' });
  expect(await orders.getByRole('row', { name: /501/ }).textContent()).toMatch(/38\.10not there/);
  expect(await violationsOn(page)).toEqual([]);
  await page.context().close();
});
