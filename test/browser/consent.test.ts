import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { StoreDesk } from '../../src/engine/desk.ts';
import { type ShopifyShop, startShopifyShop } from '../support/shopify-shop.ts';
import { demo, desktop, phone, picture, settled, useShop, violationsOn } from './shop.ts';

// A merchant lets us in from within a shop of the sandbox, which says yes at once. Tests go on where the one before stopped.
let tees: ShopifyShop;
const shop = useShop(async (session) => {
  tees = await startShopifyShop(session);
  return new StoreDesk(session, tees.surroundings, tees.clock, 'ada', null);
});
afterAll(() => tees?.stop());

const start = `${demo}/connections/new?platform=shopify`;

async function allowInShop(page: Page): Promise<void> {
  await page.getByLabel('Allow it in the shop').check();
  for (const [name, value] of Object.entries(tees.face.credentials)) {
    await page.locator(`input[name=${name}]`).fill(value);
  }
}

test('a merchant is sent to the shop, comes back, leaves, and finds the store where it was left', async () => {
  const page = await shop.open(start);
  await settled(page);
  await allowInShop(page);
  expect(await page.locator('input[name=access-token]').count()).toBe(0);
  const { origin } = new URL(page.url());
  await page.getByRole('button', { name: `${origin}/consent` }).waitFor();
  await picture(page, 'connect-consent-wide');
  expect(await violationsOn(page)).toEqual([]);
  await page.getByRole('button', { name: 'Go to the shop' }).click();

  await page.locator('h2:focus').getByText('Tidewater Tees').waitFor();
  expect(page.url()).toMatch(/connections\/new\?platform=shopify&consent=[\w-]+$/);
  const kept = await page.evaluate('location.href + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)');
  expect(kept).not.toMatch(/shpss_|shpat_|shprt_|state=/);
  await page.goto(`${origin}${demo}/connections/new`);
  await page.getByRole('heading', { name: 'Left unfinished' }).waitFor();
  await picture(page, 'connect-consent-left-wide');
  expect(await violationsOn(page)).toEqual([]);
  await page.getByRole('link', { name: /lets Bookkeeper in: go on/ }).click();

  await page.locator('h2:focus').getByText('Tidewater Tees').waitFor();
  await page.locator('input:not([type=radio])').fill('Tees');
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.waitForURL(/connections\/Tees\/look/);
  await page.getByText('Nothing is booked yet.').waitFor();
  expect((await shop.desk.connections('Demo shop')).find(({ channel }) => channel === 'Tees')?.state).toBe('found');
  await page.context().close();
});

test('one who says no is told so, and may be asked again without giving anything once more', async () => {
  const page = await shop.open(start, phone);
  await settled(page);
  await allowInShop(page);
  let asked = 0;
  await page.route('**/admin/oauth/authorize?**', async (route) => {
    asked += 1;
    const query = new URL(route.request().url()).searchParams;
    const no = `${query.get('redirect_uri')}?error=access_denied&state=${query.get('state')}`;
    if (asked === 1) await route.fulfill({ status: 302, headers: { location: no } });
    else await route.continue();
  });
  await page.getByRole('button', { name: 'Go to the shop' }).click();
  await page.getByRole('heading', { name: 'It was not connected' }).waitFor();
  await page.locator('.notice').getByText('It was not allowed in 127.0.0.1').waitFor();
  await picture(page, 'connect-consent-denied-phone');
  expect(await violationsOn(page)).toEqual([]);
  await page.getByRole('button', { name: 'Ask the shop again' }).click();
  await page.getByText('It is connected as Tees already.').waitFor();
  await page.context().close();
});

test('who opens the wizard while the shop is asked sees until when, and goes on by itself', async () => {
  const question = { platform: 'shopify', credentials: tees.face.credentials, channel: null };
  const page = await shop.open(`${demo}/connections`, desktop);
  const redirectUrl = `${new URL(page.url()).origin}/consent`;
  const { id, url } = await shop.desk.consents.ask('Demo shop', question, { redirectUrl, askedFrom: null });
  await page.goto(`${new URL(page.url()).origin}${start}&consent=${id}`);
  await page.getByText('is asked, and may answer until').waitFor();
  await picture(page, 'connect-consent-waiting-wide');
  expect(await violationsOn(page)).toEqual([]);
  const shopPage = await page.context().newPage();
  await shopPage.goto(url);
  await shopPage.getByText('Go on in the terminal; this page can be closed.').waitFor();
  await page.getByText('It is connected as Tees already.').waitFor();
  await page.context().close();
});
