import type { Clearing, Reported, SalesByChannel, TaxReport, TrialBalance } from '../../../web/src/api/reports.ts';
import { balanceOf, sumsOf } from './accounts.ts';
import type { Answers, Asked } from './asked.ts';
import { BASE, base, basisOf } from './basis.ts';
import { dayOf } from './days.ts';
import { balanceSheet, type Period, profitAndLoss } from './statements.ts';
import { CHANNELS, minor, type World } from './world.ts';

/** What every report is made of. */
interface Material extends Period {
  readonly world: World;
}

const reported =
  <Report>(make: (material: Material) => Report) =>
  ({ world, query }: Asked): Reported<Report> => {
    const { from = dayOf(719), to = dayOf(0), by } = query;
    const material = { world, from, to, isByMonth: by === 'month', sums: sumsOf(world, from, to) };
    return { basis: basisOf(world, { from, to }), report: make(material) };
  };

const trialBalance = ({ sums }: Material): TrialBalance => ({
  baseCurrency: BASE,
  rows: sums.map((sum) => ({
    ...{ code: sum.code, name: sum.name, type: sum.type, currency: sum.currency },
    opening: minor(sum.opening, sum.currency),
    debit: minor(sum.debit, sum.currency),
    credit: minor(sum.credit, sum.currency),
    balance: minor(balanceOf(sum), sum.currency),
    baseBalance: base(sum.base),
  })),
});

const clearing = ({ sums }: Material): Clearing => ({
  baseCurrency: BASE,
  rows: sums
    .filter(({ code }) => code.startsWith('1100'))
    .map((sum) => ({
      ...{ code: sum.code, name: sum.name, currency: sum.currency },
      opening: minor(sum.opening, sum.currency),
      payments: minor(sum.debit, sum.currency),
      refunds: minor(-sum.credit, sum.currency),
      other: minor(0, sum.currency),
      closing: minor(balanceOf(sum), sum.currency),
      baseClosing: base(sum.base),
    })),
});

const tax = ({ sums }: Material): TaxReport => ({
  ...{ baseCurrency: BASE, corrections: [] },
  rows: sums
    .filter(({ code }) => code.startsWith('2100'))
    .map(({ code, currency, debit, credit, openingBase, base: inBase }) => ({
      ...{
        scheme: code.slice(5),
        jurisdiction: code.slice(5, 7),
        code: 'VAT',
        rate: '19',
        liable: 'merchant',
        currency,
      },
      base: minor(Math.round((credit - debit) / 0.19), currency),
      charged: minor(credit, currency),
      credited: minor(debit, currency),
      due: minor(credit - debit, currency),
      baseDue: base(openingBase - inBase),
    })),
});

/** The same figures in every period. */
const salesByChannel = ({ world, from, to }: Material): SalesByChannel => ({
  baseCurrency: BASE,
  rows: (world.size ? CHANNELS : []).map(({ name: channel }, index) => {
    const gross = 12_345_678 - index * 2_111_111;
    const [discounts, returns] = [Math.round(gross / 20), Math.round(gross / 11)];
    return {
      ...{ channel, from, to, currency: BASE, orders: 4000 - index * 700, units: 9000 - index * 999 },
      ...{ gross: base(gross), discounts: base(-discounts), returns: base(-returns) },
      ...{ net: base(gross - discounts - returns), shipping: base(Math.round(gross / 14)) },
      ...{ tips: '0.00', other: '0.00', tax: base(Math.round(gross / 6)), marketplaceTax: '0.00' },
      ...{ charged: base(gross), refunded: base(returns) },
    };
  }),
});

export const reportAnswers: Answers = {
  'GET /api/books/:book/reports/trial-balance': reported(trialBalance),
  'GET /api/books/:book/reports/clearing': reported(clearing),
  'GET /api/books/:book/reports/tax': reported(tax),
  'GET /api/books/:book/reports/sales-by-channel': reported(salesByChannel),
  'GET /api/books/:book/reports/profit-and-loss': reported(profitAndLoss),
  'GET /api/books/:book/reports/balance-sheet': reported(balanceSheet),
};
