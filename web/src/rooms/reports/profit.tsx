import { lazy, Suspense, useEffect, useMemo, useRef } from 'react';
import type { ProfitAndLoss, ProfitColumn } from '../../api/reports.ts';
import { showDay, showMonth } from '../../money/dates.ts';
import { isNothing, negate, placesOf } from '../../money/decimal.ts';
import { Money } from '../../money/money.tsx';
import { Scrolling, usePhone } from '../../ui/table.tsx';
import { sectionName, totalName } from '../../words.ts';
import { AccountDoor, FigureDoor } from './figure.tsx';
import { fromFirstMonth } from './months.ts';
import type { ReportProps } from './props.ts';

const ProfitChart = lazy(async () => ({ default: (await import('./profit-chart.tsx')).ProfitChart }));

/** After which section each total stands. */
const TOTAL_AFTER: Readonly<Record<string, string>> = {
  deductions: 'net-sales',
  'cost-of-sales': 'gross-margin',
  'channel-costs': 'contribution',
  'fx-and-rounding': 'result',
};
const SECTIONS = [
  'sales',
  'deductions',
  'shipping',
  'other-income',
  'cost-of-sales',
  'channel-costs',
  'other-expenses',
  'fx-and-rounding',
];
const CHART_MIN = 3;

function columnName({ kind, from, to, channel }: ProfitColumn): string {
  switch (kind) {
    case 'total':
      return 'Total';
    case 'prior':
      return 'Time before';
    case 'prior-year':
      return 'Year before';
    case 'channel':
      return channel === '' ? 'No channel' : channel;
    default:
      return from.slice(0, 7) === to.slice(0, 7) ? showMonth(from) : `${showDay(from)} – ${showDay(to)}`;
  }
}

/** The books say debits as plus; a reader of profit and loss looks for income as plus. */
export function ProfitTable({ report: whole }: ReportProps<ProfitAndLoss>) {
  const report = useMemo(() => fromFirstMonth(whole), [whole]);
  const { columns, rows, totals, baseCurrency } = report;
  const isPhone = usePhone();
  const table = useRef<HTMLTableElement>(null);
  const width = columns.length;
  const isByMonth = columns[1]?.kind === 'period';
  // Where there is more than fits, the newest months and the total are seen first.
  // biome-ignore lint/correctness/useExhaustiveDependencies: other columns call for scrolling again.
  useEffect(() => {
    const box = table.current?.closest('.scrolling');
    if (box && isByMonth) box.scrollLeft = box.scrollWidth;
  }, [width, isByMonth]);
  const currencies = [...new Set(rows.map(({ currency }) => currency))];
  const places = Math.max(0, ...rows.flatMap(({ amounts }) => amounts.map(placesOf)));
  const net = totals.find(({ name }) => name === 'net-sales')?.amounts ?? [];
  const months = columns.filter(({ kind }, index) => kind === 'period' && !isNothing(net[index] ?? '0')).length;
  return (
    <>
      {months >= CHART_MIN && currencies.length === 1 && !isPhone ? (
        <Suspense fallback={null}>
          <ProfitChart report={report} />
        </Suspense>
      ) : null}
      <Scrolling label="Profit and loss">
        <table className="table matrix" ref={table}>
          <caption className="hidden">Profit and loss, {currencies.join(', ')}</caption>
          <thead>
            <tr>
              <th scope="col">{currencies.length === 1 ? (currencies[0] ?? baseCurrency) : 'Account'}</th>
              {columns.map((column) => (
                <th
                  key={`${column.kind} ${column.from} ${column.channel}`}
                  scope="col"
                  className="money"
                  data-kind={column.kind}
                  title={`${showDay(column.from)} – ${showDay(column.to)}`}
                >
                  <bdi>{columnName(column)}</bdi>
                </th>
              ))}
            </tr>
          </thead>
          {SECTIONS.map((section) => {
            const own = rows.filter((row) => row.section === section);
            const total = totals.filter(({ name }) => name === TOTAL_AFTER[section]);
            return own.length === 0 && total.length === 0 ? null : (
              <tbody key={section}>
                {own.length === 0 ? null : (
                  <tr className="section">
                    <th scope="rowgroup">{sectionName(section)}</th>
                    <td colSpan={columns.length} style={{ borderBottom: 0 }} />
                  </tr>
                )}
                {own.map(({ code, name, currency, amounts }) => (
                  <tr key={`${code} ${currency}`}>
                    <th scope="row">
                      <AccountDoor code={code} name={name} />{' '}
                      {currencies.length > 1 ? <span className="quiet">{currency}</span> : null}
                    </th>
                    {columns.map((column, index) => (
                      <td
                        key={`${column.kind} ${column.from} ${column.channel}`}
                        className="money"
                        data-kind={column.kind}
                      >
                        <FigureDoor
                          amount={negate(amounts[index] ?? '0')}
                          places={places}
                          // A register tells of all channels together.
                          code={column.kind === 'channel' ? '' : code}
                          from={column.from}
                          to={column.to}
                        />
                      </td>
                    ))}
                  </tr>
                ))}
                {total.map(({ name, currency, amounts, percentOfNetSales }) => (
                  <tr key={`${name} ${currency}`} className="total">
                    <th scope="row">
                      {totalName(name)} {currencies.length > 1 ? currency : ''}
                      {name === 'net-sales' ? null : <span className="original">in % of net sales</span>}
                    </th>
                    {columns.map((column, index) => (
                      <td
                        key={`${column.kind} ${column.from} ${column.channel}`}
                        className="money"
                        data-kind={column.kind}
                      >
                        <Money amount={negate(amounts[index] ?? '0')} places={places} />
                        {name === 'net-sales' || !percentOfNetSales[index] ? null : (
                          <span className="original">{percentOfNetSales[index]} %</span>
                        )}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            );
          })}
        </table>
      </Scrolling>
    </>
  );
}
