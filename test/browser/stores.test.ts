import type { BrowserContextOptions } from 'playwright-core';
import { expect, test } from 'vitest';
import { useInvented } from './invented/pages.ts';
import { dark, desktop, phone, picture, settled, violationsOn } from './shop.ts';

const open = useInvented();

const full = '/b/Northwind%20Trading';
const empty = '/b/Empty%20company';
const look = `connections/${encodeURIComponent('日本ストア')}/look`;

/** Every page of connected stores: a name for its pictures, and where it is. */
const pages: Readonly<Record<string, string>> = {
  connections: `${full}/connections`,
  'connections-empty': `${empty}/connections`,
  'connect-platform': `${full}/connections/new`,
  'connect-credentials': `${full}/connections/new?platform=woocommerce`,
  'connect-look': `${full}/${look}`,
  accuracy: `${full}/accuracy`,
  'accuracy-empty': `${empty}/accuracy`,
  'accuracy-day': `${full}/accuracy/Shop%20DE/2026-11-20`,
  'accuracy-day-broken': `${full}/accuracy/Shop%20DE/2026-10-02`,
};

/** Of these the pictures are enough: a year is ninety days many times. */
const long = { 'accuracy-year': `${full}/accuracy?days=365` };

/** The other two pairs of width and colours are in pictures only: they hold nothing that these do not. */
const screens = { wide: desktop, 'phone-dark': dark(phone) };
const pictured = { 'wide-dark': dark(desktop), phone };

/** Goes through pages in one window, and keeps a picture of each. */
async function* walk(screen: string, options: BrowserContextOptions, through: Readonly<Record<string, string>>) {
  const page = await open(`${empty}/locks`, options);
  const { origin } = new URL(page.url());
  for (const [name, path] of Object.entries(through)) {
    await page.goto(`${origin}${path}`);
    await settled(page);
    await picture(page, `${name}-${screen}`);
    yield { page, name };
  }
  await page.context().close();
}

test.each(Object.entries(screens))(
  'axe finds nothing wrong, and nothing scrolls sideways (%s)',
  async (screen, options) => {
    for await (const { page, name } of walk(screen, options, pages)) {
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect([name, width, await violationsOn(page)]).toEqual([name, options.viewport?.width, []]);
    }
  },
);

test.each(Object.entries(pictured))('pictures are kept (%s)', async (screen, options) => {
  const kept: string[] = [];
  for await (const { name } of walk(screen, options, { ...pages, ...long })) kept.push(name);
  expect(kept).toHaveLength(Object.keys(pages).length + 1);
});

test('a card says in words how it is with its channel, and what can be done', async () => {
  const page = await open(`${full}/connections`);
  await settled(page);
  const words: readonly (readonly [channel: string, ...says: (string | RegExp)[]])[] = [
    [
      'Shop DE',
      'live',
      'Orders are read through 12:03.',
      /made again at 11:21/,
      '3 webhooks since 12:03; 4 orders to read',
    ],
    ['Shop US', 'reading history', '48,210 of 100,000 records of its history read (48 %).', '42 %'],
    ['Marketplace FR', 'paused until 12:10', /refused the credentials \(401\)/, /What helps: give new credentials/],
    ['Märkte "Ost"; Süd', 'live', /PUBLIC_URL is not set, so the shop cannot call us\. Nothing is lost/],
    ['日本ストア', 'not started', 'See what it holds and start'],
    ['متجر الخليج', 'files only', 'Connect its store'],
    ['Old shop', 'disconnected', 'Its evidence and its entries stay'],
  ];
  for (const [channel, ...says] of words) {
    const card = page.getByRole('article', { name: channel });
    for (const text of says) await card.getByText(text).first().waitFor();
  }
  await page.getByText('1 of 4 stores cannot be kept up with now. 1 store waits to be started.').waitFor();
  await page.context().close();
});

test('a figure tells its formula, to the keyboard too; feeds, topics and prices open', async () => {
  const page = await open(`${full}/connections`);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const card = page.getByRole('article', { name: 'Shop DE' });
  await card.getByRole('button', { name: 'Webhook to books, p95' }).focus();
  await page.getByRole('tooltip').getByText('95 of 100 took no longer').waitFor();
  await picture(page, 'connections-formula-wide');
  expect(await violationsOn(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await card.locator('summary').click();
  const prices = card.getByRole('region', { name: 'Prices that changed' });
  expect(await prices.getByRole('row', { name: /TEE-M/ }).textContent()).toMatch(/19\.90 EUR.*24\.90 EUR/);
  expect(await prices.getByRole('row', { name: /MUG-JP/ }).textContent()).toMatch(/1,800 JPY.*1,500 JPY/);
  expect(await prices.getByRole('row', { name: /12\.345 KWD/ }).count()).toBe(1);
  await picture(page, 'connections-more-wide');
  expect(await violationsOn(page)).toEqual([]);
  await page.context().close();
});

test('Today says in a line that a store cannot be kept up with', async () => {
  const page = await open(`${full}/today`);
  await page.getByText('not kept up with').waitFor();
  await page
    .getByText(
      /^\d+ things wait for you, and 1 store cannot be kept up with; the history of 1 store is still being read\.$/,
    )
    .waitFor();
  await page.locator('.notice').getByRole('link', { name: 'Look ›' }).click();
  await page.getByRole('heading', { level: 1, name: 'Connections' }).waitFor();
  await page.context().close();
});

test('what a shop needs to tell of changes is shown, the secret when it is asked for, and kept nowhere', async () => {
  const page = await open(`${full}/connections`);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await settled(page);
  await page.getByRole('button', { name: 'Webhook address: Marketplace FR' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('it tells').waitFor();
  await dialog.getByText('https://hooks.northwind.example/webhooks/').waitFor();
  const secret = '4f1d0c9b8a7e6f5d4c3b2a190817263544536271809f8e7d';
  expect(await page.content()).not.toContain(secret);
  await dialog.getByRole('button', { name: 'Copy: secret' }).click();
  await dialog.getByText('the secret is copied').waitFor();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(secret);
  await dialog.getByRole('button', { name: 'Show the secret' }).click();
  await dialog.getByText(secret).waitFor();
  await dialog.getByText('The lines').first().click();
  await dialog.getByText('src/subscribers/bookkeeper.ts').waitFor();
  await dialog.getByText('export default async function tellBookkeeper').waitFor();
  await picture(page, 'webhook-dialog-wide');
  expect(await violationsOn(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await page.content()).not.toContain(secret);
  const kept = 'location.href + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)';
  expect(await page.evaluate(kept)).not.toContain(secret);
  await page.getByRole('button', { name: 'Webhook address: Märkte "Ost"; Süd' }).click();
  await dialog.getByText('nothing has come yet').waitFor();
  await dialog.getByText('None yet: PUBLIC_URL is not set.').waitFor();
  await page.context().close();
});

test.each(Object.entries({ phone, 'phone-dark': dark(phone), 'wide-dark': dark(desktop) }))(
  'the dialogs of a store fit (%s)',
  async (screen, options) => {
    const page = await open(`${full}/connections`, options);
    await settled(page);
    await page.getByRole('button', { name: 'Webhook address: Marketplace FR' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('The lines').click();
    await picture(page, `webhook-dialog-${screen}`);
    expect(await violationsOn(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Change the bounds of prices: Shop DE' }).first().click();
    await dialog.getByRole('heading', { name: 'How much may a price change?' }).waitFor();
    await picture(page, `price-bounds-${screen}`);
    expect(await violationsOn(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(options.viewport?.width);
    await page.context().close();
  },
);
