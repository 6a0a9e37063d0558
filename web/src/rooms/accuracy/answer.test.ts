import { expect, test } from 'vitest';
import type { Certificate, Verdict } from '../../api/certificates.ts';
import { answerOf } from './answer.ts';
import { accuracyOf, type Days } from './measure.ts';

test.each<[string, number, number, number, number]>([
  ['None of the days compared is over yet: a day that lasts proves nothing.', 0, 0, 0, 2],
  ['On the one day that is over the books hold what the shop says.', 1, 1, 0, 1],
  ['On the one day of a channel that is over the books hold what the shop says.', 1, 1, 0, 2],
  ['On all 3 days that are over the books hold what the shops say.', 3, 3, 0, 1],
  ['On all 2 days of channels that are over the books hold what the shops say.', 2, 2, 0, 2],
  ['1 day of a channel is not certified yet; none is broken.', 1, 2, 0, 2],
  ['2 days are not certified yet; none is broken.', 1, 3, 0, 1],
  ['1 day of a channel differs from what the shops say: look at the orders behind.', 2, 2, 1, 2],
  ['2 days differ from what the shops say: look at the orders behind.', 0, 2, 2, 1],
])('%s', (said, certified, over, broken, channels) => {
  expect(answerOf({ certified, over, broken }, channels)).toBe(said);
});

const days = (verdicts: Readonly<Record<string, Verdict>>): Days =>
  new Map(
    Object.entries(verdicts).map(([day, verdict]): [string, Certificate] => [
      day,
      {
        ...{ channel: 'Shop', day, verdict, theirs: {}, ours: {}, differing: [] },
        ...{ madeAt: '', age: 0, nextAt: null, problem: null },
      },
    ]),
  );

const range = { from: '2026-11-01', to: '2026-11-21' };

test('a day that lasts is not over, yet it is told where it is broken', () => {
  expect(accuracyOf(days({ '2026-11-20': 'certified', '2026-11-21': 'broken' }), range, '2026-11-21')).toEqual({
    certified: 1,
    over: 1,
    broken: 1,
  });
  expect(accuracyOf(days({ '2026-11-21': 'provisional' }), range, '2026-11-21')).toEqual({
    certified: 0,
    over: 0,
    broken: 0,
  });
});

test('a day that was never looked at counts against the books', () => {
  expect(accuracyOf(days({ '2026-11-18': 'certified', '2026-11-20': 'certified' }), range, '2026-11-21')).toEqual({
    certified: 2,
    over: 3,
    broken: 0,
  });
});
