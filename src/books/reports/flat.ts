import type { LocalDate } from '../../domain/time/when.ts';
import type { BalanceSheet } from './balance-sheet.ts';
import type { Clearing } from './clearing.ts';
import type { ProfitAndLoss } from './profit-and-loss.ts';
import type { Register } from './register.ts';
import type { SalesByChannel } from './sales-by-channel.ts';
import type { TaxReport } from './tax.ts';
import type { TrialBalance } from './trial-balance.ts';

/*
 * Reports laid flat for spreadsheets: records that all have the same fields, one figure of a kind to a column, so that a
 * pivot table can be made of them.
 */
export type FlatRecord = Readonly<Record<string, string | number | null>>;

export const flatTrialBalance = ({ rows }: TrialBalance): FlatRecord[] => rows.map((row) => ({ ...row }));

export const flatProfitAndLoss = ({ rows, columns }: ProfitAndLoss): FlatRecord[] =>
  rows.flatMap(({ section, code, name, type, currency, amounts }) =>
    amounts.map((amount, index) => ({ section, code, name, type, currency, ...columnOf(columns[index]), amount })),
  );

export const flatBalanceSheet = ({ rows, columns }: BalanceSheet): FlatRecord[] =>
  rows.flatMap(({ section, code, name, currency, amounts }) =>
    amounts.map((amount, index) => ({ section, code, name, currency, at: columns[index]?.at ?? '', amount })),
  );

export const flatSalesByChannel = ({ rows }: SalesByChannel): FlatRecord[] => rows.map((row) => ({ ...row }));

export const flatTax = ({ rows, corrections }: TaxReport): FlatRecord[] => [
  ...rows.map((row) => ({ month: '', ...row })),
  ...corrections.map(({ month, scheme, jurisdiction, code, rate, liable, currency, base, due, baseDue }) => ({
    ...{ month, scheme, jurisdiction, code, rate, liable, currency, base },
    ...{ charged: '', credited: '', due, baseDue },
  })),
];

export const flatClearing = ({ rows }: Clearing): FlatRecord[] => rows.map((row) => ({ ...row }));

export const flatRegister = ({ rows }: Register): FlatRecord[] =>
  rows.map((row) => ({ ...row, counterAccounts: row.counterAccounts.join(' ') }));

function columnOf(
  column:
    | { readonly kind: string; readonly from: LocalDate; readonly to: LocalDate; readonly channel: string }
    | undefined,
) {
  return { column: column?.kind ?? '', channel: column?.channel ?? '', from: column?.from ?? '', to: column?.to ?? '' };
}
