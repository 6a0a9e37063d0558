import type { BalanceSheet } from '../../api/reports.ts';
import { showDay } from '../../money/dates.ts';
import { isNothing, negate, placesOf } from '../../money/decimal.ts';
import { Money } from '../../money/money.tsx';
import { State } from '../../ui/room.tsx';
import { Scrolling } from '../../ui/table.tsx';
import { sectionName, totalName } from '../../words.ts';
import { AccountDoor, FigureDoor } from './figure.tsx';
import type { ReportProps } from './props.ts';

const TOTAL_OF: Readonly<Record<string, string>> = { asset: 'assets', liability: 'liabilities', equity: 'equity' };

/** The books say debits as plus; what is owed, and equity, are plus on a balance sheet. */
const asOwed = (section: string, amount: string) => (section === 'asset' ? amount : negate(amount));

export function BalanceSheetTable({ report: { columns, rows, totals } }: ReportProps<BalanceSheet>) {
  const currencies = [...new Set(rows.map(({ currency }) => currency))];
  const places = Math.max(0, ...rows.flatMap(({ amounts }) => amounts.map(placesOf)));
  const check = totals.filter(({ name }) => name === 'check');
  const isSound = check.every(({ amounts }) => amounts.every(isNothing));
  return (
    <>
      <p className="notice" data-tone={isSound ? 'good' : 'bad'}>
        {isSound ? <State tone="good">balances</State> : <State tone="bad">does not balance</State>}
        Assets {isSound ? 'equal' : 'differ from'} liabilities and equity on every day shown.
      </p>
      <Scrolling label="Balance sheet">
        <table className="table matrix">
          <caption className="hidden">Balance sheet</caption>
          <thead>
            <tr>
              <th scope="col">{currencies.length === 1 ? currencies[0] : 'Account'}</th>
              {columns.map(({ at }) => (
                <th key={at} scope="col" className="money">
                  {showDay(at)}
                </th>
              ))}
            </tr>
          </thead>
          {(['asset', 'liability', 'equity'] as const).map((section) => (
            <tbody key={section}>
              <tr className="section">
                <th scope="rowgroup" colSpan={columns.length + 1}>
                  {sectionName(section)}
                </th>
              </tr>
              {rows
                .filter((row) => row.section === section)
                .map(({ code, name, currency, amounts }) => (
                  <tr key={`${code} ${name} ${currency}`}>
                    <th scope="row">
                      <AccountDoor code={code} name={name} />{' '}
                      {currencies.length > 1 ? <span className="quiet">{currency}</span> : null}
                    </th>
                    {columns.map(({ at }, index) => (
                      <td key={at} className="money">
                        <FigureDoor
                          amount={asOwed(section, amounts[index] ?? '0')}
                          places={places}
                          code={code}
                          to={at}
                        />
                      </td>
                    ))}
                  </tr>
                ))}
              {totals
                .filter(({ name }) => name === TOTAL_OF[section])
                .map(({ name, currency, amounts }) => (
                  <tr key={`${name} ${currency}`} className="total">
                    <th scope="row">{totalName(name)}</th>
                    {columns.map(({ at }, index) => (
                      <td key={at} className="money">
                        <Money amount={asOwed(section, amounts[index] ?? '0')} places={places} />
                      </td>
                    ))}
                  </tr>
                ))}
            </tbody>
          ))}
        </table>
      </Scrolling>
    </>
  );
}
