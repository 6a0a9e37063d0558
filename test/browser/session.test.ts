import { expect, test } from 'vitest';
import { demo, picture, settled, useShop, violationsOn } from './shop.ts';

const shop = useShop();

test('a link for another browser opens there once; signing out ends this one alone', async () => {
  const page = await shop.open(`${demo}/today`);
  await settled(page);
  await page.getByRole('button', { name: /Change book/ }).click();
  await page.getByRole('menuitem', { name: 'Link for another browser …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Link for another browser' });
  const link = (await dialog.locator('code').textContent()) ?? '';
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/open\?token=[\w-]{43}$/);
  await page.getByRole('menu').waitFor({ state: 'detached' });
  await picture(page, 'session-link-wide');
  expect(await violationsOn(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await dialog.waitFor({ state: 'detached' });

  const other = await shop.openElsewhere(link);
  await settled(other);
  const third = await shop.openElsewhere(link);
  await third.getByRole('heading', { name: 'This link opens nothing' }).waitFor();
  await picture(third, 'session-used-link-wide');
  expect(shop.complaints.splice(0)).toEqual([expect.stringContaining('403')]);

  await page.getByRole('button', { name: /Change book/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  await picture(page, 'session-signed-out-wide');
  expect(await violationsOn(page)).toEqual([]);
  await page.goto(new URL(`${demo}/today`, link).href);
  await page.getByText('Run `bookkeeper link`').waitFor();
  expect(shop.complaints.splice(0).every((words) => words.includes('401'))).toBe(true);
  await other.reload();
  await settled(other);
  for (const each of [page, other, third]) await each.context().close();
});
