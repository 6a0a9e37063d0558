import { join } from 'node:path';
import type { OlistOrder } from '../oracle/olist.ts';
import { shuffled } from '../support/random.ts';
import { readRows, writeRows } from './rows.ts';

const FILES = [
  'olist_orders_dataset.csv',
  'olist_order_payments_dataset.csv',
  'olist_order_items_real_subset.csv',
  'olist_order_items_MODELLED.csv',
];

/** Deals the orders out to folders by chance, each with all its rows, and these in any order. */
export async function splitOlist(
  folder: string,
  into: readonly string[],
  orders: readonly Pick<OlistOrder, 'id'>[],
  next: () => number,
): Promise<void> {
  const folderOf = new Map(orders.map(({ id }) => [id, into[Math.floor(next() * into.length)] ?? '']));
  for (const file of FILES) {
    const { header, lines } = await readRows(join(folder, `${file}.gz`));
    const place = header.split(',').indexOf('order_id');
    for (const one of into) {
      const own = lines.filter((line) => folderOf.get(line.split(',')[place] ?? '') === one);
      await writeRows(join(one, file), { header, lines: shuffled(own, next) });
    }
  }
}
