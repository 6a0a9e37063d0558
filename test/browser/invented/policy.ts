import type { EffectRow, PolicyVersion, Restated } from '../../../web/src/api/policy.ts';
import type { Answers, Asked } from './asked.ts';
import { ago, dayOf } from './days.ts';

/** The one that a book begins with. */
export const FIRST_POLICY: PolicyVersion = {
  ...{ version: 1, effectiveFrom: '0001-01-01', madeAt: '2025-01-02T09:00:00.000Z', madeBy: 'cli' },
  body: {
    recognition: 'by-channel',
    discounts: 'separate',
    amountOnlyRefundTax: 'pro-rata-when-prices-include-tax',
    taxPoint: 'recognition',
    tips: 'income',
    roundingCap: 5,
    rateDays: 7,
    schemes: { FR: 'OSS', IT: 'OSS' },
    gateways: { system_default: 'Stripe' },
  },
};

const SALES = { code: '4000', name: 'Sales', type: 'income' };
const DEPOSITS = { code: '2200', name: 'Customer deposits', type: 'liability' };

const EFFECT: readonly EffectRow[] = [
  { month: '2026-10', ...SALES, base: '-412.50' },
  { month: '2026-11', ...SALES, base: '1284.10' },
  { month: '2026-11', ...DEPOSITS, base: '-1284.10' },
  { month: '2026-10', ...DEPOSITS, base: '412.50' },
];

const restated = ({ world }: Asked, effect: readonly EffectRow[]): Restated => ({
  ...{ documents: world.size, changed: 812, entries: 1_204, effect },
});

function set({ state }: Asked) {
  const version = state.policies.length + 1;
  const next = { ...FIRST_POLICY, version, effectiveFrom: dayOf(0), madeBy: 'you', madeAt: ago(0) };
  state.policies = [...state.policies, next];
  return { kind: 'set', version };
}

export const policyAnswers: Answers = {
  'GET /api/books/:book/policy': ({ state }) => state.policies satisfies readonly PolicyVersion[],
  'POST /api/books/:book/policy': set,
  'POST /api/books/:book/policy/preview': (asked) => restated(asked, EFFECT),
  'POST /api/books/:book/apply': (asked) => restated(asked, []),
};
