import type { ReactNode } from 'react';
import { RoomLink } from '../../address/link.tsx';
import type { PolicyBody, PolicyVersion } from '../../api/policy.ts';
import { useAsk, useBook } from '../../api/queries.ts';
import type { FirstLook } from '../../api/stores.ts';
import { plural, showCount } from '../../money/dates.ts';
import { moneyText } from '../../money/decimal.ts';
import { Figure } from '../../ui/figure.tsx';
import { Samples } from '../../ui/samples.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { SETTINGS, statusName, waitingReason } from '../../words.ts';

/**
 * Orders, currencies, gateways, taxes, revenue under either recognition, what would wait, the first entries. `children`:
 * what else decides how much is revenue.
 */
export function LookTables({ look, children }: { readonly look: FirstLook; readonly children: ReactNode }) {
  const policy = useAsk<readonly PolicyVersion[]>(['policy']);
  if (look.orders === 0) {
    return (
      <>
        <Empty title={`No order in the last ${look.days} days`}>
          You can start all the same: what comes is booked as it comes, and older history is read.
        </Empty>
        {children}
      </>
    );
  }
  return (
    <Loaded query={policy} lines={8}>
      {(versions) => (
        <Tables look={look} body={versions.at(-1)?.body}>
          {children}
        </Tables>
      )}
    </Loaded>
  );
}

interface Props {
  readonly look: FirstLook;
  readonly body: PolicyBody | undefined;
}

function Tables({ look, body, children }: Props & { readonly children: ReactNode }) {
  const { data: book } = useBook();
  const { days, orders, currencies, taxes, notBooked, samples } = look;
  return (
    <>
      <dl className="figures">
        <Figure name={`Orders, last ${days} days`} below={currencies.length > 1 ? 'in all currencies' : ''}>
          {showCount(orders)}
        </Figure>
        {currencies.map(({ currency, orders: count, total }) => (
          <Figure key={currency} name={`In ${currency}`} below={`${plural(count, 'order')}, with tax and shipping`}>
            {moneyText(total, currency)}
          </Figure>
        ))}
      </dl>
      <Revenue look={look} body={body} />
      {children}
      <Gateways look={look} body={body} />
      <Taxes taxes={taxes} />
      <NotBooked reasons={notBooked} />
      <Samples title="The first entries it would make" entries={samples} base={book?.baseCurrency ?? ''} />
    </>
  );
}

function Revenue({ look: { recognition }, body }: Props) {
  const { data: book } = useBook();
  return (
    <section>
      <h2 className="section-title">When a sale counts as revenue</h2>
      <p className="quiet small explained">
        Revenue of these days, either way, in {book?.baseCurrency}. Your books say: {recognitionOf(body?.recognition)}.{' '}
        <RoomLink room="mapping">Change it in Mapping</RoomLink>
      </p>
      <dl className="figures">
        {recognition.map(({ recognition: when, revenue }) => (
          <Figure key={when} name={when === 'order' ? 'When ordered' : 'When shipped'} below="without tax">
            {moneyText(revenue, book?.baseCurrency)}
          </Figure>
        ))}
      </dl>
    </section>
  );
}

function Gateways({ look: { gateways }, body }: Props) {
  if (gateways.length === 0) return null;
  return (
    <section>
      <h2 className="section-title">Gateways</h2>
      <p className="quiet small explained">
        Each gateway and currency gets a clearing account. Two names of one account are joined in{' '}
        <RoomLink room="mapping">Mapping</RoomLink>, best before the start.
      </p>
      <DataTable
        caption="Gateways"
        columns={gatewayColumns(body?.gateways ?? {})}
        rows={gateways}
        rowKey={({ gateway, currency }) => `${gateway} ${currency}`}
      />
    </section>
  );
}

const recognitionOf = (choice = 'by-channel') =>
  (SETTINGS.recognition?.choices[choice] ?? choice).toLowerCase() +
  (choice === 'by-channel' ? ', that is when it ships where the shop tells shipments' : '');

type Gateway = FirstLook['gateways'][number];

function gatewayColumns(names: Readonly<Record<string, string>>): readonly Column<Gateway>[] {
  return [
    {
      id: 'gateway',
      title: 'In the shop',
      kind: 'wide',
      card: 'title',
      cell: ({ gateway }) => <bdi>{gateway}</bdi>,
    },
    {
      id: 'books',
      title: 'In the books',
      card: 'sub',
      cell: ({ gateway, currency }) => (
        <>
          Clearing: <bdi>{names[gateway] ?? gateway}</bdi> {currency}
        </>
      ),
    },
    {
      id: 'count',
      title: 'Payments',
      kind: 'number',
      card: 'figure',
      isNamed: true,
      cell: ({ payments }) => showCount(payments),
    },
  ];
}

function Taxes({ taxes }: { readonly taxes: readonly string[] }) {
  return (
    <section>
      <h2 className="section-title">Taxes</h2>
      {taxes.length === 0 ? (
        <p className="quiet">None of these orders bears tax.</p>
      ) : (
        <ul className="topics">
          {taxes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function NotBooked({ reasons }: { readonly reasons: FirstLook['notBooked'] }) {
  if (reasons.length === 0) return null;
  return (
    <section>
      <h2 className="section-title">What would not be booked yet, and why</h2>
      <ul className="todo">
        {reasons.map(({ reason, count }) => (
          <li key={reason}>
            <strong>{showCount(count)}</strong>
            <span>
              {reason === 'not-yet-a-sale' ? `${statusName(reason)}: not paid, or not placed` : waitingReason(reason)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
