import { useComputedColorScheme } from '@mantine/core';
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';

use([LineChart, BarChart, GridComponent, TooltipComponent, CanvasRenderer]);

/** A colour of the theme by its name ('--chart-1'), as it is now. */
export type Ink = (name: string) => string;

interface Props {
  /** What the chart says, for those who do not see it; its table has the figures. */
  readonly label: string;
  readonly options: (ink: Ink) => EChartsCoreOption;
  readonly onPoint?: (index: number) => void;
  readonly height?: number;
}

/** Drawn on a canvas; the tooltip too, since the pages allow no inline styles. */
export function Chart({ label, options, onPoint, height = 260 }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const chosen = useRef(onPoint);
  chosen.current = onPoint;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another scheme means other colours.
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const style = getComputedStyle(document.documentElement);
    const ink: Ink = (name) => style.getPropertyValue(name.replace(/^var\((.*)\)$/, '$1')).trim();
    const chart = init(element, null, { renderer: 'canvas' });
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    chart.setOption({
      animation: !isStill,
      animationDuration: 300,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink('--ink-2') },
      ...options(ink),
    });
    chart.getZr().on('click', ({ offsetX, offsetY }) => {
      if (!chart.containPixel('grid', [offsetX, offsetY])) return;
      const [index] = chart.convertFromPixel({ seriesIndex: 0 }, [offsetX, offsetY]);
      if (index !== undefined) chosen.current?.(index);
    });
    const watch = new ResizeObserver(() => chart.resize());
    watch.observe(element);
    return () => {
      watch.disconnect();
      chart.dispose();
    };
  }, [options, scheme]);
  return <div ref={box} role="img" aria-label={label} className="chart" style={{ height }} />;
}
