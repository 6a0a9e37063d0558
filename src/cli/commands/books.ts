import type { Command } from 'commander';
import { describeBooks } from '../../books/book.ts';
import { createBook } from '../../books/create.ts';
import { Trouble } from '../../domain/trouble.ts';
import type { Context } from '../context.ts';
import { type FormatOptions, formatOf, withFormats } from '../options.ts';
import { show } from '../output.ts';

export function register(program: Command, context: Context): void {
  const books = program.command('books').description('list the books, or make one');
  addList(books, context);
  addCreate(books, context);
}

function addList(parent: Command, context: Context): void {
  withFormats(parent.command('list', { isDefault: true }).description('list them; also without the word')).action(
    async (options: FormatOptions) => {
      await context.withBooks(async (session) => {
        const books = await describeBooks(session);
        show(context.screen, formatOf(options), {
          json: () => ({ books }),
          csv: () => books.map(({ channels, ...book }) => ({ ...book, channels: channels.join(', ') })),
          screen: () => [
            books.length === 0
              ? 'No books yet. Make one with `bookkeeper books create NAME --currency C --zone Z`.'
              : {
                  columns: [
                    { title: 'Book', min: 12 },
                    { title: 'Currency' },
                    { title: 'Zone', drop: 1 },
                    { title: 'Entries', kind: 'count' },
                    { title: 'Channels', min: 20, wrap: true },
                  ],
                  rows: books.map(({ name, baseCurrency, zone, entries, channels }) => ({
                    cells: [name, baseCurrency, zone, entries.toLocaleString('en'), channels.join(', ')],
                  })),
                },
          ],
        });
      });
    },
  );
}

interface CreateOptions {
  readonly currency: string;
  readonly zone: string;
}

function addCreate(parent: Command, context: Context): void {
  parent
    .command('create')
    .description('make a book; its base currency and time zone are fixed once it has entries')
    .argument('<name>', 'what it is called')
    .requiredOption('--currency <code>', 'base currency (ISO 4217): EUR, USD …')
    .requiredOption('--zone <name>', 'time zone whose days count: Europe/Berlin, UTC …')
    .action(async (name: string, { currency, zone }: CreateOptions) => {
      await context.withBooks(async ({ database }) => {
        const { clock, who, screen } = context;
        const created = await createBook(database, { name, currency: currency.toUpperCase(), zone, maker: who }, clock);
        switch (created.kind) {
          case 'created':
            return screen.print(
              `Made book "${created.book.name}" in ${created.book.baseCurrency}, time zone ${created.book.zone}.`,
            );
          case 'taken':
            throw new Trouble(`there is a book "${name}" already`, 'choose another name');
          case 'unknown-currency':
            throw new Trouble(`${currency} is no currency of ISO 4217`, 'give three letters, such as EUR');
          case 'unknown-zone':
            throw new Trouble(`${zone} is no time zone`, 'give a name such as Europe/Berlin or UTC');
          case 'no-name':
            throw new Trouble(`a book needs a name, and "${name}" is none`, 'give one');
        }
      });
    });
}
