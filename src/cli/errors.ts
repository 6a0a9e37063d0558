import { CommanderError } from 'commander';
import { Trouble } from '../domain/trouble.ts';
import { Interrupted } from './ask.ts';
import { EXIT } from './context.ts';
import { clean } from './text.ts';

/** Says in one line what went wrong and what to do, and returns the status to end with. */
export function reportFailure(error: unknown, debug: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof Interrupted) {
    say(error.message);
    return EXIT.interrupted;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Trouble) say(message);
  else {
    say(`${message}: this is a fault of the program; run it again with BOOKKEEPER_DEBUG=1 to see where`);
    if (debug && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  }
  return EXIT.failed;
}

function say(message: string): void {
  process.stderr.write(`bookkeeper: ${clean(message)}\n`);
}
