import { minor } from '../money/minor.ts';
import type { DesiredEntry } from '../posting/desired.ts';
import type { LocalDate } from '../time/when.ts';
import type { Cause, PostingLine } from './entry.ts';

/** What stands in the journal for a document: sums per posting key, true date and the line's dimensions. */
export interface PostedSum extends PostingLine {
  readonly key: string;
  readonly belongsTo: LocalDate;
}

/** What has to be added to the journal under one key and true date. */
export interface Change {
  readonly key: string;
  readonly belongsTo: LocalDate;
  readonly cause: Cause;
  readonly note: string;
  readonly lines: readonly PostingLine[];
}

interface Slot {
  readonly line: PostingLine;
  amount: number;
  base: number;
  taxBase: number;
}

interface Group {
  readonly key: string;
  readonly belongsTo: LocalDate;
  cause: Cause;
  note: string;
  /** True once something stands in the journal under this key and date. */
  isPosted: boolean;
  isDesired: boolean;
  readonly slots: Map<string, Slot>;
}

/**
 * Desired less posted, per (posting key, true date, account, currency, channel, SKU, tax code, liable); entry dates are
 * never looked at (design.md 6). An empty result means that the books say what the rules want.
 */
export function difference(desired: readonly DesiredEntry[], posted: readonly PostedSum[]): Change[] {
  const groups = new Map<string, Group>();
  for (const sum of posted) {
    const group = groupOf(groups, sum.key, sum.belongsTo);
    group.isPosted = true;
    put(group, sum, -1);
  }
  for (const entry of desired) {
    const group = groupOf(groups, entry.key, entry.date);
    group.isDesired = true;
    group.cause = entry.cause;
    group.note = entry.note;
    for (const line of entry.lines) put(group, line, 1);
  }
  const changed = [...groups.values()]
    .map((group) => ({ group, lines: linesOf(group) }))
    .filter(({ lines }) => lines.length > 0);
  const corrected = new Set(changed.filter(({ group }) => group.isPosted).map(({ group }) => group.key));
  return changed.map(({ group, lines }) => ({
    key: group.key,
    belongsTo: group.belongsTo,
    cause: causeOf(group, corrected.has(group.key)),
    note: group.note,
    lines,
  }));
}

function groupOf(groups: Map<string, Group>, key: string, belongsTo: LocalDate): Group {
  const id = `${key} ${belongsTo}`;
  let group = groups.get(id);
  if (group === undefined) {
    group = { key, belongsTo, cause: 'fact', note: '', isPosted: false, isDesired: false, slots: new Map() };
    groups.set(id, group);
  }
  return group;
}

function put(group: Group, line: PostingLine, sign: 1 | -1): void {
  const id = `${line.account}\0${line.currency}\0${line.channel}\0${line.sku}\0${line.taxCode}\0${line.liable}`;
  const slot = group.slots.get(id);
  if (slot === undefined) {
    group.slots.set(id, { line, amount: sign * line.amount, base: sign * line.base, taxBase: sign * line.taxBase });
    return;
  }
  slot.amount += sign * line.amount;
  slot.base += sign * line.base;
  slot.taxBase += sign * line.taxBase;
}

function linesOf(group: Group): PostingLine[] {
  const lines: PostingLine[] = [];
  for (const { line, amount, base, taxBase } of group.slots.values()) {
    if (amount === 0 && base === 0 && taxBase === 0) continue;
    lines.push({ ...line, amount: minor(amount), base: minor(base), taxBase: minor(taxBase) });
  }
  return lines.length === 1 ? withCounterLine(lines) : lines;
}

/** A change of a tax base alone has no money to stand against: an empty line of the same account keeps the entry an entry. */
function withCounterLine(lines: PostingLine[]): PostingLine[] {
  const [only] = lines;
  if (only === undefined || only.amount !== 0 || only.base !== 0) return lines;
  return [only, { ...only, taxCode: '', liable: '', taxBase: minor(0) }];
}

/**
 * Running balances follow whatever fact arrives; any other change of what stood under a key means that we had it wrong
 * (accounting.md 3), and what that key posts elsewhere instead is part of the correction.
 */
function causeOf({ cause, key, isDesired }: Group, isCorrected: boolean): Cause {
  if (key === 'manual' && !isDesired) return 'undo';
  if (cause === 'manual' || cause === 'opening' || key === 'rounding' || key.startsWith('deposits:')) return cause;
  return isCorrected ? 'correction' : cause;
}
