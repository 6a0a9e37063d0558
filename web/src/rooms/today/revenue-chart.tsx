import { useMemo } from 'react';
import { forPixels, isNothing, moneyText, sum } from '../../money/decimal.ts';
import { useChannelColour } from '../../ui/channel.tsx';
import { Chart, type Ink } from '../../ui/chart.tsx';
import type { Revenue } from './revenue.ts';

interface Props {
  readonly revenue: Revenue;
  readonly finding: string;
  readonly currency: string;
  readonly onBucket: (index: number) => void;
}

export function RevenueChart({ revenue, finding, currency, onBucket }: Props) {
  const colourOf = useChannelColour();
  const options = useMemo(() => (ink: Ink) => draw(revenue, currency, ink, colourOf), [revenue, currency, colourOf]);
  return <Chart label={finding} options={options} onPoint={onBucket} />;
}

interface Hovered {
  readonly dataIndex: number;
}

function draw(
  { buckets, channels, previous }: Revenue,
  currency: string,
  ink: Ink,
  colourOf: (channel: string) => string,
) {
  // An area of one or two points is no area.
  const type = buckets.length < 3 ? 'bar' : 'line';
  const told = (index: number) => [
    buckets[index]?.label ?? '',
    ...channels.map(({ channel, amounts }) => `${channel || 'No channel'}  ${moneyText(amounts[index] ?? '0')}`),
    `Together  ${moneyText(sum(channels.map(({ amounts }) => amounts[index] ?? '0')), currency)}`,
    `Time before  ${moneyText(previous[index] ?? '0')}`,
  ];
  return {
    grid: { left: 8, right: 12, top: 28, bottom: 4, containLabel: true },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      confine: true,
      backgroundColor: ink('--raised'),
      borderColor: ink('--line-strong'),
      textStyle: { color: ink('--ink'), fontSize: 12 },
      formatter: (points: readonly Hovered[]) => told(points[0]?.dataIndex ?? 0).join('\n'),
    },
    xAxis: {
      type: 'category',
      boundaryGap: type === 'bar',
      data: buckets.map(({ label }) => label),
      axisLine: { lineStyle: { color: ink('--line-strong') } },
      axisTick: { show: false },
      axisLabel: { color: ink('--ink-3'), fontSize: 11, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      name: currency,
      nameTextStyle: { color: ink('--ink-3'), fontSize: 11, align: 'right' },
      splitNumber: 4,
      splitLine: { lineStyle: { color: ink('--line') } },
      axisLabel: { color: ink('--ink-3'), fontSize: 11 },
    },
    series: [
      ...channels.map(({ channel, amounts }) => ({
        name: channel,
        type,
        stack: 'revenue',
        symbol: 'none',
        barMaxWidth: 64,
        lineStyle: { width: 1 },
        areaStyle: { opacity: 0.55 },
        color: ink(colourOf(channel)),
        data: amounts.map(forPixels),
      })),
      ...(previous.every(isNothing)
        ? []
        : [
            {
              name: 'Time before',
              type: 'line',
              symbol: type === 'bar' ? 'circle' : 'none',
              lineStyle: { width: 1.5, type: [4, 4] },
              color: ink('--ink-3'),
              data: previous.map(forPixels),
            },
          ]),
    ],
  };
}
