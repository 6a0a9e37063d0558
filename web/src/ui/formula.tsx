import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';

const WIDTH = 300;

/** A figure's name that tells how the figure is made: to the pointer, to the keyboard and to a finger. */
export function Formula({ says, children }: { readonly says: string; readonly children: ReactNode }) {
  return (
    <Tooltip
      label={says}
      multiline
      w={WIDTH}
      // Beside the room it belongs to, in the same landmark.
      portalProps={{ target: '#main' }}
      events={{ hover: true, focus: true, touch: true }}
    >
      <button type="button" className="formula">
        {children}
      </button>
    </Tooltip>
  );
}

/** How waiting times are counted, as the rooms that show them say it. */
export const WAITS_FORMULA =
  'From a webhook’s arrival to its order in the books, over the last 7 days. p95: 95 of 100 took no longer. Times are counted in steps of √2, and a step’s longest is told.';
