import { Button } from '@mantine/core';
import { useBook } from '../../api/queries.ts';
import { plural } from '../../money/dates.ts';
import { Samples } from '../../ui/samples.tsx';
import { Loaded } from '../../ui/states.tsx';
import { NotBooked, Status, useRun } from './progress.tsx';

interface Props {
  /** Of the dry run. */
  readonly id: string;
  readonly fileCount: number;
  readonly isStarting: boolean;
  readonly onImport: () => void;
}

/** What an import would do to the books as they stand: counts, what would wait, the first entries; then the import. */
export function Preview({ id, fileCount, isStarting, onImport }: Props) {
  const { data: book } = useBook();
  const run = useRun(id);
  return (
    <section aria-label="Preview" className="preview">
      <h2 className="section-title">What it would do</h2>
      <Loaded query={run}>
        {(data) => (
          <>
            <Status data={data} />
            {data.state === 'done' ? (
              <Button loading={isStarting} disabled={data.read === data.unchanged} onClick={onImport}>
                {data.read === data.unchanged ? 'All of it is known already' : `Import ${plural(fileCount, 'file')}`}
              </Button>
            ) : null}
            <NotBooked parked={data.firstParked} title="What would wait, and why" />
            {data.firstParked.some(({ reason }) => reason === 'waits-for-order') ? (
              <p className="quiet small">
                A preview plans a few hundred records at a time: what belongs to an order much further up in these files
                is counted as waiting here, and is booked by the import.
              </p>
            ) : null}
            <Samples title="The first entries it would make" entries={data.sample} base={book?.baseCurrency ?? ''} />
          </>
        )}
      </Loaded>
    </section>
  );
}
