import { mkdtemp, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Argument, type Command } from 'commander';
import { findBook } from '../../books/book.ts';
import { type ExportFormat, exportBook, exportFormats } from '../../books/export/export.ts';
import { Trouble } from '../../domain/trouble.ts';
import type { Context } from '../context.ts';
import { type BookOption, bookOption } from '../options.ts';

interface Options extends BookOption {
  readonly out?: string;
}

export function register(program: Command, context: Context): void {
  program
    .command('export')
    .description('write a whole book for other programs')
    .addArgument(new Argument('<format>', 'for whom').choices(exportFormats))
    .addOption(bookOption())
    .option('-o, --out <file>', 'write there instead of to standard output')
    .addHelpText(
      'after',
      `
hledger    \`hledger -f FILE check --strict\` proves every balance;
           Ledger reads it too, slowly where there are several currencies
beancount  \`bean-check FILE\` proves every balance
csv        one line a posting, for spreadsheets`,
    )
    .action(async (format: ExportFormat, options: Options) => {
      await context.withBooks(async (session) => {
        const { bookId } = await findBook(session, options.book);
        const texts = exportBook(session, bookId, format);
        if (options.out === undefined) await toStandardOutput(texts, context.stop());
        else await toFile(texts, options.out, context.stop());
      });
    });
}

async function toStandardOutput(texts: AsyncIterable<string>, stop: AbortSignal): Promise<void> {
  for await (const text of texts) {
    if (stop.aborted) return;
    if (!process.stdout.write(text)) await drained(stop);
  }
}

/** A reader that goes away aborts `stop`; nothing is drained then. */
async function drained(stop: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    if (stop.aborted) resolve();
    process.stdout.once('drain', resolve);
    stop.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** The file is there whole or not at all, also where two exports write it at once: each begins in a folder of its own. */
async function toFile(texts: AsyncIterable<string>, path: string, stop: AbortSignal): Promise<void> {
  const unwritable = (error: NodeJS.ErrnoException) => {
    throw new Trouble(`${path} cannot be written (${error.code ?? error.message})`, 'choose another place');
  };
  const folder = await mkdtemp(`${path}.partial-`).catch(unwritable);
  const partial = join(folder, 'export');
  const file = await open(partial, 'wx');
  try {
    for await (const text of texts) {
      stop.throwIfAborted();
      await file.write(text);
    }
    await file.close();
    await rename(partial, path).catch(unwritable);
  } catch (error) {
    await file.close().catch(() => undefined);
    if (!stop.aborted) throw error;
    process.exitCode = 130;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
