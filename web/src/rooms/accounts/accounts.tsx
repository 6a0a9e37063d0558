import { TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { accountRoom, RoomLink } from '../../address/link.tsx';
import { useSetView, useView } from '../../address/view.ts';
import type { Account } from '../../api/accounts.ts';
import { useAsk, useBook } from '../../api/queries.ts';
import { isNegative, isNothing, moneyText, negate, sum } from '../../money/decimal.ts';
import { Money } from '../../money/money.tsx';
import { RoomPage } from '../../ui/room.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { type Column, DataTable, type Foot } from '../../ui/table.tsx';
import { accountTypeName } from '../../words.ts';

const ORDER = ['asset', 'liability', 'equity', 'income', 'contra-income', 'cost-of-sales', 'expense', 'other'];

export function AccountsRoom() {
  const { data: book } = useBook();
  const base = book?.baseCurrency ?? '';
  const { q = '' } = useView();
  const setView = useSetView();
  const accounts = useAsk<readonly Account[]>(['accounts']);
  const columns = useMemo(() => columnsIn(base), [base]);
  return (
    <RoomPage title="Accounts" answer="What every account stands at now. Open one to see every posting in it.">
      <search className="filters no-print">
        <TextInput
          size="xs"
          className="grow"
          aria-label="Search accounts"
          placeholder="Code or name"
          data-search
          value={q}
          onChange={(event) => setView({ q: event.currentTarget.value })}
        />
      </search>
      <Loaded query={accounts}>
        {(list) => {
          const fitting = list.filter(({ code, name }) => `${code} ${name}`.toLowerCase().includes(q.toLowerCase()));
          if (fitting.length === 0) {
            return q === '' ? (
              <Empty title="No account has been used yet">Accounts appear with their first posting.</Empty>
            ) : (
              <Empty title={`No account is called “${q}”`} />
            );
          }
          return ORDER.map((type) => {
            const rows = fitting.filter((account) => account.type === type);
            return rows.length === 0 ? null : (
              <section key={type}>
                <h2 className="section-title">{accountTypeName(type)}</h2>
                <DataTable
                  caption={accountTypeName(type)}
                  columns={columns}
                  rows={rows}
                  rowKey={({ code }) => code}
                  foot={footOf(rows)}
                />
              </section>
            );
          });
        }}
      </Loaded>
    </RoomPage>
  );
}

const debitOf = (amount: string) => (isNegative(amount) ? '0' : amount);
const creditOf = (amount: string) => (isNegative(amount) ? negate(amount) : '0');

/**
 * What an account holds in each of its currencies, that of the book among them as soon as there is another. As in the
 * column it stands in, credit or debit, what is on that side is positive: a minus is on the other.
 */
function inItsCurrencies({ balances, baseBalance }: Account, base: string): string {
  const held = balances.filter(({ balance }) => !isNothing(balance));
  if (held.every(({ currency }) => currency === base)) return '';
  const onItsSide = isNegative(baseBalance) ? negate : (amount: string) => amount;
  return held.map(({ currency, balance }) => moneyText(onItsSide(balance), currency)).join(' · ');
}

function columnsIn(base: string): readonly Column<Account>[] {
  return [
    {
      id: 'name',
      title: 'Account',
      kind: 'wide',
      card: 'title',
      cell: ({ code, name }) => (
        <RoomLink room={accountRoom(code)} className="row-link" data-row>
          <span className="code quiet">{code}</span> <bdi>{name}</bdi>
        </RoomLink>
      ),
    },
    {
      id: 'currencies',
      title: 'In its currencies',
      kind: 'money',
      cell: (account) => <span className="quiet small">{inItsCurrencies(account, base)}</span>,
    },
    {
      id: 'debit',
      title: `Debit ${base}`,
      kind: 'money',
      width: 160,
      card: 'figure',
      cell: ({ baseBalance }) => (isNegative(baseBalance) ? null : <Money amount={baseBalance} />),
    },
    {
      id: 'credit',
      title: `Credit ${base}`,
      kind: 'money',
      width: 160,
      card: 'note',
      cell: ({ baseBalance }) => (isNegative(baseBalance) ? <Money amount={negate(baseBalance)} /> : null),
    },
  ];
}

function footOf(rows: readonly Account[]): Foot {
  const together = (of: (amount: string) => string) => (
    <Money amount={sum(rows.map(({ baseBalance }) => of(baseBalance)))} />
  );
  return { name: 'Sum', cells: { debit: together(debitOf), credit: together(creditOf) } };
}
