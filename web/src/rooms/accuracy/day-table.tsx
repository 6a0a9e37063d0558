import { certificateRoom, RoomLink } from '../../address/link.tsx';
import type { View } from '../../address/view.ts';
import type { Certificate } from '../../api/certificates.ts';
import { showCount, showDay } from '../../money/dates.ts';
import { ChannelName } from '../../ui/channel.tsx';
import { State } from '../../ui/room.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { VERDICTS } from './measure.ts';
import { ordersIn, sumsText } from './sums.ts';

interface Props {
  readonly certificates: readonly Certificate[];
  readonly view: View;
}

/** The same as the calendars, as a table: the newest day first. */
export function DayTable({ certificates, view }: Props) {
  const rows = [...certificates].sort((a, b) =>
    a.day === b.day ? (a.channel < b.channel ? -1 : 1) : a.day < b.day ? 1 : -1,
  );
  return (
    <DataTable
      caption="Days"
      columns={columnsOf(view)}
      rows={rows}
      rowKey={({ channel, day }) => `${channel} ${day}`}
    />
  );
}

function columnsOf(view: View): readonly Column<Certificate>[] {
  return [
    {
      id: 'day',
      title: 'Day',
      card: 'title',
      cell: ({ channel, day }) => (
        <RoomLink room={certificateRoom(channel, day)} view={view} className="row-link nowrap" data-row>
          {showDay(day)}
        </RoomLink>
      ),
    },
    {
      id: 'channel',
      title: 'Channel',
      kind: 'wide',
      card: 'sub',
      cell: ({ channel }) => <ChannelName channel={channel} />,
    },
    {
      id: 'verdict',
      title: 'Verdict',
      card: 'note',
      cell: ({ verdict }) => <State tone={VERDICTS[verdict].tone}>{verdict}</State>,
    },
    { id: 'theirs', title: 'Orders, shop', kind: 'number', cell: ({ theirs }) => showCount(ordersIn(theirs)) },
    { id: 'ours', title: 'Orders, books', kind: 'number', cell: ({ ours }) => showCount(ordersIn(ours)) },
    { id: 'sum', title: 'Sum, shop', kind: 'money', card: 'figure', cell: ({ theirs }) => sumsText(theirs) },
    { id: 'sum-ours', title: 'Sum, books', kind: 'money', cell: ({ ours }) => sumsText(ours) },
    {
      id: 'differ',
      title: 'Differ',
      kind: 'number',
      cell: ({ differing }) => (differing.length === 0 ? '–' : showCount(differing.length)),
    },
  ];
}
