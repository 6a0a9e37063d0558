import type { PolicyVersion } from '../../../web/src/api/policy.ts';
import type { Answers } from './asked.ts';

/** The one that a book begins with. */
const FIRST: PolicyVersion = {
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

export const policyAnswers: Answers = { 'GET /api/books/:book/policy': () => [FIRST] };
