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
import { type BookFlaw, createBook, flawOf, isSameZone, type NewBook } from '../create.ts';
import type { Clock } from '../writer.ts';

/** A book by its name, with what is needed to make it. */
interface WantedBook {
  readonly name: string;
  readonly currency: string | null;
  readonly zone: string | null;
}

/** The book to import into: the one that stands, which keeps its currency and zone, or a new one. */
export async function bookFor(
  database: Database,
  request: WantedBook,
  currenciesSeen: () => Promise<ReadonlySet<string>>,
  clock: Clock,
): Promise<{ readonly book: BookRow; readonly isNew: boolean }> {
  const known = await standingBook(database, request);
  if (known !== null) return { book: known, isNew: false };
  const made = await createBook(database, await newBook(request, currenciesSeen), clock);
  if (made.kind === 'created') return { book: made.book, isNew: true };
  if (made.kind === 'taken') return await bookFor(database, request, currenciesSeen, clock);
  throw refusal(made.kind, request);
}

/** The book as a dry run meets it: the one that stands, or a new one that is not made; no book has its number. */
export async function bookAhead(
  database: Database,
  request: WantedBook,
  currenciesSeen: () => Promise<ReadonlySet<string>>,
): Promise<{ readonly book: BookRow; readonly isNew: boolean }> {
  const known = await standingBook(database, request);
  if (known !== null) return { book: known, isNew: false };
  const { name, currency, zone } = await newBook(request, currenciesSeen);
  const flaw = flawOf({ name, currency, zone });
  if (flaw !== null) throw refusal(flaw, request);
  return { book: { bookId: 0, name, baseCurrency: currency, zone }, isNew: true };
}

/** The book of that name, or null. Throws a Trouble where a currency or zone is given that is not its own. */
async function standingBook(database: Database, { name, currency, zone }: WantedBook): Promise<BookRow | null> {
  // As a new one is named.
  const known = await findBook(database.pool, name.trim());
  if (known === null) return null;
  if (currency !== null && currency !== known.baseCurrency) {
    throw new Trouble(
      `the base currency of book '${known.name}' is ${known.baseCurrency}, not ${currency}`,
      'leave --currency out, or import into a new book with it',
    );
  }
  if (zone !== null && !isSameZone(zone, known.zone)) {
    throw new Trouble(
      `the time zone of book '${known.name}' is ${known.zone}, not ${zone}`,
      'leave --zone out, or import into a new book with it',
    );
  }
  return known;
}

async function newBook(
  { name, currency, zone }: WantedBook,
  currenciesSeen: () => Promise<ReadonlySet<string>>,
): Promise<NewBook> {
  return { name, currency: currency ?? onlyCurrency(await currenciesSeen(), name), zone: zone ?? 'UTC' };
}

function refusal(flaw: BookFlaw, { currency, zone }: WantedBook): Trouble {
  switch (flaw) {
    case 'no-name':
      return new Trouble('the book has no name', 'give one with --book NAME');
    case 'unknown-currency':
      return new Trouble(
        `'${currency}' is not an ISO 4217 currency`,
        'give the base currency with --currency, for example EUR',
      );
    case 'unknown-zone':
      return new Trouble(`'${zone}' is not a time zone`, 'give an IANA name with --zone, for example Europe/Berlin');
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

/** A channel by its name, with what was said of it. */
export interface NamedChannel {
  readonly name: string;
  readonly platform: string;
  /** Those that were given; a channel that stands keeps the others. */
  readonly settings: ConnectionSettings;
}

/** The connection a channel's files feed, made at first use; it keeps the platform and the settings it began with. */
export async function channelFor(database: Database, book: BookRow, channel: NamedChannel): Promise<ConnectionRow> {
  const standing = await standingChannel(database, book, channel);
  if (standing !== null) return standing;
  const { name, platform, settings } = channel;
  const row = { platform, channel: name, zone: book.zone, cutOver: null, settings };
  try {
    return await insertConnection(database.pool, book.bookId, row);
  } catch (error) {
    // Another import may have made it meanwhile.
    const made = await standingChannel(database, book, channel);
    if (made === null) throw error;
    return made;
  }
}

/** What of a channel an import works with; `connectionId` null where it is not there, and a dry run makes none. */
export type Into = Pick<ConnectionRow, 'platform' | 'settings' | 'remoteAccount'> & {
  readonly connectionId: number | null;
};

/** The channel as a dry run meets it: one that is not there has no connection. */
export async function channelAhead(database: Database, book: BookRow, channel: NamedChannel): Promise<Into> {
  const standing = await standingChannel(database, book, channel);
  return (
    standing ?? { platform: channel.platform, settings: channel.settings, remoteAccount: null, connectionId: null }
  );
}

async function standingChannel(
  database: Database,
  book: BookRow,
  { name, platform, settings }: NamedChannel,
): Promise<ConnectionRow | null> {
  if (name.trim() === '') throw new Trouble('the channel has no name', 'give one with --channel NAME, or leave it out');
  const known = await findConnection(database.pool, book.bookId, name);
  if (known === null) return null;
  if (known.platform !== platform) {
    throw new Trouble(
      `channel '${name}' of book '${book.name}' is ${known.platform}, not ${platform}`,
      'name the new channel with --channel NAME',
    );
  }
  if (settings.profile !== undefined && JSON.stringify(known.settings.profile) !== JSON.stringify(settings.profile)) {
    throw new Trouble(
      `channel '${name}' was imported with another profile`,
      'use that profile, or name a new channel with --channel NAME',
    );
  }
  const other = otherSetting(known.settings, settings);
  if (other !== null) {
    throw new Trouble(
      `channel '${name}' has ${other}, not what was given`,
      'leave it out to go on with what stands, or import into a new book with it',
    );
  }
  return known;
}

/** What stands, in words, where something else was given. */
function otherSetting(standing: ConnectionSettings, { decimals, giftCardSkus }: ConnectionSettings): string | null {
  if (decimals !== undefined && decimals !== standing.decimals) {
    return standing.decimals === undefined ? 'the usual decimals' : `amounts with ${standing.decimals} decimals`;
  }
  const skus = new Set(standing.giftCardSkus);
  if (giftCardSkus !== undefined && skus.symmetricDifference(new Set(giftCardSkus)).size > 0) {
    return skus.size === 0 ? 'no gift card SKUs' : `the gift card SKUs ${[...skus].join(', ')}`;
  }
  return null;
}
