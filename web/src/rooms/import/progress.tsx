import { Progress as Bar } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { RoomLink } from '../../address/link.tsx';
import { useBookName } from '../../address/view.ts';
import { apiPath, getJson } from '../../api/client.ts';
import type { ImportState } from '../../api/imports.ts';
import { bookKey, useBook, useRefresh } from '../../api/queries.ts';
import { plural, showCount } from '../../money/dates.ts';
import { EntryBlock } from '../../ui/entry-block.tsx';
import { State, type Tone } from '../../ui/room.tsx';
import { Loaded } from '../../ui/states.tsx';
import { waitingReason } from '../../words.ts';

const POLL_MS = 700;

/** How an import stands: a tone and a word. */
export const WORDS: Readonly<Record<ImportState['state'], readonly [Tone, string]>> = {
  running: ['quiet', 'runs'],
  done: ['good', 'done'],
  failed: ['bad', 'stopped'],
  interrupted: ['warn', 'interrupted'],
};

/** An import, asked for again and again until it has ended, or there is no answer. */
export function useRun(id: string) {
  const book = useBookName();
  return useQuery({
    queryKey: [...bookKey(book), 'import', id],
    queryFn: ({ signal }) => getJson<ImportState>(apiPath(['books', book, 'imports', id]), signal),
    refetchInterval: ({ state: { data, status } }) =>
      status !== 'error' && (data === undefined || data.state === 'running') ? POLL_MS : false,
  });
}

/** How far an import is; it goes on when this page is left. */
export function Progress({ id }: { readonly id: string }) {
  const { data: detail } = useBook();
  const refresh = useRefresh();
  const run = useRun(id);
  const state = run.data?.state;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it has ended.
  useEffect(() => {
    if (state === 'done' || state === 'failed') void refresh();
  }, [state]);
  return (
    <Loaded query={run}>
      {(data) => (
        <>
          <Status data={data} />
          {data.state === 'running' ? null : <Links parked={data.parked} />}
          <NotBooked parked={data.firstParked} />
          {data.firstEntries.length === 0 ? null : (
            <section>
              <h2 className="section-title">First entries</h2>
              {data.firstEntries.map((entry) => (
                <EntryBlock key={entry.number} entry={entry} base={detail?.baseCurrency ?? ''} />
              ))}
            </section>
          )}
        </>
      )}
    </Loaded>
  );
}

const Links = ({ parked }: { readonly parked: number }) => (
  <p className="links">
    <RoomLink room="orders" view={{ period: 'all', from: '', to: '' }} className="button">
      See the orders
    </RoomLink>
    {parked > 0 ? <RoomLink room="waiting">See what waits</RoomLink> : null}
    <RoomLink room="import">Import more</RoomLink>
  </p>
);

/** What it has done so far; of a dry run, what an import would do. */
export function Status({ data }: { readonly data: ImportState }) {
  const { state, dryRun, read, posted, unchanged, parked, discrepancies, share, rate, secondsLeft, problem } = data;
  const [tone, word] = WORDS[state];
  const isOver = state !== 'running';
  const percent = isOver && state === 'done' ? 100 : Math.floor((share ?? 0) * 100);
  return (
    <>
      <p role="status" className="import-status">
        <State tone={tone}>{dryRun && state === 'done' ? 'preview' : word}</State>
        <strong>{plural(read, 'record')} read</strong>
        {isOver || rate === null ? null : <span className="quiet">{showCount(Math.round(rate))} a second</span>}
        {isOver || secondsLeft === null ? null : (
          <span className="quiet">about {plural(secondsLeft, 'second')} left</span>
        )}
        {dryRun ? (
          <span className="quiet">Nothing is written.</span>
        ) : isOver ? null : (
          <span className="quiet">You may leave this page; it goes on.</span>
        )}
      </p>
      <Bar value={percent} aria-label="Progress" color={state === 'failed' ? 'var(--bad)' : 'var(--accent)'} />
      <dl className="figures import-figures">
        <Count name={dryRun ? 'Would be booked' : 'Booked'} count={posted} />
        <Count name="Known already" count={unchanged} />
        <Count name={dryRun ? 'Would wait for you' : 'Wait for you'} count={parked} />
        <Count name={dryRun ? 'Differences it would open' : 'Differences'} count={discrepancies} />
      </dl>
      {problem === null ? null : (
        <p className="notice" data-tone="bad">
          <State tone="bad">stopped</State> {problem.detail}. {problem.remedy}.
        </p>
      )}
    </>
  );
}

const Count = ({ name, count }: { readonly name: string; readonly count: number }) => (
  <div className="figure">
    <dt>{name}</dt>
    <dd>{count === 0 ? '–' : showCount(count)}</dd>
  </div>
);

/** The first of what could not be booked, each with its place and reason. */
export function NotBooked({
  parked,
  title = 'Not booked yet',
}: {
  readonly parked: ImportState['firstParked'];
  readonly title?: string;
}) {
  if (parked.length === 0) return null;
  return (
    <section>
      <h2 className="section-title">{title}</h2>
      <ul className="todo">
        {parked.map(({ place, reason, detail }) => (
          <li key={place}>
            <State tone="warn">{waitingReason(reason)}</State>
            <span>
              <code>{place}</code> {detail}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
