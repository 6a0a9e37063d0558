import { expect, test } from 'vitest';
import { dark, demo, desktop, picture, settled, useShop } from './shop.ts';

const shop = useShop();

/** Room between the margins of A4, in CSS pixels. */
const upright = { width: 700, height: 1000 };
const onItsSide = { width: 1020, height: 700 };

const colourOf = `getComputedStyle(document.querySelector('main h1')).color`;
const pageColour = 'getComputedStyle(document.body).backgroundColor';

test.each([
  ['reports/profit-and-loss', onItsSide],
  ['reports/balance-sheet', upright],
  ['reports/trial-balance', upright],
  ['reports/sales-by-channel', onItsSide],
  ['reports/tax', onItsSide],
  ['reports/clearing', upright],
  ['orders/NS12CQY6RDC8FSD8', upright],
])(
  '%s on paper: black on white from a dark screen, headed by book, period and time, nothing cut',
  async (room, paper) => {
    const page = await shop.open(`${demo}/${room}`, dark(desktop));
    await settled(page);
    await page.locator('main table').first().waitFor();
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize(paper);
    for (const hidden of ['.rail', '.bar', '.room-actions', '.filters']) {
      for (const part of await page.locator(hidden).all())
        expect([hidden, await part.isVisible()]).toEqual([hidden, false]);
    }
    expect([await page.evaluate(colourOf), await page.evaluate(pageColour)]).toEqual([
      'rgb(0, 0, 0)',
      'rgb(255, 255, 255)',
    ]);
    const head = await page.locator('.print-head').textContent();
    expect(head).toMatch(/^Demo shopPrinted \d+ \w+ \d{4}, \d\d:\d\d \(America\/New_York\)$/);
    if (room.startsWith('reports')) {
      expect(await page.locator('.basis').textContent()).toMatch(
        /\d{4} – .*from entries 1 to \d+ · head .*[0-9a-f]{64}/,
      );
    }
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(paper.width);
    await picture(page, `print-${room.replaceAll('/', '-')}`);
    await page.context().close();
  },
);

test('a report of many columns is printed on its side, and fits one page', async () => {
  const page = await shop.open(`${demo}/reports/sales-by-channel`);
  await settled(page);
  await page.locator('main table').first().waitFor();
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect(pdf.match(/\/MediaBox \[[^\]]*\]/g)).toEqual(['/MediaBox [0 0 792 612]']);
  await page.context().close();
});
