import { expect, test } from 'vitest';
import { demo, hold, useShop } from './shop.ts';

const shop = useShop();

test('what was booked between reading a list and first hearing of the book is in the list', async () => {
  const page = await shop.open(`${demo}/today`);
  const { origin } = new URL(page.url());
  const parked = async (payload: object) => {
    const files = { name: 'file.jsonl', mimeType: 'text/plain', buffer: Buffer.from(JSON.stringify(payload)) };
    const multipart = { as: 'woocommerce', channel: 'Woo shop', files };
    const imports = `${origin}/api/books/Demo%20shop/imports`;
    const { import: id } = await (await page.request.post(imports, { multipart, headers: { origin } })).json();
    const state = async () => (await (await page.request.get(`${imports}/${id}`)).json()).state;
    await expect.poll(state).toBe('done');
  };
  // The stream is held back until the list was read and the book has moved.
  const letWords = await hold(page, '**/api/live?*');
  await page.goto(`${origin}${demo}/waiting`);
  await page.getByRole('heading', { name: 'Nothing waits' }).waitFor();
  await parked({ id: 41, sku: 'MUG' });
  letWords();
  await page.getByText('1 message could not be booked yet').waitFor();
  await page.getByText('Look at the message').waitFor();
  await page.context().close();
});

test('a long list that has gone on before the first word keeps its place, and says that there is news', async () => {
  const page = await shop.open(`${demo}/journal?period=all`);
  const letWords = await hold(page, '**/api/live?*');
  await page.reload();
  const list = page.locator('.virtual');
  await expect
    .poll(async () => {
      await list.evaluate((box) => box.scrollTo(0, 1e9));
      return await page.locator('tbody').getByRole('link', { name: '1', exact: true }).count();
    })
    .toBe(1);
  const place = await list.evaluate((box) => box.scrollTop);
  letWords();
  await page.getByText('There is news').waitFor();
  expect(await list.evaluate((box) => box.scrollTop)).toBe(place);
  await page.context().close();
});
