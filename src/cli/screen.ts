import { styleText } from 'node:util';
import type { Environment } from '../books/session.ts';

/** How text stands out where there is colour; a word or a place always says the same. */
export type Tone = 'plain' | 'strong' | 'quiet' | 'good' | 'bad';

const STYLES = { strong: 'bold', quiet: 'dim', good: 'green', bad: 'red' } as const;

/** Where a command writes: knows its width and whether it shows colour. */
export class Screen {
  /** Characters in a line; without end where nobody looks (a pipe, a file). */
  readonly width: number;
  readonly #colour: boolean;

  constructor(env: Environment) {
    this.width = Number.parseInt(env.COLUMNS ?? '', 10) || process.stdout.columns || Number.POSITIVE_INFINITY;
    this.#colour = wantsColour(env);
  }

  paint(tone: Tone, text: string): string {
    return tone === 'plain' || text === '' || !this.#colour
      ? text
      : styleText(STYLES[tone], text, { validateStream: false });
  }

  /** Writes lines. */
  print(...lines: readonly string[]): void {
    process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  }

  /** Says something beside the output itself, so that the output stays clean. */
  note(line: string): void {
    process.stderr.write(`${line}\n`);
  }

  json(value: unknown): void {
    this.print(JSON.stringify(value, null, 2));
  }
}

function wantsColour(env: Environment): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return process.stdout.isTTY && env.TERM !== 'dumb';
}
