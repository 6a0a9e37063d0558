import type { EffectRow } from '../../api/policy.ts';
import { showMonth } from '../../money/dates.ts';
import { negate, sum } from '../../money/decimal.ts';
import { Money } from '../../money/money.tsx';
import { Empty } from '../../ui/states.tsx';
import { Scrolling } from '../../ui/table.tsx';

const IN_RESULT = ['income', 'contra-income', 'cost-of-sales', 'expense', 'other'];

/** What planned entries would do to each account, month by month: first profit and loss, then the balance sheet. */
export function Effect({ effect, currency }: { readonly effect: readonly EffectRow[]; readonly currency: string }) {
  if (effect.length === 0) return <Empty title="No figure would change" />;
  const result = effect.filter(({ type }) => IN_RESULT.includes(type));
  const rest = effect.filter(({ type }) => !IN_RESULT.includes(type));
  const months = [...new Set(effect.map(({ month }) => month))].sort();
  return (
    <Scrolling label="Effect by month">
      <table className="table matrix">
        <caption className="hidden">Effect by month</caption>
        <thead>
          <tr>
            <th scope="col">{currency}</th>
            {months.map((month) => (
              <th key={month} scope="col" className="money">
                {showMonth(month)}
              </th>
            ))}
            <th scope="col" className="money">
              Together
            </th>
          </tr>
        </thead>
        {/* Income is a credit: more of it is shown as plus, as in the report. */}
        <Part title="Profit and loss" rows={result} months={months} sign={negate} total="Result" />
        <Part title="Balance sheet (debit is plus)" rows={rest} months={months} sign={(amount) => amount} />
      </table>
    </Scrolling>
  );
}

interface PartProps {
  readonly title: string;
  readonly rows: readonly EffectRow[];
  readonly months: readonly string[];
  readonly sign: (amount: string) => string;
  readonly total?: string;
}

function Part({ title, rows, months, sign, total }: PartProps) {
  if (rows.length === 0) return null;
  const accounts = [...new Map(rows.map(({ code, name }) => [code, name]))].sort(([a], [b]) => (a < b ? -1 : 1));
  const of = (code: string | null, month: string | null) =>
    sign(
      sum(
        rows
          .filter((row) => (code === null || row.code === code) && (month === null || row.month === month))
          .map(({ base }) => base),
      ),
    );
  const cells = (code: string | null) => (
    <>
      {months.map((month) => (
        <td key={month} className="money">
          <Money amount={of(code, month)} />
        </td>
      ))}
      <td className="money" data-kind="total">
        <Money amount={of(code, null)} />
      </td>
    </>
  );
  return (
    <tbody>
      <tr className="section">
        <th scope="rowgroup" colSpan={months.length + 2}>
          {title}
        </th>
      </tr>
      {accounts.map(([code, name]) => (
        <tr key={code}>
          <th scope="row">
            <span className="code quiet">{code}</span> {name}
          </th>
          {cells(code)}
        </tr>
      ))}
      {total === undefined ? null : (
        <tr className="total">
          <th scope="row">{total}</th>
          {cells(null)}
        </tr>
      )}
    </tbody>
  );
}
