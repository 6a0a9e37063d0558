import { expect, test } from 'vitest';
import { useInvented } from './invented/pages.ts';
import { picture, settled } from './shop.ts';

// What the samples cannot show: a book of 100,000 orders in five currencies and three scripts, an empty one, a broken one.
const open = useInvented();

test('a list of 100,000 orders draws what is seen, goes on as far as one scrolls, and keeps its place', async () => {
  const page = await open('/b/Northwind%20Trading/orders?period=all');
  await settled(page);
  await page.getByText('100,000 orders').waitFor();
  const rows = page.locator('.virtual tbody tr:not(.room-for-rows)');
  await rows.first().waitFor();
  const scrolledTo = async () => {
    await page.evaluate("document.querySelector('.virtual').scrollTo(0, 1e9)");
    expect(await rows.count()).toBeLessThan(80);
    return Number(await rows.last().getAttribute('aria-rowindex'));
  };
  await expect.poll(scrolledTo).toBeGreaterThan(3_000);
  await page.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => undefined);
  await picture(page, 'orders-full-wide');
  const row = rows.nth(20);
  const number = (await row.locator('[data-row]').textContent()) ?? '';
  await page.getByRole('link', { name: number, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: `Order ${number}` }).waitFor();
  await page.goBack();
  await page.getByRole('link', { name: number, exact: true }).waitFor();
  await page.context().close();
});

test('an empty book says what will be there, and how to begin', async () => {
  const page = await open('/b/Empty%20company/orders?period=all');
  await page.getByText('No orders yet').waitFor();
  await picture(page, 'orders-empty-wide');
  await page.getByRole('link', { name: 'Import orders' }).click();
  await page.getByText('Drop files here').waitFor();
  await page.context().close();
});

test('what fails says why, what to do, and a number to quote', async () => {
  const page = await open('/b/Broken/orders');
  const alert = page.getByRole('alert');
  await alert.getByText('The books could not be read').waitFor();
  await alert.getByRole('button', { name: 'Try again' }).waitFor();
  await alert.getByText('req-500a1').waitFor();
  await picture(page, 'orders-broken-wide');
  for (const complaint of open.complaints.splice(0)) expect(complaint).toContain('a status of 500');
  await page.context().close();
});

test('no figure of a list is cut, in any currency', async () => {
  for (const room of ['orders', 'journal', 'accounts/1200']) {
    const page = await open(`/b/Northwind%20Trading/${room}?period=all`);
    await settled(page);
    await page.locator('.virtual tbody td.money').first().waitFor();
    const cut = await page.evaluate(
      `[...document.querySelectorAll('.virtual td.money')].filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent)`,
    );
    expect([room, cut]).toEqual([room, []]);
    await page.context().close();
  }
});
