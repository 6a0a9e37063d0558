import type { ReactNode } from 'react';
import { accountRoom, RoomLink } from '../../address/link.tsx';
import { usePeriod } from '../../address/period.ts';
import type { View } from '../../address/view.ts';
import { useAsk, useBook } from '../../api/queries.ts';
import { useConnections } from '../../api/store-queries.ts';
import type { Today } from '../../api/today.ts';
import { plural, showCount } from '../../money/dates.ts';
import { isNothing, moneyText, negate } from '../../money/decimal.ts';
import { orderColumns } from '../../ui/order-columns.tsx';
import { RoomPage, State } from '../../ui/room.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { StoreTroubles } from '../../ui/store-troubles.tsx';
import { DataTable, usePhone } from '../../ui/table.tsx';
import { discrepancyName } from '../../words.ts';
import { answerOf } from './answer.ts';
import { Proof } from './proof.tsx';
import { RevenuePanel } from './revenue-panel.tsx';

export function TodayRoom() {
  const period = usePeriod();
  const { data: book } = useBook();
  const zone = book?.zone ?? 'UTC';
  const { from, to } = period;
  const today = useAsk<Today>(['today'], { from, to }, { enabled: book !== undefined });
  const { data: connections } = useConnections();
  return (
    <RoomPage
      title="Today"
      answer={today.data === undefined ? 'Is anything wrong, and how did we do?' : answerOf(today.data, connections)}
    >
      <StoreTroubles />
      <Loaded query={today} lines={10}>
        {(data) => (
          <>
            <Figures today={data} zone={zone} currency={book?.baseCurrency ?? ''} />
            <ForYou today={data} />
            <RevenuePanel today={data} currency={book?.baseCurrency ?? ''} />
            <Latest today={data} />
          </>
        )}
      </Loaded>
    </RoomPage>
  );
}

function Figures({
  today,
  zone,
  currency,
}: {
  readonly today: Today;
  readonly zone: string;
  readonly currency: string;
}) {
  const { atGateways, receivable, deposits, taxDue, parked, discrepancies } = today;
  const waiting = parked.count + discrepancies.count;
  return (
    <dl className="figures">
      <Proof today={today} zone={zone} />
      <Door
        name="Waiting for you"
        room="waiting"
        below={
          waiting === 0 ? 'nothing' : `${showCount(parked.count)} not booked, ${showCount(discrepancies.count)} odd`
        }
      >
        {waiting === 0 ? '–' : showCount(waiting)}
      </Door>
      <Door name="At gateways" room="reports/clearing" below="not paid out yet">
        <Amount amount={atGateways} currency={currency} />
      </Door>
      <Door
        name="Customers owe"
        room={accountRoom('1200')}
        below={
          isNothing(deposits)
            ? 'receivable'
            : `you owe them ${moneyText(deposits.startsWith('-') ? negate(deposits) : deposits)}`
        }
      >
        <Amount amount={receivable} currency={currency} />
      </Door>
      <Door
        name="Tax due"
        room="reports/tax"
        view={{ period: 'custom', from: '', to: today.period.to }}
        below="collected, not paid"
      >
        <Amount amount={taxDue} currency={currency} />
      </Door>
    </dl>
  );
}

const Amount = ({ amount, currency }: { readonly amount: string; readonly currency: string }) => (
  <>
    {moneyText(amount)} <span className="quiet small">{currency}</span>
  </>
);

function Door({
  name,
  room,
  view,
  below,
  children,
}: {
  readonly name: string;
  readonly room: string;
  readonly view?: View;
  readonly below: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="figure">
      <dt>{name}</dt>
      <dd>
        <RoomLink room={room} {...(view && { view })} className="figure-door">
          {children}
          <span className="below">
            <br />
            {below}
          </span>
        </RoomLink>
      </dd>
    </div>
  );
}

function ForYou({ today: { parked, discrepancies } }: { readonly today: Today }) {
  if (parked.count + discrepancies.count === 0) return null;
  return (
    <section>
      <h2 className="section-title">For you</h2>
      <ul className="todo">
        {parked.count === 0 ? null : (
          <li>
            <State tone="warn">waits</State>
            <span>{plural(parked.count, 'message')} from shops could not be booked yet</span>
            <RoomLink room="waiting" data-row>
              Look ›
            </RoomLink>
          </li>
        )}
        {discrepancies.byKind.map(({ kind, count }) => (
          <li key={kind}>
            <State tone="bad">odd</State>
            <span>
              {discrepancyName(kind)}: {plural(count, 'order')}
            </span>
            <RoomLink room="waiting" view={{ tab: 'differences', kind }} data-row>
              Look ›
            </RoomLink>
          </li>
        ))}
      </ul>
    </section>
  );
}

const HIDDEN: ReadonlySet<string> = new Set(['paid', 'refunded']);

function Latest({ today: { latestOrders } }: { readonly today: Today }) {
  const isPhone = usePhone();
  return (
    <section>
      <div className="section-head">
        <h2 className="section-title">Latest orders</h2>
        <RoomLink room="orders">All orders</RoomLink>
      </div>
      {latestOrders.length === 0 ? (
        <Empty title="No orders yet">They appear here by themselves as they come in.</Empty>
      ) : (
        <DataTable
          caption="Latest orders"
          columns={orderColumns(latestOrders, isPhone, false).filter(({ id }) => !HIDDEN.has(id))}
          rows={latestOrders}
          rowKey={({ channel, document }) => `${channel} ${document}`}
        />
      )}
    </section>
  );
}
