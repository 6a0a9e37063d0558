import { isCurrency } from '../../domain/money/currency.ts';
import { Trouble } from '../../domain/trouble.ts';
import {
  type BookRow,
  type ConnectionRow,
  type ConnectionSettings,
  findBook,
  findConnection,
  insertConnection,
} from '../../storage/books.ts';
import type { Database } from '../../storage/database.ts';
import { createBook } from '../create.ts';
import type { Clock } from '../writer.ts';

/** The book to import into: the one that stands, or a new one. */
export async function bookFor(
  database: Database,
  request: { readonly name: string; readonly currency: string | null; readonly zone: string | null },
  currenciesSeen: () => Promise<ReadonlySet<string>>,
  clock: Clock,
): Promise<{ readonly book: BookRow; readonly isNew: boolean }> {
  const known = await findBook(database.pool, request.name);
  if (known !== null) return { book: known, isNew: false };
  const currency = request.currency ?? onlyCurrency(await currenciesSeen(), request.name);
  const made = await createBook(database, { name: request.name, currency, zone: request.zone ?? 'UTC' }, clock);
  switch (made.kind) {
    case 'created':
      return { book: made.book, isNew: true };
    case 'taken':
      return await bookFor(database, request, currenciesSeen, clock);
    case 'no-name':
      throw new Trouble('the book has no name', 'give one with --book NAME');
    case 'unknown-currency':
      throw new Trouble(
        `'${currency}' is not an ISO 4217 currency`,
        'give the base currency with --currency, for example EUR',
      );
    case 'unknown-zone':
      throw new Trouble(
        `'${request.zone}' is not a time zone`,
        'give an IANA name with --zone, for example Europe/Berlin',
      );
  }
}

function onlyCurrency(seen: ReadonlySet<string>, name: string): string {
  const [only, ...others] = [...seen].filter(isCurrency).sort();
  if (only === undefined)
    throw new Trouble(`book '${name}' is new and the file names no currency`, 'give its base currency with --currency');
  if (others.length > 0) {
    throw new Trouble(
      `book '${name}' is new and the file has ${[only, ...others].join(', ')}`,
      'give its base currency with --currency',
    );
  }
  return only;
}

/** The connection a channel's files feed, made at first use; one name cannot stand for two platforms. */
export async function channelFor(
  database: Database,
  book: BookRow,
  channel: { readonly name: string; readonly platform: string; readonly settings: ConnectionSettings },
): Promise<ConnectionRow> {
  const known = await findConnection(database.pool, book.bookId, channel.name);
  if (known === null) {
    const { name, platform, settings } = channel;
    return await insertConnection(database.pool, book.bookId, {
      platform,
      channel: name,
      zone: book.zone,
      cutOver: null,
      settings,
    });
  }
  if (known.platform !== channel.platform) {
    throw new Trouble(
      `channel '${channel.name}' of book '${book.name}' is ${known.platform}, not ${channel.platform}`,
      'name the new channel with --channel NAME',
    );
  }
  if (JSON.stringify(known.settings.profile) !== JSON.stringify(channel.settings.profile)) {
    throw new Trouble(
      `channel '${channel.name}' was imported with another profile`,
      'use that profile, or name a new channel with --channel NAME',
    );
  }
  return known;
}
