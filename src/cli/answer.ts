import { type Book, findBook } from '../books/book.ts';
import type { Session } from '../books/session.ts';
import type { Context } from './context.ts';
import { type BookOption, type FormatOptions, formatOf } from './options.ts';
import { type Answer, show } from './output.ts';

/** What a command that only looks asks a book, and how it shows the answer. */
interface Question<T> {
  ask(session: Session, book: Book): Promise<T>;
  shown(answer: T, book: Book): Answer;
}

/** Opens the book that a command names, asks it, and shows the answer in the form that is wanted. */
export async function answerFrom<T>(
  context: Context,
  options: BookOption & FormatOptions,
  { ask, shown }: Question<T>,
): Promise<void> {
  await context.withBooks(async (session) => {
    const book = await findBook(session, options.book);
    show(context.screen, formatOf(options), shown(await ask(session, book), book));
  });
}
