import type { DocumentName } from '../../../web/src/api/documents.ts';
import type { Entry, EntryPage } from '../../../web/src/api/entries.ts';
import type { Answers, Asked } from './asked.ts';
import { base } from './basis.ts';
import { minor, mix, type World } from './world.ts';

type Order = ReturnType<World['order']>;

/** How entries and differences name an order. */
export const nameOf = ({ remoteId, number, channel }: Order): DocumentName => ({
  ...{ ref: `id:${remoteId}`, kind: 'order', number, remoteId, channel: channel.name },
});

/** The entries of an order. */
export function entriesOf(world: World, index: number): Entry[] {
  const order = world.order(index);
  const { currency, name: channel } = order.channel;
  return world.entriesOf(index).map(({ number, date, key, postings }) => ({
    ...{ number, date, trueDate: date, key, revision: 1, cause: 'fact', note: '', recordedAt: order.placedAt },
    versions: { policy: 1, decoder: 1, rules: 1 },
    hash: mix(number, 7).toString(16).padStart(8, '0').repeat(8),
    document: nameOf(order),
    postings: postings.map(({ code, name, amount, base: inBase, taxCode = '', taxBase = 0 }) => ({
      ...{ code, name, amount: minor(amount, currency), currency, baseAmount: base(inBase), channel, sku: '' },
      ...{ taxCode, taxBase: minor(taxBase, currency), liable: taxCode === '' ? '' : 'merchant' },
    })),
  }));
}

/** Sales and payments go by the order; what was given back stands at the end. */
function entryAt(world: World, number: number): Entry | null {
  const credits = 2 * world.size;
  const index = number > credits ? (number - credits - 1) * 9 : Math.floor((number - 1) / 2);
  return entriesOf(world, index).find((entry) => entry.number === number) ?? null;
}

function list({ world, query }: Asked): EntryPage {
  const { from = '', key = '', limit = 25, before = world.entryCount + 1 } = query;
  const entries: Entry[] = [];
  let number = Number(before) - 1;
  for (; number > 0 && entries.length < Number(limit); number--) {
    const entry = entryAt(world, number);
    if (entry !== null && entry.date >= from && entry.key.startsWith(key)) entries.push(entry);
  }
  return { entries, next: number > 0 ? number + 1 : null };
}

export const entryAnswers: Answers = {
  'GET /api/books/:book/entries': list,
};
