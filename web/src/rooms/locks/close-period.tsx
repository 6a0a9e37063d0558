import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { RoomLink } from '../../address/link.tsx';
import { useBookName } from '../../address/view.ts';
import type { Account } from '../../api/accounts.ts';
import { apiPath, postJson } from '../../api/client.ts';
import type { Lock } from '../../api/locks.ts';
import { useAction, useAsk, useBook } from '../../api/queries.ts';
import type { DiscrepancyPage, ParkedPage } from '../../api/waiting.ts';
import { plural, showDay, todayIn } from '../../money/dates.ts';
import { State } from '../../ui/room.tsx';
import { Failure } from '../../ui/states.tsx';
import { endOfLastMonth, titleOf, whatIs } from './standing.ts';

const TAX_PAYABLE = '2100-';

/** Sets a lock: what it closes, and through which day. */
export function ClosePeriod({ standing }: { readonly standing: readonly Lock[] }) {
  const book = useBookName();
  const { data: detail } = useBook();
  const schemes = useSchemes(standing);
  const [scheme, setScheme] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const today = todayIn(detail?.zone ?? 'UTC');
  const through = chosen ?? endOfLastMonth(today);
  const known = standing.find((lock) => lock.scheme === scheme);
  const isClosed = known !== undefined && through <= known.through;
  const close = useAction((lock: Pick<Lock, 'through' | 'scheme'>) =>
    postJson(apiPath(['books', book, 'locks']), lock),
  );
  return (
    <section>
      <h2 className="section-title">Close days</h2>
      <form
        className="filters roomy"
        onSubmit={(event) => {
          event.preventDefault();
          close.mutate({ through, scheme });
        }}
      >
        <NativeSelect
          size="xs"
          label="What"
          value={scheme}
          onChange={(event) => setScheme(event.currentTarget.value)}
          data={['', ...schemes].map((value) => ({ value, label: titleOf(value) }))}
        />
        <TextInput
          size="xs"
          type="date"
          label="Through (included)"
          value={through}
          max={today}
          onChange={(event) => setChosen(event.currentTarget.value)}
          required
          withAsterisk={false}
        />
        <Button
          type="submit"
          size="xs"
          loading={close.isPending}
          disabled={through === '' || through > today || isClosed}
        >
          Close {whatIs(scheme)}
        </Button>
      </form>
      <p className="quiet small" role="status">
        {close.isSuccess
          ? `Closed ${whatIs(close.variables.scheme)} through ${showDay(close.variables.through)}. `
          : ''}
        {isClosed
          ? `Through ${showDay(known.through)} it is closed: choose a later day, or lift that lock to open days again.`
          : through > today
            ? 'That day is yet to come: choose today, or a day before it.'
            : through === today
              ? 'That is today: what happens until tonight is entered after it.'
              : ''}
      </p>
      <OpenEnds />
      {close.error ? <Failure error={close.error} /> : null}
    </section>
  );
}

/** The schemes that have a return: each has an account of its own. */
function useSchemes(standing: readonly Lock[]): string[] {
  const { data: accounts = [] } = useAsk<readonly Account[]>(['accounts']);
  const taxed = accounts.flatMap(({ code }) => (code.startsWith(TAX_PAYABLE) ? code.slice(TAX_PAYABLE.length) : []));
  return [...new Set([...taxed, ...standing.map(({ scheme }) => scheme)])].filter(Boolean).sort();
}

/** What is settled after closing stands on a later day: better now. */
function OpenEnds() {
  const parked = useAsk<ParkedPage>(['parked'], { limit: 1 });
  const differences = useAsk<DiscrepancyPage>(['discrepancies'], { state: 'open', limit: 1 });
  const count =
    (parked.data?.counts.reduce((sum, each) => sum + each.count, 0) ?? 0) +
    (differences.data?.open.reduce((sum, each) => sum + each.count, 0) ?? 0);
  if (count === 0) return null;
  return (
    <p className="notice" data-tone="warn">
      <State tone="warn">before you close</State>
      <span>
        {plural(count, 'thing')} {count === 1 ? 'waits' : 'wait'} for you. What you settle later is entered after the
        closed days.
      </span>
      <RoomLink room="waiting">Look ›</RoomLink>
    </p>
  );
}
