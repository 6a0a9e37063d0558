import type { PolicyVersion } from '../../api/policy.ts';
import { useAsk, useBook } from '../../api/queries.ts';
import { showDay, showInstant } from '../../money/dates.ts';
import { RoomPage } from '../../ui/room.tsx';
import { Loaded } from '../../ui/states.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { PolicyEditor } from './editor.tsx';

export function MappingRoom() {
  const policy = useAsk<readonly PolicyVersion[]>(['policy']);
  return (
    <RoomPage
      title="Mapping"
      answer="How what the shops say becomes entries. Change it, see what that would do, and only then let it."
    >
      <Loaded query={policy}>
        {(versions) => {
          const newest = versions.at(-1);
          return newest === undefined ? null : (
            <>
              <PolicyEditor newest={newest} />
              <Versions versions={versions} />
            </>
          );
        }}
      </Loaded>
    </RoomPage>
  );
}

function Versions({ versions }: { readonly versions: readonly PolicyVersion[] }) {
  const { data: book } = useBook();
  const columns: readonly Column<PolicyVersion>[] = [
    { id: 'version', title: 'Version', card: 'title', cell: ({ version }) => `Version ${version}` },
    {
      id: 'from',
      title: 'For orders that begin',
      kind: 'wide',
      card: 'sub',
      cell: ({ effectiveFrom, version }) => (version === 1 ? 'any day' : `on ${showDay(effectiveFrom)} or later`),
    },
    { id: 'made', title: 'Made', card: 'note', cell: ({ madeAt }) => showInstant(madeAt, book?.zone ?? 'UTC') },
    { id: 'by', title: 'By', card: 'figure', cell: ({ madeBy }) => madeBy },
  ];
  return (
    <section>
      <h2 className="section-title">Versions</h2>
      <DataTable
        caption="Versions"
        columns={columns}
        rows={[...versions].reverse()}
        rowKey={({ version }) => version}
      />
    </section>
  );
}
