import { useConnections } from '../../api/store-queries.ts';
import type { Connection, Waits } from '../../api/stores.ts';
import { showCount } from '../../money/dates.ts';
import { showDuration } from '../../money/durations.ts';
import { ChannelName } from '../../ui/channel.tsx';
import { WAITS_FORMULA } from '../../ui/formula.tsx';
import { Loaded } from '../../ui/states.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';

interface Row {
  readonly channel: string;
  readonly waits: Waits;
}

/** How fast an order is in the books, by channel. */
export function WaitsTable() {
  const connections = useConnections();
  return (
    <section>
      <h2 className="section-title">Order processing time</h2>
      <p className="quiet small explained">{WAITS_FORMULA}</p>
      <Loaded query={connections} lines={3}>
        {(list) => <Times rows={list.flatMap(rowsOf)} />}
      </Loaded>
    </section>
  );
}

const rowsOf = ({ channel, live }: Connection): Row[] => (live?.waits == null ? [] : [{ channel, waits: live.waits }]);

const Times = ({ rows }: { readonly rows: readonly Row[] }) =>
  rows.length === 0 ? (
    <p className="quiet">No webhook came in the last 7 days.</p>
  ) : (
    <DataTable caption="Order processing time" columns={COLUMNS} rows={rows} rowKey={({ channel }) => channel} />
  );

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'channel',
    title: 'Channel',
    kind: 'wide',
    card: 'title',
    cell: ({ channel }) => <ChannelName channel={channel} />,
  },
  { id: 'p50', title: 'p50', kind: 'number', card: 'sub', isNamed: true, cell: ({ waits }) => showDuration(waits.p50) },
  {
    id: 'p95',
    title: 'p95',
    kind: 'number',
    card: 'figure',
    isNamed: true,
    cell: ({ waits }) => <strong>{showDuration(waits.p95)}</strong>,
  },
  {
    id: 'p99',
    title: 'p99',
    kind: 'number',
    card: 'note',
    isNamed: true,
    cell: ({ waits }) => showDuration(waits.p99),
  },
  { id: 'count', title: 'Webhooks', kind: 'number', cell: ({ waits }) => showCount(waits.count) },
];
