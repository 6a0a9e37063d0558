import type { DesiredEntry } from '../posting/desired.ts';
import { minor } from '../money/minor.ts';
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
  const postedKeys = new Set<string>();
  for (const sum of posted) {
    const group = groupOf(groups, sum.key, sum.belongsTo);
    group.isPosted = true;
    postedKeys.add(sum.key);
    put(group, sum, -1);
  }
  for (const entry of desired) {
    const group = groupOf(groups, entry.key, entry.date);
    group.isDesired = true;
    group.cause = entry.cause;
    group.note = entry.note;
    for (const line of entry.lines) put(group, line, 1);
  }
  const changes: Change[] = [];
  for (const group of groups.values()) {
    const lines = linesOf(group);
    if (lines.length === 0) continue;
    changes.push({
      key: group.key,
      belongsTo: group.belongsTo,
      cause: causeOf(group, postedKeys.has(group.key)),
      note: group.note,
      lines,
    });
  }
  return changes;
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

/** Running balances follow whatever fact arrives; any other change of what stood under a key means that we had it wrong (accounting.md 3). */
function causeOf(group: Group, keyIsPosted: boolean): Cause {
  if (group.cause === 'manual' || group.cause === 'opening') return group.cause;
  if (group.key === 'rounding' || group.key.startsWith('deposits:')) return 'fact';
  return keyIsPosted || !group.isDesired ? 'correction' : 'fact';
}
