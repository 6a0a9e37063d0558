import { connectorOf } from '../../src/books/connectors.ts';
import { bookByName, createBook } from '../../src/books/create.ts';
import { channelFor } from '../../src/books/import/channel.ts';
import { importRecords } from '../../src/books/import/import.ts';
import { linkAllPeople } from '../../src/books/people.ts';
import { importRates } from '../../src/books/rates.ts';
import type { Session } from '../../src/books/session.ts';
import { readHeads } from '../../src/storage/lists/heads.ts';
import { days, firstDay, shop } from './shop.ts';

const channels = 4;
const platform = 'woocommerce';
/** The day after the last order, at every run. */
export const clock = () => firstDay + days * 86_400_000;

/** Euros in dollars for every day. */
export async function loadRates({ database }: Session): Promise<void> {
  const dayOf = (index: number) => new Date(firstDay + index * 86_400_000).toISOString().slice(0, 10);
  const lines = Array.from({ length: days }, (_, index) => `${dayOf(index)},EUR,USD,1.${1000 + (index % 500)}`);
  await importRates(database, ['date,currency,quote,rate', ...lines].join('\n'), 'bench', clock);
}

/** A book of so many orders in four channels, made by the importer; one that was begun is finished. */
export async function makeBook(session: Session, name: string, orders: number): Promise<void> {
  const { database } = session;
  await createBook(database, { name, currency: 'USD', zone: 'UTC', maker: 'bench' }, clock);
  const book = await bookByName(database, name);
  if (book === null) throw new Error(`the book ${name} was not made`);
  const [head] = await readHeads(database.pool, [book.bookId]);
  if (head !== undefined && head.documents >= orders) return;
  for (let index = 1; index <= channels; index += 1) {
    const connection = await channelFor(database, book, { name: `Shop ${index}`, platform, settings: {} });
    const options = {
      bookId: book.bookId,
      connectionId: connection.connectionId,
      remoteAccount: null,
      ...connectorOf(connection),
      ...{ asOf: null, dryRun: false },
    };
    const source = shop({ channel: index, orders: Math.ceil(orders / channels) });
    const result = await importRecords(database, source, options, clock, { isFed: true });
    if (result.kind !== 'done') throw new Error(`the import was refused: ${JSON.stringify(result)}`);
  }
  await linkAllPeople(session, book.bookId);
  await database.pool.query('vacuum analyze');
}
