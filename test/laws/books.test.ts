import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHART, isClearing } from '../../src/domain/ledger/account.ts';
import type { MemoryBook } from '../../src/domain/plan/memory-book.ts';
import type { Incoming, Lock } from '../../src/domain/plan/state.ts';
import type { LocalDate } from '../../src/domain/time/when.ts';
import { emptyBook, post, runs, sumsOf } from './books.ts';
import { arrivalsOf, everyLook, historyOf, type OrderPlan, orderPlan, type StepPlan, world } from './world.ts';

const policy = fc.record({ recognition: fc.constantFrom('by-channel' as const, 'order' as const) });

test('every entry balances per currency and in base, and the kept balances are the sums of the postings', () => {
  fc.assert(
    fc.property(world, policy, (generated, chosen) => {
      const book = post(emptyBook({ policy: chosen }), arrivalsOf(generated).other);
      for (const { lines } of book.entries) {
        expect(lines.reduce((total, { base }) => total + base, 0)).toBe(0);
        for (const currency of new Set(lines.map((each) => each.currency))) {
          const amounts = lines.filter((each) => each.currency === currency).map(({ amount }) => amount as number);
          expect(amounts.reduce((total, amount) => total + amount, 0)).toBe(0);
        }
      }
      const posted = book.entries.flatMap(({ lines }) => lines);
      const kept = [...book.balances.values()];
      expect(kept.reduce((total, { postings }) => total + postings, 0)).toBe(posted.length);
      for (const account of new Set(posted.map((each) => each.account))) {
        const amount = posted.reduce((total, each) => total + (each.account === account ? each.amount : 0), 0);
        const balance = kept.filter(({ accountId }) => book.codeOf(accountId) === account);
        expect(balance.reduce((total, { debit, credit }) => total + debit - credit, 0)).toBe(amount);
      }
    }),
    runs(700),
  );
});

test('locks move only entry dates', () => {
  const lock = fc.record<Lock>({
    kind: fc.constantFrom('books', 'tax'),
    scheme: fc.constant('DE'),
    through: fc.constantFrom('2026-01-31', '2026-02-02', '2026-02-10', '2026-03-31').map((day) => day as LocalDate),
  });
  fc.assert(
    fc.property(world, policy, fc.array(lock, { minLength: 1, maxLength: 3 }), (generated, chosen, locks) => {
      const { other } = arrivalsOf(generated);
      const open = post(emptyBook({ policy: chosen }), other);
      const locked = post(emptyBook({ policy: chosen, locks }), other);
      expect(sumsOf(locked)).toEqual(sumsOf(open));
      for (const { date, lines } of locked.entries) {
        for (const { kind, through } of locks) {
          const isTaxed = lines.some(({ account, taxCode }) => account === '2100-DE' && taxCode !== '');
          if (kind === 'books' || isTaxed) expect(date > through).toBe(true);
        }
      }
      locked.setLocks([]);
      expect(locked.postAgain().entries).toEqual([]);
    }),
    runs(700),
  );
});

test('a second run writes nothing', () => {
  fc.assert(
    fc.property(world, policy, (generated, chosen) => {
      const { first, other } = arrivalsOf(generated);
      const book = post(emptyBook({ policy: chosen }), other);
      const again = book.post(first);
      const { entries, observations, refreshed, parked, inserted, updated, opened, changed, healed } = again;
      const written = [entries, observations, refreshed, parked, inserted, updated, opened, changed, healed].flat();
      expect(written).toEqual([]);
      expect(new Set(again.outcomes)).toEqual(new Set(['unchanged']));
      expect(book.postAgain().entries).toEqual([]);
    }),
    runs(700),
  );
});

/** Accounting.md 10: never both sides at once, on no day. */
test('the bridge: receivable is never negative, deposits never positive, and never both', () => {
  fc.assert(
    fc.property(world, policy, (generated, chosen) => {
      const book = post(emptyBook({ policy: chosen }), arrivalsOf(generated).other);
      for (const { receivable, deposits } of bridgeByDay(book)) {
        expect(receivable).toBeGreaterThanOrEqual(0);
        expect(deposits).toBeLessThanOrEqual(0);
        expect(receivable === 0 || deposits === 0).toBe(true);
      }
    }),
    runs(700),
  );
});

/** The bridge at the end of each day, in order of days within a document. */
function bridgeByDay(book: MemoryBook, only?: number): { receivable: number; deposits: number }[] {
  const states: { receivable: number; deposits: number }[] = [];
  for (const documentId of new Set(book.entries.map((entry) => entry.documentId))) {
    if (only !== undefined && only !== documentId) continue;
    const entries = book.entries.filter((entry) => entry.documentId === documentId);
    const at = (account: string, day: string) =>
      entries
        .filter(({ belongsTo }) => belongsTo <= day)
        .flatMap(({ lines }) => lines)
        .reduce((total, line) => total + (line.account === account ? line.amount : 0), 0);
    for (const day of [...new Set(entries.map(({ belongsTo }) => belongsTo))].sort()) {
      states.push({ receivable: at(CHART.receivable.code, day), deposits: at(CHART.deposits.code, day) });
    }
  }
  return states;
}

test('what is said to be owed is what stands on the bridge', () => {
  fc.assert(
    fc.property(world, (generated) => {
      const book = post(emptyBook({ policy: { recognition: 'order' } }), arrivalsOf(generated).other);
      for (const { kind, documentId, amount } of book.discrepancies.values()) {
        if (kind !== 'underpaid' && kind !== 'refund-owed') continue;
        const last = bridgeByDay(book, documentId).at(-1);
        expect((last?.receivable ?? 0) + (last?.deposits ?? 0)).toBe(amount);
      }
    }),
    runs(700),
  );
});

/** No two looks at the same instant, which could not be told apart. */
function oneHourLater(step: StepPlan): StepPlan {
  return { ...step, hours: step.hours + 1 };
}

test('clearing holds exactly the money that moved', () => {
  fc.assert(
    fc.property(orderPlan, policy, (plan, chosen) => {
      const looks = everyLook({ ...plan, steps: plan.steps.map(oneHourLater) });
      const book = post(
        emptyBook({ policy: chosen }),
        looks.map((look) => [look]),
      );
      const lines = book.entries.flatMap((entry) => entry.lines);
      const of = (isOne: (account: string) => boolean) =>
        lines.reduce((total, line) => total + (isOne(line.account) ? line.amount : 0), 0);
      expect(of(isClearing)).toBe(moneyIn(plan));
    }),
    runs(1000),
  );
});

function moneyIn(plan: OrderPlan): number {
  let money = 0;
  for (const content of historyOf(plan).at(-1)?.parts.values() ?? []) {
    if (content.type === 'payment' && content.status === 'captured' && content.reversedAt === undefined)
      money += content.amount;
    if (content.type === 'refund' && content.status === 'settled') money -= content.amount;
  }
  return money;
}

/** Design.md 1, law 4, for worlds whose platform dates everything and edits nothing: the last look is enough. */
test('world: who saw only the end has the same sums per account', () => {
  const steady = orderPlan.map((plan) => ({
    ...plan,
    isDated: true,
    isVersioned: true,
    steps: plan.steps
      .filter(({ what }) => !['edit', 'reopen', 'authorise', 'refund-pending', 'settle'].includes(what))
      .map(oneHourLater),
  }));
  fc.assert(
    fc.property(steady, policy, (plan, chosen) => {
      const looks: Incoming[] = everyLook(plan);
      const all = post(
        emptyBook({ policy: chosen }),
        looks.map((look) => [look]),
      );
      const last = post(emptyBook({ policy: chosen }), [looks.slice(-1)]);
      expect(sumsOf(last, 'account')).toEqual(sumsOf(all, 'account'));
    }),
    runs(1000),
  );
});
