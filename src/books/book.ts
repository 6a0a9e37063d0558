import { Missing, Trouble } from '../domain/trouble.ts';
import { listConnections } from '../storage/books.ts';
import { type BookRow, readBookNamed, readBooks, readChannels, readMark } from '../storage/lists/books.ts';
import type { Session } from './session.ts';
import { latestVerification, type Verification } from './verifications.ts';
import type { Clock } from './writer.ts';

export type { BookRow as Book };

export async function listBooks(session: Session): Promise<BookRow[]> {
  return await readBooks(session.database.pool);
}

/** The book of that name; without a name the only one there is. */
export async function findBook(session: Session, name: string | undefined): Promise<BookRow> {
  const books = await listBooks(session);
  const names = books.map((book) => `"${book.name}"`).join(', ');
  const book = name === undefined && books.length === 1 ? books[0] : books.find((candidate) => candidate.name === name);
  if (book !== undefined) return book;
  if (books.length === 0) {
    throw new Trouble('there are no books yet', 'make one with `bookkeeper books create NAME --currency C --zone Z`');
  }
  if (name === undefined) throw new Trouble(`there are ${books.length} books`, `say which with --book (${names})`);
  throw new Trouble(`there is no book "${name}"`, `take one of ${names}`);
}

export interface DescribedBook extends Omit<BookRow, 'bookId'> {
  readonly channels: readonly string[];
}

/** The books with their channels, as `books` lists them. */
export async function describeBooks(session: Session): Promise<DescribedBook[]> {
  const { pool } = session.database;
  const books = await readBooks(pool);
  return await Promise.all(
    books.map(async ({ bookId, ...book }) => {
      const channels = await readChannels(pool, bookId);
      return { ...book, channels: channels.filter(({ state }) => state !== 'own').map(({ channel }) => channel) };
    }),
  );
}

/** The book of that name, for those who must say which. */
export async function bookNamed(session: Session, name: string): Promise<BookRow> {
  const book = await readBookNamed(session.database.pool, name);
  if (book === null) throw new Missing(`there is no book "${name}"`, 'see the list of books for those there are');
  return book;
}

/** Another whenever something is written into a book, entries or not. */
export async function markOf(session: Session, bookId: number): Promise<string> {
  return await readMark(session.database.pool, bookId);
}

export interface BookOverview extends DescribedBook {
  /** The last proof that came to a verdict. */
  readonly lastVerify: Verification | null;
}

/** The books with their channels and their last proofs. */
export async function overviewOfBooks(session: Session, clock: Clock): Promise<BookOverview[]> {
  const books = await readBooks(session.database.pool);
  return await Promise.all(books.map((book) => overviewOf(session, book, clock)));
}

async function overviewOf(session: Session, { bookId, ...book }: BookRow, clock: Clock): Promise<BookOverview> {
  const channels = await readChannels(session.database.pool, bookId);
  const { verdict } = await latestVerification(session, bookId, clock);
  const selling = channels.filter(({ state }) => state !== 'own').map(({ channel }) => channel);
  return { ...book, channels: selling, lastVerify: verdict };
}

export interface BookDetail extends Omit<BookOverview, 'channels'> {
  readonly channels: readonly {
    readonly channel: string;
    readonly platform: string;
    readonly cutOver: string | null;
  }[];
}

export async function showBook(session: Session, name: string, clock: Clock): Promise<BookDetail> {
  const { bookId, ...book } = await bookNamed(session, name);
  const connections = await listConnections(session.database.pool, bookId);
  const { verdict } = await latestVerification(session, bookId, clock);
  const channels = connections.map(({ channel, platform, cutOver }) => ({ channel, platform, cutOver }));
  return { ...book, channels, lastVerify: verdict };
}
