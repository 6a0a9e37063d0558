import type { ParkedList } from '../../books/parked.ts';
import type { SetAside } from '../../books/set-aside.ts';
import type { Table } from '../table.ts';

export function parkedTable(parked: ParkedList['parked']): Table {
  return {
    columns: [
      { title: 'No', kind: 'count' },
      { title: 'Reason' },
      { title: 'Channel', min: 8, drop: 2 },
      { title: 'What', min: 12 },
      { title: 'Since', drop: 1 },
      { title: 'Detail', min: 22, wrap: true },
    ],
    rows: parked.map(({ id, reason, channel, kind, remoteId, since, detail, setAside }) => ({
      cells: [
        ...[String(id), reason, channel, kind === 'unknown' ? 'unknown' : `${kind} ${remoteId}`],
        ...[since.slice(0, 10), setAside === null ? detail : `${detail} ${setAsideText(setAside)}`],
      ],
    })),
  };
}

export const setAsideText = ({ at, by, note }: SetAside) => `(set aside by ${by} on ${at.slice(0, 10)}: ${note})`;
