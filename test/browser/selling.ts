import { Readable } from 'node:stream';
import { DEMO_BOOK } from '../../src/books/demo.ts';
import { importFiles } from '../../src/books/import/import-files.ts';
import { clock } from '../support/books.ts';
import { order } from '../support/woocommerce.ts';
import type { Shop } from './shop.ts';

/** Books one more order while pages are open: a sale over 38.10 USD in a shop of its own. */
export async function sell({ session }: Shop, number: number): Promise<void> {
  const file = { paths: ['-'], platform: 'woocommerce', channel: 'Shop beside', book: DEMO_BOOK, command: 'test' };
  const options = { currency: null, zone: null, asOf: null, dryRun: false, profile: null, decimals: null };
  const line = Readable.from([`${JSON.stringify(order(number))}\n`]);
  const { posted } = await importFiles(session.database, { ...file, ...options, giftCardSkus: [] }, line, clock);
  if (posted !== 1) throw new Error(`order ${number} was not booked`);
}
