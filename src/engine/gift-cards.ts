import type { Report } from '../domain/documents/report.ts';
import { Trouble } from '../domain/trouble.ts';
import { audit } from '../storage/audit.ts';
import { findConnection } from '../storage/books.ts';
import type { Database } from '../storage/database.ts';
import { setGiftCards } from '../storage/live/shops.ts';

/** Words that shops give to what is sold as money. */
const LIKELY = /gift|voucher|gutschein|geschenk|cadeau|regalo|^gc[-_ ]/i;

/** What a store sells that is owed until it is used: a gift card is no sale (accounting.md 30). */
export interface GiftCards {
  /** SKUs that are taken for gift cards. */
  readonly known: readonly string[];
  /** SKUs that would be booked as sales, and look like gift cards. */
  readonly likely: readonly string[];
}

/** Platforms mark gift cards or not; what is unmarked, untaxed and called like one is worth a question. */
export function giftCardsIn(reports: readonly Report[], known: ReadonlySet<string>): GiftCards {
  const likely = new Set<string>();
  for (const { content } of reports.flatMap(({ parts }) => parts)) {
    if (content.type !== 'order') continue;
    for (const { kind, sku, taxes } of content.components) {
      const isUntaxed = taxes.every(({ amount }) => amount === 0);
      if (kind === 'goods' && isUntaxed && LIKELY.test(sku) && !known.has(sku)) likely.add(sku);
    }
  }
  return { known: [...known].sort(), likely: [...likely].sort() };
}

/** Says which SKUs of a store are gift cards. Throws a Trouble where that changes once something of it was read. */
export async function sayGiftCards(
  { pool }: Pick<Database, 'pool'>,
  request: {
    readonly bookId: number;
    readonly connectionId: number;
    readonly channel: string;
    readonly skus: readonly string[];
    readonly by: string;
  },
  clock: () => number,
): Promise<void> {
  const { channel, by } = request;
  const skus = [...new Set(request.skus.map((sku) => sku.trim()).filter((sku) => sku !== ''))];
  const known = new Set((await findConnection(pool, request.bookId, channel))?.settings.giftCardSkus);
  if (known.symmetricDifference(new Set(skus)).size === 0) return;
  if (!(await setGiftCards(pool, request, skus))) {
    const standing = known.size === 0 ? 'no gift cards' : `the gift cards ${[...known].join(', ')}`;
    throw new Trouble(
      `orders of '${channel}' were read already, with ${standing}`,
      'leave it so, or connect the store to a new book and say which are before it is started',
    );
  }
  const after = { channel, giftCardSkus: skus };
  await audit(pool, request.bookId, { who: by, what: 'gift cards', before: null, after }, clock());
}
