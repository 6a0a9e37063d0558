import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { demo, picture, settled, useShop, violationsOn } from './shop.ts';

const shop = useShop();

test('orders are searched and filtered, and the address keeps it', async () => {
  const page = await shop.open(`${demo}/orders`);
  await page.getByText('66 orders').waitFor();
  await page.getByLabel('Channel').selectOption('Medusa shop');
  await page.waitForURL(/channel=Medusa/);
  await page.getByLabel('Search orders').fill('Zo');
  await page.waitForURL(/q=Zo/);
  const cells = page.locator('tbody td:nth-child(3)');
  await expect.poll(async () => new Set(await cells.allTextContents())).toEqual(new Set(["Zoë O'Neil"]));
  const count = await cells.count();
  await page.reload();
  await settled(page);
  expect(await page.getByLabel('Search orders').inputValue()).toBe('Zo');
  await expect.poll(() => cells.count()).toBe(count);
  await page.context().close();
});

test('from an order down to the message it came from, and back', async () => {
  const page = await shop.open(`${demo}/orders`);
  await page.getByRole('link', { name: 'NS12CQY6RDC8FSD8' }).click();
  await page.getByRole('heading', { name: 'Order NS12CQY6RDC8FSD8' }).waitFor();
  await page.getByText('Raw messages (1)').click();
  await page.locator('.payloads summary').first().click();
  await page.locator('.payload').waitFor();
  expect(await page.locator('.payload').textContent()).toContain('NS12CQY6RDC8FSD8');
  await page.getByText('Why these accounts').click();
  await page.getByText('Goods and services sold, without tax.').waitFor();
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
  await page.context().close();
});

test('an order says why nothing of it is booked, or only a part', async () => {
  const page = await shop.open(`${demo}/orders/NS12CQY6RDC8FSD8`);
  await settled(page);
  expect(await page.getByText('Revenue when it ships').count()).toBe(0);
  let told = {};
  await page.route('**/api/**/orders/NS12CQY6RDC8FSD8', async (route) => {
    const said = (await (await route.fetch()).json()) as { document: object };
    Object.assign(said.document, { parts: [{ key: 'order', text: 'placed 2026-11-21 11:46' }] }, told);
    await route.fulfill({ json: { ...said, entries: [] } });
  });
  told = { status: 'nothing-to-show', fulfilled: 'none', total: '290.56', currency: 'EUR' };
  await page.reload();
  await page.getByText('Revenue when it ships (Mapping); 290.56 EUR still to come.').waitFor();
  await page.getByText('No entry yet: its revenue counts when it ships.').waitFor();
  await page.getByText('No entry so far').waitFor();
  await picture(page, 'story-ships-first-wide');
  expect(await violationsOn(page)).toEqual([]);
  told = { status: 'not-yet-a-sale', fulfilled: null };
  await page.reload();
  await page.getByText('One that is cancelled before is none.').waitFor();
  await page.getByText('No entry: it is no sale.').waitFor();
  await page.context().close();
});

test('from a figure of a report to its register, entry, order and payload', async () => {
  const page = await shop.open(`${demo}/reports/profit-and-loss?by=total`);
  await page
    .getByRole('row', { name: /4810 Returns/ })
    .locator('.door')
    .first()
    .click();
  await page.getByRole('heading', { name: '4810 Returns' }).waitFor();
  await page.locator('[data-row]').first().click();
  await page.getByRole('heading', { name: /^Entry \d+$/ }).waitFor();
  await page.locator('main .facts a').first().click();
  await page.getByRole('heading', { level: 1, name: /^Order / }).waitFor();
  await page.getByText(/^Raw messages/).click();
  await page.locator('.payloads summary').first().click();
  expect(await page.locator('.payload').first().textContent()).toContain('{');
  await page.context().close();
});

test('reports are shown as the books stood: after an entry or a day, down to the postings, kept in the address', async () => {
  const page = await shop.open(`${demo}/reports/trial-balance?currency=base`);
  await settled(page);
  await page.getByRole('button', { name: 'As known now' }).click();
  await page.getByLabel(/^After an entry/).fill('1');
  await page.getByRole('button', { name: 'Show that entry' }).click();
  await page.waitForURL(/asKnownAt=1/);
  const banner = page.locator('.notice', { hasText: 'as known then' });
  await banner.getByText('As the books stood after entry 1.').waitFor();
  await banner.getByText('1 entry counts, the last recorded 22 Nov 2026').waitFor();
  const receivable = page.getByRole('row', { name: /1200 Accounts receivable/ });
  expect(await receivable.locator('td').last().textContent()).toContain('38.10');
  await picture(page, 'reports-trial-balance-known-wide');
  expect(await violationsOn(page)).toEqual([]);

  await receivable.locator('.door').first().click();
  await page.getByRole('heading', { name: '1200 Accounts receivable' }).waitFor();
  await banner.getByText('As the books stood after entry 1.').waitFor();
  await page.getByText(/^1 posting ·/).waitFor();
  await page.reload();
  await page.getByText(/^1 posting ·/).waitFor();
  await page.goBack();
  await banner.getByRole('button', { name: 'Back to now' }).click();
  await banner.waitFor({ state: 'detached' });
  expect(page.url()).not.toContain('asKnownAt');

  await page.getByRole('button', { name: 'As known now' }).click();
  await page.getByLabel('At the end of a day').fill('2026-11-21');
  await page.getByRole('button', { name: 'Show that day' }).click();
  await page.getByText('As the books stood at the end of 21 Nov 2026.').waitFor();
  await page.getByText('Nothing was booked yet.').waitFor();
  await page.context().close();
});

test('the journal is searched by an order’s number', async () => {
  const page = await shop.open(`${demo}/journal`);
  await settled(page);
  await page.keyboard.press('/');
  await page.keyboard.type('NS12CQY6RDC8FSD8');
  await page.waitForURL(/q=NS12CQY6RDC8FSD8/);
  const orders = page.locator('tbody td:nth-child(4) a');
  await expect.poll(async () => new Set(await orders.allTextContents())).toEqual(new Set(['NS12CQY6RDC8FSD8']));
  expect(await orders.count()).toBe(4);
  await page.context().close();
});

test('profit and loss stands beside the time before, where the books reach so far', async () => {
  const page = await shop.open(`${demo}/reports/profit-and-loss?by=total&period=custom&from=2026-11-22&to=2026-11-22`);
  await settled(page);
  const head = page.locator('thead th');
  await expect.poll(() => head.allTextContents()).toEqual(['USD', 'Nov 2026', 'Time before']);
  const sales = page.getByRole('row', { name: /4000 Sales/ }).locator('td');
  expect(await sales.allTextContents()).toEqual([expect.stringContaining('–'), '4,804.58']);
  await sales.last().locator('.door').click();
  await page.getByRole('heading', { name: '4000 Sales' }).waitFor();
  expect(page.url()).toContain('from=2026-11-21&to=2026-11-21');
  await page.context().close();
});

test('what is exported is what is shown', async () => {
  const page = await shop.open(`${demo}/orders?channel=Medusa+shop`);
  await settled(page);
  const [orders] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export CSV' }).click(),
  ]);
  const lines = (await readFile(await orders.path(), 'utf8')).trimEnd().split('\n');
  expect(lines.length - 1).toBe(Number((await page.locator('.answer').textContent())?.split(' ')[0]));
  await page.goto(page.url().replace(/orders.*/, 'reports/trial-balance'));
  await settled(page);
  const [sheet] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export XLSX' }).click(),
  ]);
  expect((await readFile(await sheet.path())).subarray(0, 2).toString()).toBe('PK');
  await page.context().close();
});

test('by keyboard alone: palette, list, story, back, search, keys', async () => {
  const page = await shop.open(`${demo}/today`);
  await settled(page);
  await page.keyboard.press('Control+k');
  await page.locator('[role=combobox]:focus').waitFor();
  await page.keyboard.type('orders');
  await page
    .getByRole('option', { name: /Orders/ })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
  await page.locator('tbody [data-row]').first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  const second = await page.locator(':focus').textContent();
  expect(second).toBe(await page.locator('tbody [data-row]').nth(1).textContent());
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: `Order ${second}` }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
  await page.keyboard.press('/');
  expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Search orders');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('Go anywhere, find anything').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.context().close();
});
