import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useBookName, useView } from '../../address/view.ts';
import { apiPath, postJson } from '../../api/client.ts';
import { useAction, useBook, usePages } from '../../api/queries.ts';
import type { Parked, ParkedPage, ParkedState } from '../../api/waiting.ts';
import { plural, showCount } from '../../money/dates.ts';
import { Filter } from '../../ui/filter.tsx';
import { PagedTable } from '../../ui/paged-table.tsx';
import { Empty, Failure, Loaded, Waiting } from '../../ui/states.tsx';
import { ChooseAll, useChoice } from './choice.tsx';
import { messageColumns } from './message-columns.tsx';
import { WhyDialog } from './why-dialog.tsx';

interface Retried {
  readonly tried: number;
  readonly posted: number;
  readonly parked: number;
}

const waits = ({ setAside }: Parked) => setAside === null;

export function NotBooked() {
  const book = useBookName();
  const { state: asked } = useView();
  const state: ParkedState = asked === 'set-aside' ? 'set-aside' : 'waiting';
  const { data: detail } = useBook();
  const [setting, setSetting] = useState<readonly number[]>([]);
  const pages = usePages<ParkedPage>(['parked'], { state }, { by: 'cursor' });
  const rows = pages.data?.pages.flatMap(({ parked }) => parked) ?? [];
  const setAside = pages.data?.pages[0]?.setAside;
  // The rows of the other state may still stand there.
  const choice = useChoice(pages.isPlaceholderData ? [] : rows.map(({ id }) => id));
  const inParked = (deed: string) => apiPath(['books', book, 'parked', deed]);
  const retry = useAction(() => postJson<Retried>(inParked('retry')));
  const back = useAction(
    (ids: readonly number[]) => postJson(inParked('bring-back'), { ids }),
    (_, ids) => choice.untick(ids),
  );
  const isWaiting = state === 'waiting';
  // What was said in one state is not said again after a look at the other.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a change of state calls for it.
  useEffect(() => {
    retry.reset();
    back.reset();
  }, [state]);
  const settle = isWaiting ? setSetting : back.mutate;
  const deed = isWaiting ? 'Set aside' : 'Bring back';
  return (
    <>
      <search className="filters no-print">
        <Filter
          name="state"
          label="State"
          choices={[
            { value: 'waiting', label: 'Waiting' },
            { value: 'set-aside', label: setAside === undefined ? 'Set aside' : `Set aside (${showCount(setAside)})` },
          ]}
        />
        {isWaiting ? (
          <Button size="xs" loading={retry.isPending} disabled={rows.length === 0} onClick={() => retry.mutate()}>
            Try all again
          </Button>
        ) : null}
        <Button
          size="xs"
          variant={isWaiting ? 'default' : 'filled'}
          loading={back.isPending}
          disabled={choice.chosen.length === 0}
          onClick={() => settle(choice.chosen)}
        >
          {choice.chosen.length === 0 ? `${deed} chosen` : `${deed} ${plural(choice.chosen.length, 'message')}`}
        </Button>
        <ChooseAll choice={choice} />
        <span role="status">{retry.data === undefined || !isWaiting ? '' : outcome(retry.data)}</span>
      </search>
      {retry.error ? <Failure error={retry.error} again={() => retry.mutate()} /> : null}
      {back.error ? <Failure error={back.error} /> : null}
      <Loaded query={pages}>
        {() =>
          rows.length === 0 ? (
            pages.isPlaceholderData ? (
              <Waiting />
            ) : (
              <NothingHere state={state} setAside={setAside ?? 0} />
            )
          ) : (
            <PagedTable
              pages={pages}
              caption={rows.every(waits) ? 'Not booked yet' : 'Set aside'}
              columns={messageColumns({
                book,
                zone: detail?.zone ?? 'UTC',
                choice,
                settle: (row) => (waits(row) ? setSetting([row.id]) : back.mutate([row.id])),
              })}
              rows={rows}
              rowKey={({ id }) => id}
            />
          )
        }
      </Loaded>
      {setting.length === 0 ? null : (
        <WhyDialog
          label="Set messages aside"
          title={`Set ${plural(setting.length, 'message')} aside`}
          deed="Set aside"
          act={(note) => postJson(inParked('set-aside'), { ids: setting, note })}
          onClose={(isDone) => {
            setSetting([]);
            if (!isDone) return;
            choice.untick(setting);
            retry.reset();
          }}
        >
          For what is never to be booked. Nothing is deleted, and you can bring it back. What waits for an order or a
          rate is booked all the same when that comes.
        </WhyDialog>
      )}
    </>
  );
}

function NothingHere({ state, setAside }: { readonly state: ParkedState; readonly setAside: number }) {
  if (state === 'set-aside') {
    return (
      <Empty title="Nothing is set aside">
        A message that is never to be booked can be set aside with a reason. It then stands here, and waits no more.
      </Empty>
    );
  }
  const apart = setAside === 0 ? '' : ` ${plural(setAside, 'message')} ${setAside === 1 ? 'is' : 'are'} set aside.`;
  return (
    <Empty title="Nothing waits">
      What a shop sends and cannot be booked yet is kept here with its reason, and tried again by itself.{apart}
    </Empty>
  );
}

function outcome({ tried, posted, parked }: Retried): string {
  const left =
    parked === 0 ? 'Nothing waits any more.' : `${plural(parked, 'message')} still ${parked === 1 ? 'waits' : 'wait'}.`;
  if (tried > 0) return `${plural(posted, 'order')} of ${tried} booked. ${left}`;
  return parked === 0 ? left : 'None of these can be tried again; each says what to do.';
}
