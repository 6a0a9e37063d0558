import type { Screen, Tone } from './screen.ts';
import { amountText, clean, cut, padEnd, padStart, widthOf, wrap } from './text.ts';

export interface Column {
  readonly title: string;
  /** Money stands on its decimal point, counts at the right edge. */
  readonly kind?: 'text' | 'money' | 'count';
  /** May be cut to so many characters where the line is too long; not below. */
  readonly min?: number;
  /** Goes on below where it is cut. */
  readonly wrap?: boolean;
  /** Left out where the line is too long, the highest first. */
  readonly drop?: number;
}

export interface Row {
  readonly cells: readonly string[];
  readonly tone?: Tone;
  /** A thin rule above the columns that hold figures. */
  readonly ruled?: boolean;
}

export interface Table {
  readonly columns: readonly Column[];
  /** Null is an empty line. */
  readonly rows: readonly (Row | null)[];
  /** Leading columns that are repeated where the others do not fit side by side. */
  readonly repeat?: number;
}

const gap = 2;

/** Characters that stay of a text that may be cut, however narrow the line. */
const UTMOST = 5;

/** Lays a table out in the width there is: drops, cuts, and at last stands blocks of columns under each other. */
export function layOut(table: Table, screen: Screen): string[] {
  const cells = table.rows.map((row) => row?.cells.map((cell, index) => textOf(cell, table.columns[index])) ?? null);
  const sized = table.columns.map((column, index) => measure(column, index, cells));
  const repeat = table.repeat ?? 0;
  return blocksOf(fitInto(sized, repeat, screen.width), repeat, screen.width).flatMap((block, index) => [
    ...(index === 0 ? [] : ['']),
    ...linesOf(block, table, cells, screen),
  ]);
}

interface Sized {
  readonly column: Column;
  readonly index: number;
  width: number;
  /** Money: columns after the last digit before the decimal point. */
  readonly tail: number;
}

function textOf(cell: string, column: Column | undefined): string {
  return column?.kind === 'money' ? amountText(cell) : clean(cell);
}

function measure(column: Column, index: number, cells: readonly (readonly string[] | null)[]): Sized {
  let head = 0;
  let tail = 0;
  for (const row of cells) {
    const text = row?.[index] ?? '';
    const after = column.kind === 'money' ? tailOf(text) : 0;
    head = Math.max(head, widthOf(text) - after);
    tail = Math.max(tail, after);
  }
  return { column, index, width: Math.max(head + tail, widthOf(column.title)), tail };
}

function tailOf(text: string): number {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point;
}

const total = (columns: readonly Sized[]) =>
  columns.reduce((sum, { width }) => sum + width, 0) + gap * Math.max(0, columns.length - 1);

/**
 * Leaves out what may be left out until the rest fits, with its texts cut as far as they may be. Where blocks are needed
 * all the same, only leading columns go, which every block would repeat.
 */
function fitInto(columns: readonly Sized[], repeat: number, width: number): readonly Sized[] {
  const mustFit = columns.filter((each) => dropOf(each) === 0);
  const inBlocks = repeat > 0 && leastOf(mustFit) > width;
  let left = columns;
  while (leastOf(left) > width) {
    const candidates = inBlocks ? left.filter(({ index }) => index < repeat) : left;
    const weakest = candidates.reduce<Sized | undefined>(
      (found, each) => (dropOf(each) > (found === undefined ? 0 : dropOf(found)) ? each : found),
      undefined,
    );
    if (weakest === undefined) break;
    left = left.filter((each) => each !== weakest);
  }
  return left;
}

const dropOf = ({ column }: Sized) => column.drop ?? 0;

const least = ({ column, width }: Sized) => Math.min(width, column.min ?? width);

const leastOf = (columns: readonly Sized[]) => total(columns.map((each) => ({ ...each, width: least(each) })));

/** Takes what is too much from the widest texts that may be cut; on the narrowest of lines also below what they may. */
function squeeze(columns: readonly Sized[], width: number): readonly Sized[] {
  const squeezed = columns.map((each) => ({ ...each }));
  let excess = total(squeezed) - width;
  for (const limit of [least, utmost]) {
    for (; excess > 0; excess -= 1) {
      const [widest] = squeezed.filter((each) => each.width > limit(each)).sort((a, b) => b.width - a.width);
      if (widest === undefined) break;
      widest.width -= 1;
    }
  }
  return squeezed;
}

const utmost = ({ column, width }: Sized) => (column.min === undefined ? width : Math.min(width, UTMOST));

function blocksOf(columns: readonly Sized[], repeat: number, width: number): (readonly Sized[])[] {
  if (repeat === 0 || leastOf(columns) <= width) return [squeeze(columns, width)];
  const fixed = columns.filter(({ index }) => index < repeat);
  const blocks: Sized[][] = [];
  let block = [...fixed];
  for (const column of columns.filter(({ index }) => index >= repeat)) {
    if (block.length > fixed.length && leastOf([...block, column]) > width) {
      blocks.push(block);
      block = [...fixed];
    }
    block.push(column);
  }
  return [...blocks, block].map((each) => squeeze(each, width));
}

function linesOf(
  columns: readonly Sized[],
  { rows }: Table,
  cells: readonly (readonly string[] | null)[],
  screen: Screen,
): string[] {
  const join = (parts: readonly string[]) => parts.join(' '.repeat(gap)).trimEnd();
  const lines: string[] = [];
  if (columns.some(({ column }) => column.title !== '')) {
    lines.push(screen.paint('quiet', join(columns.map((each) => place(each.column.title, each, true)))));
    lines.push(screen.paint('quiet', '─'.repeat(total(columns))));
  }
  rows.forEach((row, at) => {
    if (row === null) {
      lines.push('');
      return;
    }
    if (row.ruled) lines.push(screen.paint('quiet', join(columns.map((each) => ruleFor(each, row)))));
    const parts = columns.map(({ column, index, width }) => {
      const text = cells[at]?.[index] ?? '';
      return column.wrap ? wrap(text, width) : [text];
    });
    const height = Math.max(...parts.map(({ length }) => length));
    for (let line = 0; line < height; line += 1) {
      const shown = columns.map((each, index) => place(parts[index]?.[line] ?? '', each, false));
      lines.push(screen.paint(row.tone ?? 'plain', join(shown)));
    }
  });
  return lines;
}

const isFigure = ({ kind = 'text' }: Column) => kind !== 'text';

const ruleFor = ({ column, index, width }: Sized, { cells }: Row) =>
  (isFigure(column) && cells[index] !== '' ? '─' : ' ').repeat(width);

function place(text: string, { column, width, tail }: Sized, isTitle: boolean): string {
  if (!isFigure(column)) return padEnd(cut(text, width), width);
  if (isTitle || column.kind === 'count') return padStart(text, width);
  return padStart(text + ' '.repeat(tail - tailOf(text)), width);
}
