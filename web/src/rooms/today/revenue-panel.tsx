import { Button } from '@mantine/core';
import { lazy, Suspense, useMemo, useState } from 'react';
import { RoomLink } from '../../address/link.tsx';
import { useGo, useRoomHref } from '../../address/view.ts';
import type { Today } from '../../api/today.ts';
import { isNothing, moneyText, percentAbove, sum } from '../../money/decimal.ts';
import { Money } from '../../money/money.tsx';
import { ChannelName } from '../../ui/channel.tsx';
import { Empty, Waiting } from '../../ui/states.tsx';
import { Scrolling } from '../../ui/table.tsx';
import { findingOf, type Revenue, revenueOf } from './revenue.ts';

const RevenueChart = lazy(async () => ({ default: (await import('./revenue-chart.tsx')).RevenueChart }));

export function RevenuePanel({ today, currency }: { readonly today: Today; readonly currency: string }) {
  const revenue = useMemo(() => revenueOf(today), [today]);
  const [isTable, setTable] = useState(false);
  const go = useGo();
  const hrefOf = useRoomHref();
  const finding = findingOf(revenue);
  if (revenue.channels.every(({ amounts }) => amounts.every(isNothing)) && isNothing(revenue.before)) {
    return (
      <Empty
        title="Nothing was sold in this time"
        action={
          <>
            <RoomLink room="import" className="button">
              Import orders
            </RoomLink>
            <RoomLink room="today" view={{ period: 'all' }}>
              Look at all time
            </RoomLink>
          </>
        }
      >
        Revenue by channel is drawn here.
      </Empty>
    );
  }
  const open = (index: number) => {
    const bucket = revenue.buckets[index];
    if (bucket !== undefined) go(hrefOf('orders', { period: 'custom', from: bucket.from, to: bucket.to }));
  };
  return (
    <section>
      <div className="section-head">
        <h2 className="section-title">{finding}</h2>
        <Button size="compact-xs" variant="default" onClick={() => setTable(!isTable)} aria-pressed={isTable}>
          {isTable ? 'Show chart' : 'Show table'}
        </Button>
      </div>
      {isTable ? (
        <RevenueTable revenue={revenue} currency={currency} />
      ) : (
        <div className="chart-and-names">
          <Suspense fallback={<Waiting />}>
            <RevenueChart revenue={revenue} finding={finding} currency={currency} onBucket={open} />
          </Suspense>
          <ChannelTotals revenue={revenue} currency={currency} />
        </div>
      )}
    </section>
  );
}

/** Names the colours and gives each channel's sum, in place of a legend. */
function ChannelTotals({
  revenue: { channels, total, before },
  currency,
}: {
  readonly revenue: Revenue;
  readonly currency: string;
}) {
  return (
    <table className="table totals">
      <caption className="hidden">Revenue by channel against the time before</caption>
      <thead>
        <tr>
          <th scope="col">Channel</th>
          <th scope="col" className="money">
            Revenue {currency}
          </th>
          <th scope="col" className="money">
            Change
          </th>
        </tr>
      </thead>
      <tbody>
        {channels.map(({ channel, total: now, before: then }) => (
          <tr key={channel}>
            <td>
              <RoomLink room="orders" view={{ channel }} className="plain">
                <ChannelName channel={channel} />
              </RoomLink>
            </td>
            <td className="money">
              <Money amount={now} />
            </td>
            <td className="money">
              <Change now={now} then={then} />
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Together</th>
          <td className="money">
            <Money amount={total} />
          </td>
          <td className="money">
            <Change now={total} then={before} />
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

function Change({ now, then }: { readonly now: string; readonly then: string }) {
  const percent = percentAbove(now, then);
  if (percent === null) return <span className="quiet">new</span>;
  return (
    <span title={`before: ${moneyText(then)}`}>
      {percent > 0 ? '▲' : percent < 0 ? '▼' : ''} {Math.abs(percent)} %
    </span>
  );
}

function RevenueTable({
  revenue: { buckets, channels, previous, total, before },
  currency,
}: {
  readonly revenue: Revenue;
  readonly currency: string;
}) {
  return (
    <Scrolling label="Revenue by channel">
      <table className="table">
        <caption className="hidden">Revenue by channel, {currency}</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {channels.map(({ channel }) => (
              <th key={channel} scope="col" className="money">
                <bdi>{channel || 'No channel'}</bdi>
              </th>
            ))}
            <th scope="col" className="money">
              Together {currency}
            </th>
            <th scope="col" className="money">
              Time before
            </th>
          </tr>
        </thead>
        <tbody>
          {buckets.map(({ from, to, label }, index) => (
            <tr key={from}>
              <td className="nowrap">
                <RoomLink room="orders" view={{ period: 'custom', from, to }} data-row>
                  {label}
                </RoomLink>
              </td>
              {channels.map(({ channel, amounts }) => (
                <td key={channel} className="money">
                  <Money amount={amounts[index] ?? '0'} />
                </td>
              ))}
              <td className="money">
                <Money amount={sum(channels.map(({ amounts }) => amounts[index] ?? '0'))} />
              </td>
              <td className="money">
                <Money amount={previous[index] ?? '0'} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Sum</th>
            {channels.map(({ channel, total: own }) => (
              <td key={channel} className="money">
                <Money amount={own} />
              </td>
            ))}
            <td className="money">
              <Money amount={total} />
            </td>
            <td className="money">
              <Money amount={before} />
            </td>
          </tr>
        </tfoot>
      </table>
    </Scrolling>
  );
}
