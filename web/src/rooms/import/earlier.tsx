import { RoomLink } from '../../address/link.tsx';
import type { ImportPage, ImportState } from '../../api/imports.ts';
import { useAsk, useBook } from '../../api/queries.ts';
import { showCount, showInstant } from '../../money/dates.ts';
import { State } from '../../ui/room.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { platformName } from '../../words.ts';
import { WORDS } from './progress.tsx';

const SHOWN_MAX = 50;

/** The latest imports, also those that commands made: where one looks after the page was left. */
export function EarlierImports() {
  const { data: book } = useBook();
  const { data } = useAsk<ImportPage>(['imports'], { limit: SHOWN_MAX });
  const imports = data?.imports.filter(({ dryRun }) => !dryRun) ?? [];
  if (imports.length === 0) return null;
  return (
    <section>
      <h2 className="section-title">Latest imports</h2>
      <DataTable
        caption="Latest imports"
        columns={columnsIn(book?.zone ?? 'UTC')}
        rows={imports}
        rowKey={({ id }) => id}
      />
    </section>
  );
}

const nameOf = ({ recognised, command }: ImportState) => recognised?.files.join(', ') ?? command;

function columnsIn(zone: string): readonly Column<ImportState>[] {
  const count = (value: number) => (value === 0 ? '–' : showCount(value));
  return [
    {
      id: 'files',
      title: 'Files',
      kind: 'wide',
      card: 'title',
      cell: (run) => (
        <RoomLink room="import" view={{ run: String(run.id) }} className="row-link clip" data-row>
          <bdi>{nameOf(run)}</bdi>
        </RoomLink>
      ),
    },
    {
      id: 'into',
      title: 'Into',
      cell: ({ recognised }) => (recognised === null ? '–' : `${recognised.channel} (${platformName(recognised.as)})`),
    },
    { id: 'when', title: 'Begun', card: 'sub', cell: ({ startedAt }) => showInstant(startedAt, zone) },
    { id: 'booked', title: 'Booked', kind: 'number', card: 'figure', cell: ({ posted }) => count(posted) },
    { id: 'known', title: 'Known already', kind: 'number', cell: ({ unchanged }) => count(unchanged) },
    { id: 'waits', title: 'Wait', kind: 'number', cell: ({ parked }) => count(parked) },
    {
      id: 'state',
      title: 'State',
      card: 'note',
      cell: ({ state }) => <State tone={WORDS[state][0]}>{WORDS[state][1]}</State>,
    },
  ];
}
