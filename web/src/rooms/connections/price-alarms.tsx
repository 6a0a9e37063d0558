import { Button } from '@mantine/core';
import { useBookName } from '../../address/view.ts';
import { apiPath, postJson } from '../../api/client.ts';
import type { PriceAlarm } from '../../api/prices.ts';
import { useAction } from '../../api/queries.ts';
import { usePriceAlarms } from '../../api/store-queries.ts';
import { plural } from '../../money/dates.ts';
import { Failure, Loaded } from '../../ui/states.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { BoundsLine } from './price-bounds.tsx';
import { priceColumns, seenColumn, skuColumn, whatColumn } from './price-columns.tsx';
import type { Here } from './state.ts';

interface Props {
  readonly channel: string;
  readonly here: Here;
}

/** As the cards themselves: prices go back by themselves too. */
const LOOK_EVERY_MS = 4_000;

/** Prices that changed beyond the bounds: what they were, what they are, and whether that is right. */
export function PriceAlarms({ channel, here }: Props) {
  const book = useBookName();
  const found = usePriceAlarms(channel, LOOK_EVERY_MS);
  const accept = useAction((ids: readonly number[]) => postJson(apiPath(['books', book, 'prices', 'accept']), { ids }));
  const columns = columnsOf(here, accept.isPending, (id) => accept.mutate([id]));
  return (
    <section className="price-alarms" aria-label={`Prices to look at: ${channel}`}>
      <h3>Prices that changed more than they should</h3>
      <p className="quiet">
        Where one is right, say so. Where it is not, correct it in the shop: it goes from here by itself.
      </p>
      <BoundsLine channel={channel} />
      <Loaded query={found} lines={2}>
        {({ alarms, open }) => (
          <>
            <DataTable caption="Prices to look at" columns={columns} rows={alarms} rowKey={({ id }) => id} />
            {open > alarms.length ? (
              <p className="quiet small">
                The newest {plural(alarms.length, 'price')} of {open}.
              </p>
            ) : null}
            {alarms.length < 2 ? null : (
              <Button
                size="xs"
                variant="default"
                disabled={accept.isPending}
                onClick={() => accept.mutate(alarms.map(({ id }) => id))}
              >
                These {alarms.length} are right
              </Button>
            )}
          </>
        )}
      </Loaded>
      {accept.error ? <Failure error={accept.error} /> : null}
    </section>
  );
}

function columnsOf(here: Here, isBusy: boolean, accept: (id: number) => void): readonly Column<PriceAlarm>[] {
  return [
    whatColumn,
    skuColumn,
    { id: 'why', title: 'Why', card: 'sub', cell: ({ text }) => text },
    seenColumn(here),
    ...priceColumns<PriceAlarm>(
      ({ before }) => before,
      ({ after }) => after,
      'none',
    ),
    {
      id: 'right',
      title: <span className="hidden">Is it right?</span>,
      card: 'below',
      cell: ({ id, title }) => (
        <Button
          size="compact-xs"
          variant="default"
          disabled={isBusy}
          onClick={() => accept(id)}
          aria-label={`That is right: ${title}`}
        >
          That is right
        </Button>
      ),
    },
  ];
}
