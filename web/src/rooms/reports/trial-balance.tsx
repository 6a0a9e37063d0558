import { usePeriod } from '../../address/period.ts';
import { useView } from '../../address/view.ts';
import type { TrialBalance } from '../../api/reports.ts';
import { isNegative, isNothing, negate, placesOf, sum } from '../../money/decimal.ts';
import { Money } from '../../money/money.tsx';
import { State } from '../../ui/room.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { AccountDoor, FigureDoor } from './figure.tsx';
import type { ReportProps } from './props.ts';

type Row = TrialBalance['rows'][number];

export function TrialBalanceTable({ report: { rows, baseCurrency } }: ReportProps<TrialBalance>) {
  const { from, to } = usePeriod();
  const { currency: shown } = useView();
  const places = Math.max(2, ...rows.map(({ balance }) => placesOf(balance)));
  const money = (amount: string) => <Money amount={amount} places={places} />;
  const door = (amount: string, code: string) => (
    <FigureDoor amount={amount} places={places} code={code} from={from} to={to} isOriginal={shown !== 'base'} />
  );
  const columns: readonly Column<Row>[] = [
    {
      id: 'account',
      title: 'Account',
      kind: 'wide',
      card: 'title',
      cell: ({ code, name }) => <AccountDoor code={code} name={name} />,
    },
    { id: 'currency', title: 'Cur.', card: 'sub', cell: ({ currency }) => currency },
    { id: 'opening', title: 'Opening', kind: 'money', cell: ({ opening }) => money(opening) },
    { id: 'debit', title: 'Debit', kind: 'money', cell: ({ debit, code }) => door(debit, code) },
    { id: 'credit', title: 'Credit', kind: 'money', cell: ({ credit, code }) => door(credit, code) },
    { id: 'balance', title: 'Balance', kind: 'money', card: 'figure', cell: ({ balance }) => money(balance) },
    {
      id: 'base',
      title: `Balance ${baseCurrency}`,
      kind: 'money',
      card: 'note',
      cell: ({ baseBalance }) => <Money amount={baseBalance} />,
    },
  ];
  const base = rows.map(({ baseBalance }) => baseBalance);
  const [debits, credits] = [sum(base.filter((each) => !isNegative(each))), negate(sum(base.filter(isNegative)))];
  const isSound = isNothing(sum(base));
  return (
    <>
      <p className="notice" data-tone={isSound ? 'good' : 'bad'}>
        {isSound ? <State tone="good">balances</State> : <State tone="bad">does not balance</State>}
        <span>
          Debit balances <Money amount={debits} places={0} />, credit balances <Money amount={credits} places={0} />{' '}
          {baseCurrency}
        </span>
      </p>
      <DataTable
        caption="Trial balance"
        columns={columns}
        rows={rows}
        rowKey={({ code, currency }) => `${code} ${currency}`}
        foot={{ name: 'Sum', cells: { base: <Money amount={sum(base)} /> } }}
      />
    </>
  );
}
