import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Trouble } from '../domain/trouble.ts';
import type { Database } from '../storage/database.ts';
import { createBook } from './create.ts';
import type { ImportCounts } from './import/import.ts';
import { importFiles } from './import/import-files.ts';
import { importRates } from './rates.ts';
import type { Clock } from './writer.ts';

/** The book a first start makes, so that there is something true to look at. */
export const DEMO_BOOK = 'Demo shop';

const SAMPLES = join(import.meta.dirname, '../../samples');

/** Four shops of one merchant; the orders were recorded from running stores, with invented people. */
const SHOPS = [
  {
    platform: 'woocommerce',
    channel: 'Woo shop',
    files: ['woocommerce/orders.jsonl', 'woocommerce/refunds.jsonl'],
    giftCardSkus: ['GC-50'],
  },
  { platform: 'medusa', channel: 'Medusa shop', files: ['medusa/orders.jsonl'], giftCardSkus: [] },
  { platform: 'vendure', channel: 'Vendure shop', files: ['vendure/orders.jsonl'], giftCardSkus: [] },
] as const;

/** Makes the demo book from the samples that ship with the project; rates are invented and say so. */
export async function makeDemoBook({ database }: { readonly database: Database }, clock: Clock): Promise<ImportCounts> {
  await createBook(database, { name: DEMO_BOOK, currency: 'USD', zone: 'America/New_York', maker: 'demo' }, clock);
  const rates = await importRates(
    database,
    await readFile(join(SAMPLES, 'rates.csv'), 'utf8'),
    'samples (invented)',
    clock,
  );
  if (rates.kind !== 'imported')
    throw new Trouble(`samples/rates.csv:${rates.line}: ${rates.problem}`, 'restore the file');
  const total = { read: 0, posted: 0, unchanged: 0, parked: 0, discrepancies: 0 };
  for (const shop of SHOPS) {
    const counts = await importFiles(
      database,
      {
        paths: shop.files.map((file) => join(SAMPLES, file)),
        book: DEMO_BOOK,
        platform: shop.platform,
        channel: shop.channel,
        currency: null,
        zone: null,
        asOf: null,
        dryRun: false,
        profile: null,
        decimals: null,
        giftCardSkus: shop.giftCardSkus,
        command: 'demo',
      },
      process.stdin,
      clock,
    );
    for (const key of Object.keys(total) as (keyof ImportCounts)[]) total[key] += counts[key];
  }
  return total;
}
