import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { LocalDate } from '../../src/domain/time/when.ts';
import { KEY } from '../support/desk.ts';
import { useInvented } from './invented/pages.ts';
import { sell } from './selling.ts';
import { dark, demo, desktop, phone, picture, settled, useShop, violationsOn } from './shop.ts';

const open = useInvented();
const shop = useShop();
const full = '/b/Northwind%20Trading';

const keepMugs = async () =>
  await shop.desk.keep('Demo shop', { platform: 'woocommerce', credentials: KEY, channel: 'Mugs', cutOver: null });

const json = (body: object) => ({ status: 200, contentType: 'application/json', body: JSON.stringify(body) });

const fails = { status: 500, contentType: 'application/json', body: '{}' };
const forgive = () => {
  for (const complaint of shop.complaints.splice(0)) expect(complaint).toContain('a status of 500');
};

test('a filter whose kind has healed meanwhile goes on saying what it filters', async () => {
  const page = await shop.open(`${demo}/waiting?tab=differences&kind=refund-owed`);
  await page.route('**/discrepancies?*', (route) =>
    route.fulfill(json({ discrepancies: [], next: null, open: [{ kind: 'does-not-add-up', count: 2 }] })),
  );
  await page.reload();
  await page.getByText('None of this kind is open').waitFor();
  expect(await page.getByLabel('Kind').locator('option:checked').textContent()).toBe('Refund owed (0)');
  await page.context().close();
});

test('texts are copied where the browser has no clipboard for programs, as over plain HTTP from afar', async () => {
  const page = await shop.open(`${demo}/journal/1`);
  await page.addInitScript('Object.defineProperty(navigator, "clipboard", { value: undefined })');
  await page.reload();
  const button = page.locator('button.copy').first();
  const text = (await button.getAttribute('title'))?.replace('Copy ', '') ?? '';
  await button.click();
  await button.getByText('copied').waitFor({ state: 'attached' });
  await page.keyboard.press('Control+k');
  await page.locator('[role=combobox]:focus').waitFor();
  await page.keyboard.press('Control+v');
  expect(await page.getByRole('combobox').inputValue()).toBe(text);
  await page.context().close();
});

test('a day of the last year is typed into the accuracy room', async () => {
  const page = await open(`${full}/accuracy`);
  const day = page.getByLabel('Up to the day');
  expect(await day.inputValue()).toBe('2026-11-21');
  await day.focus();
  // Month and day alike: which of them comes first is the browser's affair. 12 December of this year is still to come.
  await page.keyboard.type('12122025');
  await page.keyboard.press('Tab');
  await page.waitForURL(/until=2025-12-12/);
  expect(await day.inputValue()).toBe('2025-12-12');
  await day.fill('2026-12-24');
  await day.blur();
  expect(await day.inputValue()).toBe('2025-12-12');
  await page.context().close();
});

test('what was asked of one day is not said of the day before', async () => {
  await keepMugs();
  const page = await shop.open(`${demo}/accuracy/Mugs/2026-11-21`);
  await page.getByRole('button', { name: 'Ask again now' }).click();
  await page.getByText('The shop was asked again').waitFor();
  await page.getByRole('link', { name: 'Day before' }).click();
  await page.getByText('20 Nov 2026').first().waitFor();
  await settled(page);
  expect(await page.getByText('The shop was asked again').count()).toBe(0);
  await page.context().close();
});

test('what was said in a room of one book is not said in the same room of another', async () => {
  const page = await shop.open(`${demo}/waiting`);
  const { origin } = new URL(page.url());
  const other = { name: 'Other', currency: 'EUR', zone: 'UTC' };
  await page.request.post(`${origin}/api/books`, { data: other, headers: { origin } });
  const parked = { id: 1, reason: 'fault', detail: '', since: '2026-11-21T10:00:00Z', attempts: 1, channel: 'Mugs' };
  const message = { platform: 'woocommerce', kind: 'order', remoteId: '9', via: 'webhook', document: null, ref: null };
  const list = { parked: [{ ...parked, ...message, setAside: null }], next: null, setAside: 0 };
  await page.route(/\/parked(\?|$)/, (route) =>
    route.fulfill(json({ ...list, counts: [{ reason: 'fault', count: 1 }] })),
  );
  await page.route('**/parked/retry', (route) => route.fulfill(json({ tried: 4, posted: 3, parked: 1 })));
  await settled(page);
  // Straight there and back, as the browser's list of visited pages offers it.
  await page.goto(`${origin}/b/Other/waiting`);
  await page.evaluate(`history.pushState({}, '', '${demo}/waiting'); dispatchEvent(new PopStateEvent('popstate'))`);
  await page.getByRole('button', { name: 'Book: Demo shop. Change book' }).waitFor();
  await page.getByRole('button', { name: 'Try all again' }).click();
  await page.getByText('3 orders of 4 booked.').waitFor();
  await page.goBack();
  await page.getByRole('button', { name: 'Book: Other. Change book' }).waitFor();
  await settled(page);
  expect(await page.getByText('3 orders of 4 booked.').count()).toBe(0);
  await page.context().close();
});

const named = async (page: Page, list: string) =>
  (await page.getByRole('list', { name: list }).locator('li').first().textContent())?.replaceAll('\u00a0', ' ');

test.each(Object.entries({ phone, 'phone-dark': dark(phone) }))(
  'on a phone figures that the row does not explain bear their names (%s)',
  async (screen, options) => {
    const accuracy = await open(`${full}/accuracy`, options);
    await settled(accuracy);
    const times = accuracy.getByRole('list', { name: 'Order processing time' });
    await times.scrollIntoViewIfNeeded();
    expect(await named(accuracy, 'Order processing time')).toMatch(/p50 .*p95 .*p99 /);
    await picture(accuracy, `processing-time-${screen}`);
    expect(await violationsOn(accuracy)).toEqual([]);
    await accuracy.context().close();
    const last = '2026-11-21' as LocalDate;
    await shop.desk.certify('Demo shop', 'Mugs', last, last);
    const day = await shop.open(`${demo}/accuracy/Mugs/2026-11-21`, options);
    await settled(day);
    expect(await named(day, 'Orders that differ')).toMatch(/Shop .*Books /);
    await day.getByRole('list', { name: 'Orders that differ' }).scrollIntoViewIfNeeded();
    await picture(day, `day-differing-${screen}`);
    expect(await violationsOn(day)).toEqual([]);
    await day.context().close();
  },
);

test('on a phone a register says which side a figure is on', async () => {
  const page = await shop.open(`${demo}/accounts/1200?period=all`, phone);
  await settled(page);
  const figures = page.locator('.card-figure');
  await figures.first().waitFor();
  for (const text of await figures.allTextContents()) expect(text).toMatch(/^(Dr|Cr) [\d.,]+/);
  await picture(page, 'register-sides-phone');
  await page.context().close();
});

test('on a phone what a row says does not run into its figures', async () => {
  const page = await open(`${full}/connections`, phone);
  await settled(page);
  await page.getByRole('list', { name: 'Prices to look at' }).first().waitFor();
  for (const more of await page.locator('.store-fold > summary').all()) await more.click();
  const tooWide = `[...document.querySelectorAll('.card-left > *')]
    .filter((part) => part.scrollWidth > part.clientWidth).map((part) => part.textContent)`;
  expect(await page.evaluate(tooWide)).toEqual([]);
  await page.getByRole('list', { name: 'Feeds' }).first().scrollIntoViewIfNeeded();
  await picture(page, 'connections-more-phone');
  await page.getByRole('list', { name: 'Prices to look at' }).first().scrollIntoViewIfNeeded();
  await picture(page, 'connections-prices-phone');
  await page.context().close();
});

test('a price that fell to nothing is told as a figure', async () => {
  const page = await open(`${full}/connections`, { ...desktop, locale: 'de-DE' });
  await page.route('**/api/**/connections', async (route) => {
    const stores = (await (await route.fetch()).json()) as { live: { priceChanges: object[] } | null }[];
    for (const change of stores.flatMap(({ live }) => live?.priceChanges ?? []))
      Object.assign(change, { after: '0.00' });
    await route.fulfill(json(stores));
  });
  await page.reload();
  await page.locator('.store-fold > summary').first().click();
  const row = page.getByRole('region', { name: 'Prices that changed', exact: true }).locator('tbody tr').first();
  expect(await row.locator('td').last().textContent()).toBe('0,00 EUR');
  await page.context().close();
});

test('the rest of a list goes on from the keyboard where it was left', async () => {
  const page = await open(`${full}/accuracy?recognised=Shop+DE&line=cancelled&of=EUR`);
  const more = page.getByRole('button', { name: 'Show more' });
  await more.focus();
  await page.keyboard.press('Enter');
  await more.waitFor({ state: 'detached' });
  await expect.poll(() => page.evaluate('document.activeElement?.textContent')).toBe('#1020');
  await page.context().close();
});

test('from placed to recognised stays as it is while orders come, and offers to begin again', async () => {
  await sell(shop, 8_001);
  const page = await shop.open(`${demo}/accuracy/Shop%20beside/2026-11-21?line=placed&of=USD`);
  await page.locator('.live[data-state=live]').waitFor();
  await page.getByRole('heading', { name: 'Placed: 1 order' }).waitFor();
  const orders = page.getByRole('region', { name: /^Placed: / });
  await orders.getByRole('link', { name: '8001' }).waitFor();
  await sell(shop, 8_002);
  await page.getByText('There is news').waitFor();
  expect(await orders.locator('tbody tr').count()).toBe(1);
  await picture(page, 'recognition-news-wide');
  expect(await violationsOn(page)).toEqual([]);
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await page.getByRole('heading', { name: 'Placed: 2 orders' }).waitFor();
  await orders.getByRole('link', { name: '8002' }).waitFor();
  expect(await page.getByRole('row', { name: /^Recognised/ }).textContent()).toContain('76.20');
  await page.getByText('There is news').waitFor({ state: 'detached' });
  await page.context().close();
});

test('times are not said to be missing before they are known', async () => {
  const page = await shop.open(`${demo}/today`);
  await page.route('**/api/**/connections', (route) => route.fulfill(fails));
  await page.goto(`${new URL(page.url()).origin}${demo}/accuracy`);
  await settled(page);
  expect(await page.getByText('No webhook came').count()).toBe(0);
  await page.getByRole('alert').waitFor();
  await page.context().close();
  forgive();
});

test('a first look does not tell of a policy that it could not read', async () => {
  const page = await shop.open(`${demo}/today`);
  await page.route('**/api/**/policy', (route) => route.fulfill(fails));
  await page.goto(`${new URL(page.url()).origin}${demo}/connections/Mugs/look`);
  await page.getByRole('alert').waitFor();
  expect(await page.getByText('Your books say').count()).toBe(0);
  await page.unroute('**/api/**/policy');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Your books say: by channel').waitFor();
  await page.context().close();
  forgive();
});

test('a store is not taken for a new one while it is not known which are there', async () => {
  const page = await shop.open(`${demo}/connections/new?platform=woocommerce`);
  await page.locator('input[name=address]:focus').waitFor();
  await page.route('**/api/**/connections', (route) => route.fulfill(fails));
  await page.reload();
  for (const [name, value] of Object.entries(KEY)) await page.locator(`input[name=${name}]`).fill(value);
  await page.getByRole('button', { name: 'Ask the store who it is' }).click();
  await page.getByRole('alert').waitFor();
  expect(await page.getByLabel('Its name in the books').count()).toBe(0);
  await page.unroute('**/api/**/connections');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('It is connected as Mugs already.').waitFor();
  await page.context().close();
  forgive();
});

test('the rows of a long list are counted together with its heading', async () => {
  const page = await shop.open(`${demo}/accounts/4000?period=all`);
  const table = page.getByRole('table', { name: 'Register of 4000' });
  await table.waitFor();
  await page.locator('.virtual').evaluate((box) => box.scrollTo(0, 1e9));
  const rows = Number(await table.getAttribute('aria-rowcount'));
  await table.locator(`tr[aria-rowindex="${rows}"]`).waitFor();
  expect(await page.locator('.answer').textContent()).toContain(`${rows - 1} postings`);
  await page.context().close();
});
