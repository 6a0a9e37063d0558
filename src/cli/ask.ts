import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Somebody left at a question (Ctrl-C, Ctrl-D). The message says how things stand. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Questions to whoever sits at the terminal. */
export interface Asker {
  /** False where nobody can be asked: input is a file or a pipe. */
  readonly canAsk: boolean;
  /** The answer without blanks around it; `usual` where nothing was typed. */
  ask(question: string, usual?: string): Promise<string>;
  /** The same, and what is typed is not shown. */
  askSecret(question: string): Promise<string>;
}

/** Asks on the terminal, on standard error, so that output stays what was asked for. */
export function terminalAsker(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Asker {
  const once = async (question: string, isShown: boolean) => {
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
    output.write(question);
    const lines = createInterface({ input, output: isShown ? output : silent, terminal: true });
    try {
      return (await lines.question('')).trim();
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
      if (isShown) output.write('\n');
      throw new Interrupted('nothing was done', { cause: error });
    } finally {
      lines.close();
      if (!isShown) output.write('\n');
    }
  };
  return {
    canAsk: input.isTTY === true,
    ask: async (question, usual = '') => {
      const answer = await once(usual === '' ? `${question}: ` : `${question} [${usual}]: `, true);
      return answer === '' ? usual : answer;
    },
    askSecret: (question) => once(`${question} (not shown): `, false),
  };
}
