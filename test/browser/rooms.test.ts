import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { dark, demo, desktop, phone, picture, settled, useShop, violationsOn } from './shop.ts';

const shop = useShop();

const rooms = [
  'today',
  'orders',
  'orders/NS12CQY6RDC8FSD8',
  'journal',
  'journal/1',
  'accounts',
  'accounts/1200',
  'reports',
  'reports/profit-and-loss',
  'reports/balance-sheet',
  'reports/trial-balance',
  'reports/sales-by-channel',
  'reports/tax',
  'reports/clearing',
  'locks',
  'waiting',
  'waiting?tab=differences',
  'mapping',
  'import',
];

/** The other two pairs of width and colours are in pictures only: they hold nothing that these do not. */
const screens = { wide: desktop, 'phone-dark': dark(phone) };
const pictured = { 'wide-dark': dark(desktop), phone };

const fileOf = (room: string, screen: string) => `${room.replaceAll(/[/?=]/g, '-')}-${screen}`;

for (const [screen, options] of Object.entries(screens)) {
  // The same for all rooms: the browser then has what they share.
  let page: Page | undefined;
  test.each(rooms)(`axe finds nothing wrong with %s (${screen})`, async (room) => {
    page ??= await shop.open(`${demo}/today`, options);
    await page.goto(`${new URL(page.url()).origin}${demo}/${room}`);
    await settled(page);
    await picture(page, fileOf(room, screen));
    expect(await violationsOn(page)).toEqual([]);
  });
}

test.each(Object.entries(pictured))('pictures are kept (%s)', async (screen, options) => {
  const page = await shop.open(`${demo}/today`, options);
  const origin = new URL(page.url()).origin;
  for (const room of rooms) {
    await page.goto(`${origin}${demo}/${room}`);
    await settled(page);
    await picture(page, fileOf(room, screen));
  }
  await page.context().close();
});

test('a room that does not exist, and a book that does not exist, say so and lead back', async () => {
  const page = await shop.open(`${demo}/attic`);
  await page.getByText('There is no such room').waitFor();
  await page.getByRole('link', { name: 'To the books' }).click();
  await page.getByRole('heading', { name: 'Today' }).waitFor();
  await page.context().close();
});

test('a phone shows cards and never scrolls sideways', async () => {
  const page = await shop.open(`${demo}/today`, phone);
  const { origin } = new URL(page.url());
  for (const room of [
    'today',
    'orders',
    'orders/NS12CQY6RDC8FSD8',
    'waiting?tab=differences',
    'locks',
    'mapping',
    'import',
  ]) {
    await page.goto(`${origin}${demo}/${room}`);
    await settled(page);
    expect([room, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([room, 390]);
  }
  await page.context().close();
});

test('what a room needs before it can be read is less than 300 kB of script, compressed; charts come after', async () => {
  for (const room of ['today', 'orders', 'reports/profit-and-loss', 'import', 'connections/new', 'accuracy']) {
    const page = await shop.open(`${demo}/locks`);
    await settled(page);
    await page.route('**/assets/chart-*.js', async (route) => {
      await page.locator('main table').first().waitFor();
      await route.continue();
    });
    const scripts = new Map<string, number>();
    page.on('response', async (response) => {
      const name = new URL(response.url()).pathname;
      if (response.request().resourceType() === 'script' && !name.includes('/chart-'))
        scripts.set(name, gzipSync(await response.body()).length);
    });
    await page.goto(`${new URL(page.url()).origin}${demo}/${room}`);
    await settled(page);
    await page.waitForLoadState('networkidle');
    const bytes = [...scripts.values()].reduce((sum, size) => sum + size, 0);
    expect(bytes).toBeGreaterThan(100_000);
    expect([room, bytes < 300_000]).toEqual([room, true]);
    await page.context().close();
  }
});
