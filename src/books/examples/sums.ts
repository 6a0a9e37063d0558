import type { Reading } from './reading.ts';
import type { Example } from './shape.ts';

/** One posting as it is compared: amounts in minor units, debit positive. */
export interface Figure {
  readonly date: string;
  readonly trueDate: string;
  readonly account: string;
  readonly currency: string;
  readonly amount: number;
  readonly base: number;
}

export interface Difference {
  /** 'postings' by true date; 'balances' at the end, or by the end of an entry date. */
  readonly what: 'postings' | 'balances' | 'discrepancies';
  readonly date: string;
  readonly account: string;
  readonly currency: string;
  readonly expected: Sum;
  readonly booked: Sum;
}

export interface Sum {
  /** Null where only base is compared. */
  readonly amount: number | null;
  readonly base: number;
}

interface Slot {
  readonly date: string;
  readonly account: string;
  readonly currency: string;
  readonly expected: { amount: number; base: number };
  readonly booked: { amount: number; base: number };
}

/** Sums of amount and base per true date, account and currency that are not the same on both sides. */
export function comparePostings(expected: readonly Figure[], booked: readonly Figure[]): Difference[] {
  const slots = new Map<string, Slot>();
  const add = (figure: Figure, side: 'expected' | 'booked') => {
    const { trueDate: date, account, currency } = figure;
    const key = `${date} ${account} ${currency}`;
    const slot = slots.get(key) ?? {
      date,
      account,
      currency,
      expected: { amount: 0, base: 0 },
      booked: { amount: 0, base: 0 },
    };
    slots.set(key, slot);
    slot[side].amount += figure.amount;
    slot[side].base += figure.base;
  };
  for (const figure of expected) add(figure, 'expected');
  for (const figure of booked) add(figure, 'booked');
  return [...slots]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .filter(([, slot]) => slot.expected.amount !== slot.booked.amount || slot.expected.base !== slot.booked.base)
    .map(([, slot]) => ({ what: 'postings', ...slot }));
}

interface Stated {
  readonly figures: readonly Figure[];
  readonly leftOut: readonly Figure[];
}

/**
 * Base balances that the example states, less what is left out of it. An account that is read as another counts with
 * it, by its own statement or, without one, by its entries.
 */
export function compareBalances(
  example: Example,
  stated: Stated,
  booked: readonly Figure[],
  reading: Reading,
  toMinor: (text: string) => number,
): Difference[] {
  const currency = example.book.baseCurrency;
  const moments = [['', example.expect.balances] as const, ...Object.entries(example.expect.at)];
  return moments.flatMap(([date, balances]) => {
    const until = (figure: Figure) => date === '' || figure.date <= date;
    const sumOf = (figures: readonly Figure[], account: string) =>
      figures.reduce((total, figure) => total + (figure.account === account && until(figure) ? figure.base : 0), 0);
    const named = new Set([...stated.figures, ...stated.leftOut].map(({ account }) => account));
    const wanted = new Map<string, number>();
    for (const account of new Set(Object.keys(balances).map(reading.account))) {
      let base = 0;
      for (const name of new Set([...named, ...Object.keys(balances)])) {
        if (reading.account(name) !== account) continue;
        const own = balances[name];
        base += own === undefined ? sumOf(stated.figures, name) : toMinor(own) - sumOf(stated.leftOut, name);
      }
      wanted.set(account, base);
    }
    return [...wanted].flatMap(([account, base]): Difference[] => {
      const is = sumOf(booked, account);
      if (is === base) return [];
      return [
        {
          what: 'balances',
          date,
          account,
          currency,
          expected: { amount: null, base },
          booked: { amount: null, base: is },
        },
      ];
    });
  });
}
