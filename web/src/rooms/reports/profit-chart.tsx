import { useMemo } from 'react';
import { useGo, useRoomHref } from '../../address/view.ts';
import type { ProfitAndLoss } from '../../api/reports.ts';
import { showMonth } from '../../money/dates.ts';
import { forPixels, moneyText, negate } from '../../money/decimal.ts';
import { Chart, type Ink } from '../../ui/chart.tsx';

/** Net sales and result, month by month; the table below is its twin. */
export function ProfitChart({ report }: { readonly report: ProfitAndLoss }) {
  const go = useGo();
  const hrefOf = useRoomHref();
  const { label, options, months } = useMemo(() => prepared(report), [report]);
  return (
    <section>
      <h2 className="section-title">{label}</h2>
      <Chart
        label={label}
        options={options}
        height={200}
        onPoint={(index) => {
          const month = months[index];
          if (month !== undefined)
            go(hrefOf('reports/profit-and-loss', { period: 'custom', from: month.from, to: month.to, by: 'channel' }));
        }}
      />
    </section>
  );
}

function prepared({ columns, totals, baseCurrency }: ProfitAndLoss) {
  const at = columns.flatMap(({ kind }, index) => (kind === 'period' ? [index] : []));
  const months = at.flatMap((index) => columns[index] ?? []);
  const of = (name: string) =>
    at.map((index) => totals.find((total) => total.name === name)?.amounts[index] ?? '0').map(negate);
  const [net, result] = [of('net-sales'), of('result')];
  const best = result.reduce(
    (top, amount, index) => (forPixels(amount) > forPixels(result[top] ?? '0') ? index : top),
    0,
  );
  const bestMonth = months[best];
  const label =
    bestMonth === undefined
      ? 'Net sales and result'
      : `Best month: ${showMonth(bestMonth.from)}, result ${moneyText(result[best] ?? '0', baseCurrency)}`;
  const options = (ink: Ink) => ({
    grid: { left: 8, right: 12, top: 26, bottom: 4, containLabel: true },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      confine: true,
      backgroundColor: ink('--raised'),
      borderColor: ink('--line-strong'),
      textStyle: { color: ink('--ink'), fontSize: 12 },
      formatter: ([point]: readonly { readonly dataIndex: number }[]) => {
        const index = point?.dataIndex ?? 0;
        return [
          showMonth(months[index]?.from ?? '1970-01-01'),
          `Net sales  ${moneyText(net[index] ?? '0')}`,
          `Result  ${moneyText(result[index] ?? '0', baseCurrency)}`,
        ].join('\n');
      },
    },
    xAxis: {
      type: 'category',
      data: months.map(({ from }) => showMonth(from)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: ink('--line-strong') } },
      axisLabel: { color: ink('--ink-3'), fontSize: 11, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      name: baseCurrency,
      nameTextStyle: { color: ink('--ink-3'), fontSize: 11, align: 'right' },
      splitNumber: 3,
      splitLine: { lineStyle: { color: ink('--line') } },
      axisLabel: { color: ink('--ink-3'), fontSize: 11 },
    },
    series: [
      { name: 'Net sales', type: 'bar', barMaxWidth: 28, color: ink('--chart-1'), data: net.map(forPixels) },
      { name: 'Result', type: 'line', symbolSize: 6, color: ink('--chart-2'), data: result.map(forPixels) },
    ],
  });
  return { label, options, months };
}
