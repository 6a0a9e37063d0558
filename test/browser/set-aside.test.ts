import { expect, test } from 'vitest';
import { useInvented } from './invented/pages.ts';
import { dark, demo, desktop, hold, phone, picture, settled, useShop, violationsOn } from './shop.ts';

const open = useInvented();
const shop = useShop();
const medusaOrder = 'order_01M7ZG6FMS15MCFC1DZQV0TXW1';
const invented = '/b/Northwind%20Trading/waiting';

test.each(Object.entries({ wide: desktop, 'wide-dark': dark(desktop), phone, 'phone-dark': dark(phone) }))(
  'what waits and what was set aside stand apart, this with whose word it was and why (%s)',
  async (screen, options) => {
    const page = await open(invented, options);
    await settled(page);
    await page.getByText('no rate KWD to EUR').first().waitFor();
    const name = page.locator('.card-part, td').filter({ hasText: medusaOrder }).first();
    expect(await name.evaluate((part) => part.scrollWidth > part.clientWidth)).toBe(false);
    await picture(page, `not-booked-${screen}`);
    expect(await violationsOn(page)).toEqual([]);
    await page.getByLabel('State').selectOption('set-aside');
    await page.getByText('Set aside by ada').first().waitFor();
    await page.getByText('a test order of ours, placed when the checkout was changed').waitFor();
    await picture(page, `set-aside-${screen}`);
    expect(await violationsOn(page)).toEqual([]);
    await page.context().close();
  },
);

test.each(Object.entries({ wide: desktop, phone }))(
  'a message is looked at without leaving the room, also where its row leads to an order (%s)',
  async (_screen, options) => {
    const page = await open(invented, options);
    await settled(page);
    const row = page.locator('tbody tr, .cards > li').filter({ hasText: medusaOrder });
    await row.getByText('Look at the message').click();
    await row.getByText('"total": "1.50"').click();
    expect(page.url()).toContain('/waiting');
    await row.getByText('Import a rate for that day').click();
    await page.waitForURL(/\/orders\//);
    await page.context().close();
  },
);

test('what waits stays what it is while what was set aside is asked for, and what was said of it is not said again', async () => {
  const page = await open(invented);
  await settled(page);
  const body = JSON.stringify({ tried: 0, posted: 0, parked: 4 });
  await page.route('**/parked/retry', (route) => route.fulfill({ contentType: 'application/json', body }));
  await page.getByRole('button', { name: 'Try all again' }).click();
  const said = page.getByText('None of these can be tried again; each says what to do.');
  await said.waitFor();
  const letSetAside = await hold(page, '**/parked?state=set-aside*');
  await page.getByLabel('State').selectOption('set-aside');
  await page.locator('.stale').waitFor();
  const rows = page.getByRole('table', { name: 'Not booked yet' }).locator('tbody tr');
  await rows.first().getByRole('button', { name: 'Set aside refund 7712' }).waitFor();
  expect(await rows.getByRole('checkbox', { disabled: true }).count()).toBe(await rows.count());
  letSetAside();
  await page.getByRole('table', { name: 'Set aside' }).waitFor();
  await page.getByLabel('State').selectOption('waiting');
  await rows.first().waitFor();
  expect(await said.count()).toBe(0);
  await page.context().close();
});

test('a message that is no order is looked at, set aside with a reason, and brought back', async () => {
  const page = await shop.open(`${demo}/today`);
  const { origin } = new URL(page.url());
  const lines = [41, 42, 43].map((id) => JSON.stringify({ id, sku: 'MUG' })).join('\n');
  const files = { name: 'products.jsonl', mimeType: 'text/plain', buffer: Buffer.from(lines) };
  const multipart = { as: 'woocommerce', channel: 'Woo shop', files };
  await page.request.post(`${origin}/api/books/Demo%20shop/imports`, { multipart, headers: { origin } });
  await page.goto(`${origin}${demo}/waiting`);
  await page.getByText('3 messages could not be booked yet').waitFor();
  const rows = page.getByRole('table', { name: 'Not booked yet' }).locator('tbody tr');
  const first = rows.first();
  await first.getByText('Look at the message').click();
  await first.getByText('"sku": "MUG"').waitFor();
  await picture(page, 'not-booked-message-wide');

  await rows.last().getByRole('checkbox').check();
  await first.getByRole('button', { name: /^Set aside message/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Set messages aside' });
  await dialog.getByLabel(/^Why/).waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await first.locator('button:focus', { hasText: 'Set aside' }).waitFor();
  await page.keyboard.press('Enter');
  await picture(page, 'set-aside-dialog-wide');
  await dialog.getByRole('button', { name: 'Set aside' }).click();
  expect(await dialog.getByLabel(/^Why/).evaluate((field) => field.matches(':invalid'))).toBe(true);
  await dialog.getByLabel(/^Why/).fill('a product');
  const letSettle = await hold(page, '**/parked/set-aside');
  await dialog.getByRole('button', { name: 'Set aside' }).click();
  await dialog.getByRole('button', { name: 'Not now', disabled: true }).waitFor();
  await page.keyboard.press('Escape');
  expect(await dialog.isVisible()).toBe(true);
  letSettle();
  await page.getByText('2 messages could not be booked yet').waitFor();
  await page.locator('tbody tr:first-child input:focus').waitFor();
  await page.getByRole('button', { name: 'Set aside 1 message' }).waitFor();
  await page.getByRole('button', { name: 'Choose all shown' }).click();
  await page.getByRole('button', { name: 'Set aside 2 messages' }).click();
  await dialog.getByLabel(/^Why/).fill('products too');
  await dialog.getByRole('button', { name: 'Set aside' }).click();
  await page.getByRole('heading', { name: 'Nothing waits' }).waitFor();
  await page.getByText('3 messages are set aside.').waitFor();

  await page.getByLabel('State').selectOption('set-aside');
  await expect.poll(() => page.getByText(': products too').count()).toBe(2);
  await page
    .getByRole('row')
    .filter({ hasText: ': a product' })
    .getByRole('button', { name: /^Bring back message/ })
    .click();
  await page.getByText('1 message could not be booked yet').waitFor();
  await expect.poll(() => page.getByRole('button', { name: /^Bring back message/ }).count()).toBe(2);
  await page.getByRole('link', { name: 'Not booked yet' }).click();
  await rows.first().getByText('products.jsonl:1').waitFor();
  await page.context().close();
});

test('a row that goes by itself takes the reader nowhere, and messages are not read again', async () => {
  const page = await shop.open(`${demo}/waiting`);
  const { origin } = new URL(page.url());
  const parked = `${origin}/api/books/Demo%20shop/parked`;
  const { parked: apart } = await (await page.request.get(`${parked}?state=set-aside`)).json();
  const ids = apart.map(({ id }: { id: number }) => id);
  await page.request.post(`${parked}/bring-back`, { data: { ids }, headers: { origin } });
  const rows = page.getByRole('table', { name: 'Not booked yet' }).locator('tbody tr');
  await expect.poll(() => rows.count()).toBe(3);
  await rows.last().getByText('Look at the message').click();
  await rows.last().getByText('"sku": "MUG"').waitFor();
  const read: string[] = [];
  page.on('request', (request) => {
    if (/\/parked\/\d+$/.test(request.url())) read.push(request.url());
  });
  await page.setViewportSize({ width: 1440, height: 150 });
  await rows.first().getByRole('checkbox').focus();
  await page.evaluate('scrollTo(0, 1e9)');
  const { parked: waiting } = await (await page.request.get(parked)).json();
  const data = { ids: [waiting[0].id], note: 'x' };
  await page.request.post(`${parked}/set-aside`, { data, headers: { origin } });
  await expect.poll(() => rows.count()).toBe(2);
  await page.locator('tbody input:focus').waitFor();
  expect(await page.evaluate('scrollY + innerHeight - document.documentElement.scrollHeight')).toBe(0);
  expect(read).toEqual([]);
  await page.context().close();
});
