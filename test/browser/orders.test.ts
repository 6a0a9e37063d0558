import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { demo, settled, useShop } from './shop.ts';

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
