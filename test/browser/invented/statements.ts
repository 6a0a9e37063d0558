import type { BalanceSheet, ProfitAndLoss, ProfitColumn } from '../../../web/src/api/reports.ts';
import type { Sum } from './accounts.ts';
import { BASE, base } from './basis.ts';
import { dayOf } from './days.ts';

/** What both statements are made of. */
export interface Period {
  readonly from: string;
  readonly to: string;
  readonly isByMonth: boolean;
  readonly sums: readonly Sum[];
}

const add = <T>(all: readonly T[], of: (each: T) => number) => all.reduce((sum, each) => sum + of(each), 0);

const lastDay = (month: string) =>
  new Date(Date.UTC(+month.slice(0, 4), +month.slice(5, 7), 0)).toISOString().slice(0, 10);

function monthsOf(from: string, to: string): string[] {
  const months: string[] = [];
  const day = new Date(`${from.slice(0, 7)}-15`);
  for (; day.toISOString().slice(0, 7) <= to.slice(0, 7); day.setUTCMonth(day.getUTCMonth() + 1)) {
    months.push(day.toISOString().slice(0, 7));
  }
  return months;
}

const isIncome = ({ type }: Sum) => type.includes('income');

const accountsOf = (sums: readonly Sum[]) => [...Map.groupBy(sums, ({ code }) => code).values()];

/** At the end of the period, or of each of its months. */
export function balanceSheet({ from, to, isByMonth, sums }: Period): BalanceSheet {
  const days = isByMonth ? monthsOf(from, to).map((month) => (lastDay(month) < to ? lastDay(month) : to)) : [to];
  const upTo = (sum: Sum, day: string) =>
    sum.openingBase + add([...sum.months], ([month, moved]) => (month <= day.slice(0, 7) ? moved : 0));
  const figures = (of: readonly Sum[]) => ({
    currency: BASE,
    amounts: days.map((day) => base(add(of, (sum) => upTo(sum, day)))),
  });
  const [assets, liabilities] = ['asset', 'liability'].map((type) => sums.filter((sum) => sum.type === type));
  const income = sums.filter(isIncome);
  const rowsOf = (section: 'asset' | 'liability') =>
    accountsOf(sums.filter(({ type }) => type === section)).map((of) => ({
      ...{ section, code: of[0]?.code ?? '', name: of[0]?.name ?? '', ...figures(of) },
    }));
  const result = { section: 'equity', code: '', name: 'Result of the year', ...figures(income) } as const;
  return {
    baseCurrency: BASE,
    columns: days.map((at) => ({ at })),
    rows: [...rowsOf('asset'), ...rowsOf('liability'), result],
    totals: [
      { name: 'assets', ...figures(assets ?? []) },
      { name: 'liabilities', ...figures(liabilities ?? []) },
      { name: 'equity', ...figures(income) },
      { name: 'check', ...figures(sums) },
    ],
  };
}

const SECTIONS: Readonly<Record<string, string>> = { '4000': 'sales', '4100': 'shipping' };

/** Of the period, or month by month, beside the time before. */
export function profitAndLoss({ from, to, isByMonth, sums }: Period): ProfitAndLoss {
  const months = isByMonth ? monthsOf(from, to) : [];
  const columns: ProfitColumn[] = [
    ...months.map((month) => ({ kind: 'period', from: `${month}-01`, to: lastDay(month), channel: '' }) as const),
    { kind: isByMonth ? 'total' : 'period', from, to, channel: '' },
    { kind: 'prior', from: dayOf(1400), to: dayOf(720), channel: '' },
  ];
  /** By column, income positive; the time before was a little worse. */
  const earnedBy = (of: readonly Sum[]) => {
    const all = -add(of, (sum) => sum.base - sum.openingBase);
    return [...months.map((month) => -add(of, (sum) => sum.months.get(month) ?? 0)), all, Math.round(all * 0.9)];
  };
  const income = sums.filter(isIncome);
  const sales = income.filter(({ code }) => code !== '4100');
  const net = earnedBy(sales);
  const figures = (of: readonly Sum[]) => ({
    currency: BASE,
    amounts: earnedBy(of).map((amount) => base(-amount)),
    percentOfNetSales: earnedBy(of).map((amount, column) => percent(amount, net[column] ?? 0)),
  });
  return {
    ...{ baseCurrency: BASE, columns },
    rows: accountsOf(income).map((of) => {
      const [{ code, name, type } = { code: '', name: '', type: '' }] = of;
      return { section: SECTIONS[code] ?? 'deductions', code, name, type, ...figures(of) };
    }),
    totals: [
      { name: 'net-sales', ...figures(sales) },
      { name: 'gross-margin', ...figures(income) },
      { name: 'contribution', ...figures(income) },
      { name: 'result', ...figures(income) },
    ],
  };
}

const percent = (part: number, whole: number) => (whole === 0 ? null : `${Math.round((1000 * part) / whole) / 10}`);
