import { exact } from '../../domain/money/exact.ts';
import { MemoryBook } from '../../domain/plan/memory-book.ts';
import type { Connection, Lock, PlannedEntry } from '../../domain/plan/state.ts';
import { DEFAULT_POLICY, type PolicyBody } from '../../domain/posting/policy.ts';
import { RATE_SCALE, type Rate } from '../../domain/posting/rates.ts';
import { dateIn, type LocalDate, parseInstant } from '../../domain/time/when.ts';
import { amountOf } from './figures.ts';
import { notUnderstood, type Reading, readingOf } from './reading.ts';
import { type Example, type ExpectedEntry, example as exampleShape, examplesFile } from './shape.ts';
import { compareBalances, comparePostings, type Difference, type Figure } from './sums.ts';
import { OWN, Translator } from './translate.ts';

export interface ExampleResult {
  readonly id: string;
  readonly title: string;
  readonly baseCurrency: string;
  /** Why it was not compared; null where it was. */
  readonly notYet: string | null;
  /** Why it could not be read; null where it could. */
  readonly fault: string | null;
  /** What it was compared without. */
  readonly without: readonly string[];
  readonly differences: readonly Difference[];
}

interface Opened {
  readonly kind: string;
  readonly amount: number;
  readonly currency: string;
  readonly since: string;
}

/** Runs every example of a file's text; null where it is not a file of examples. */
export function runExamples(text: string): ExampleResult[] | null {
  const file = examplesFile.safeParse(jsonOf(text));
  return file.success ? file.data.examples.map(runOne) : null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function runOne(raw: unknown, index: number): ExampleResult {
  const read = exampleShape.safeParse(raw);
  if (read.success) return runExample(read.data);
  const [issue] = read.error.issues;
  const fault = issue === undefined ? 'not an example' : `${issue.path.join('.')}: ${issue.message}`;
  return {
    id: idOf(raw) ?? `example ${index + 1}`,
    title: '',
    baseCurrency: '',
    notYet: null,
    fault,
    without: [],
    differences: [],
  };
}

function idOf(raw: unknown): string | null {
  return typeof raw === 'object' && raw !== null && 'id' in raw && typeof raw.id === 'string' ? raw.id : null;
}

/** Books an example's facts as they became known, and compares the books with what the example expects. */
export function runExample(example: Example): ExampleResult {
  const reading = readingOf(example);
  const { id, title } = example;
  const result = {
    id,
    title,
    baseCurrency: example.book.baseCurrency,
    notYet: reading.notYet,
    fault: notUnderstood(example),
  };
  if (reading.notYet !== null || result.fault !== null) return { ...result, without: [], differences: [] };
  const { book, discrepancies } = played(example);
  const differences = [...compareFigures(example, book, reading), ...compareDiscrepancies(example, discrepancies)];
  return { ...result, without: reading.without, differences };
}

function played(example: Example): { readonly book: MemoryBook; readonly discrepancies: readonly Opened[] } {
  const { baseCurrency, timeZone, policy } = example.book;
  const translator = new Translator(example);
  const batch = translator.translate();
  const cutOver = (policy.cutOver ?? null) as LocalDate | null;
  const connections: Connection[] = [
    { connectionId: OWN, channel: '', sells: false, cutOver: null },
    ...translator.channels.map(({ connectionId, name }) => ({ connectionId, channel: name, sells: true, cutOver })),
  ];
  const policies = [{ version: 1, effectiveFrom: '0001-01-01' as LocalDate, body: policyOf(policy) }];
  const book = new MemoryBook({ baseCurrency, zone: timeZone, policies, connections, rates: ratesOf(example) });
  const since = new Map<number, string>();
  for (const incoming of batch) {
    book.setLocks(locksAt(policy.lockedThrough, incoming.seenAt));
    const plan = book.post([incoming]);
    for (const { discrepancyId } of plan.opened) since.set(discrepancyId, dateIn(incoming.seenAt, timeZone));
  }
  const discrepancies = [...book.discrepancies.values()].map(({ discrepancyId, kind, amount, currency }) => ({
    kind,
    amount: Math.abs(amount),
    currency,
    since: since.get(discrepancyId) ?? '',
  }));
  return { book, discrepancies };
}

function policyOf(policy: Example['book']['policy']): PolicyBody {
  const { recognition, discounts, amountOnlyRefundTax, tips } = policy;
  return {
    ...DEFAULT_POLICY,
    ...(recognition === undefined ? {} : { recognition }),
    ...(discounts === undefined ? {} : { discounts }),
    ...(amountOnlyRefundTax === undefined ? {} : { amountOnlyRefundTax }),
    ...(tips === undefined ? {} : { tips }),
  };
}

/** '2026-01-31 (set 2026-02-10)': what is learned from that day on finds the books closed; without a day they always were. */
function locksAt(text: string | undefined, seenAt: number): Lock[] {
  const [, through, set] = /^(\S+)(?: \(set (\S+)\))?/.exec(text ?? '') ?? [];
  if (through === undefined) return [];
  const setAt = set === undefined ? null : parseInstant(`${set}T00:00:00Z`);
  return setAt === null || seenAt >= setAt ? [{ kind: 'books', scheme: '', through: through as LocalDate }] : [];
}

function ratesOf({ rates }: Example): Rate[] {
  return rates.map(({ date, pair, rate }, index) => {
    const [currency = '', quote = ''] = pair.split('/');
    const { units, scale } = exact(rate) ?? { units: 0n, scale: 0 };
    return {
      rateId: index + 1,
      currency,
      quote,
      date: date as LocalDate,
      units: units * 10n ** BigInt(RATE_SCALE - scale),
    };
  });
}

function compareFigures(example: Example, book: MemoryBook, reading: Reading): Difference[] {
  const { baseCurrency } = example.book;
  const expected = example.entries.filter((entry) => !reading.isLeftOut(entry));
  const stated = {
    figures: expected.flatMap((entry) => statedFigures(entry, baseCurrency)),
    leftOut: example.entries.filter(reading.isLeftOut).flatMap((entry) => statedFigures(entry, baseCurrency)),
  };
  const booked = book.entries.flatMap((entry) => bookedFigures(entry, book)).map(read);
  function read(figure: Figure): Figure {
    return { ...figure, account: reading.account(figure.account) };
  }
  return [
    ...comparePostings(stated.figures.map(read), booked),
    ...compareBalances(example, stated, booked, reading, (text) => amountOf(text, baseCurrency)),
  ];
}

function statedFigures(entry: ExpectedEntry, baseCurrency: string): Figure[] {
  return entry.postings.map(({ account, side, amount, currency, base }) => {
    const sign = side === 'debit' ? 1 : -1;
    return {
      date: entry.date,
      trueDate: entry.trueDate ?? entry.date,
      account,
      currency,
      amount: sign * amountOf(amount, currency),
      base: sign * amountOf(base, baseCurrency),
    };
  });
}

function bookedFigures(entry: PlannedEntry, book: MemoryBook): Figure[] {
  return entry.lines.map(({ account, currency, amount, base }) => ({
    date: entry.date,
    trueDate: entry.belongsTo,
    account: book.accountNamed(account)?.name ?? account,
    currency,
    amount,
    base,
  }));
}

/** Discrepancies open at the end, where the example speaks of them: each with its amount and the day it was found. */
function compareDiscrepancies(example: Example, opened: readonly Opened[]): Difference[] {
  const stated = example.expect.discrepancies;
  if (stated === undefined) return [];
  const currency = example.book.baseCurrency;
  const left = [...opened];
  const missing = stated.filter(({ kind, amount, since }) => {
    const at = left.findIndex((one) => {
      return (
        one.kind === kind &&
        one.amount === amountOf(amount, one.currency) &&
        (since === undefined || one.since === since)
      );
    });
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  const none = { amount: null, base: 0 };
  return [
    ...missing.map(({ kind, amount, since = '' }): Difference => {
      const expected = { amount: null, base: amountOf(amount, currency) };
      return { what: 'discrepancies', date: since, account: kind, currency, expected, booked: none };
    }),
    ...left.map(({ kind, amount, since, currency: own }): Difference => {
      return {
        what: 'discrepancies',
        date: since,
        account: kind,
        currency: own,
        expected: none,
        booked: { amount: null, base: amount },
      };
    }),
  ];
}
