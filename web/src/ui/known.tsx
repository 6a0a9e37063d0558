import { Button, Popover, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { isNow, type Known, useKnown, whenKnown } from '../address/known.ts';
import { useSetView } from '../address/view.ts';
import { useBook } from '../api/queries.ts';
import type { Basis } from '../api/reports.ts';
import { plural, showCount, showInstant, todayIn } from '../money/dates.ts';
import { Icon } from './icon.tsx';
import { State } from './room.tsx';

const NOW = { asKnownAt: undefined, knownOn: undefined };

/** Chooses as of when the books are looked at: as they stand, at the end of a day, after an entry. */
export function KnownPicker() {
  const known = useKnown();
  const { data: book } = useBook();
  const setView = useSetView();
  const [opened, setOpened] = useState(false);
  const show = (change: Partial<Known>) => {
    setView({ ...NOW, ...change }, 'push');
    setOpened(false);
  };
  const send = (name: keyof Known) => (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    show({ [name]: String(new FormData(event.currentTarget).get(name)) });
  };
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      width={290}
      trapFocus
      withinPortal
      shadow="md"
    >
      <Popover.Target>
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="waiting" size={15} />}
          onClick={() => setOpened(!opened)}
          aria-expanded={opened}
        >
          As known {whenKnown(known)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={10} aria-label="As known">
        <p className="small quiet">The books as they stood then: what was booked later is left out.</p>
        <form className="known-form" onSubmit={send('knownOn')}>
          <TextInput
            type="date"
            name="knownOn"
            label="At the end of a day"
            size="xs"
            defaultValue={known.knownOn ?? ''}
            max={todayIn(book?.zone ?? 'UTC')}
            required
            withAsterisk={false}
          />
          <Button type="submit" size="xs" aria-label="Show that day">
            Show
          </Button>
        </form>
        <form className="known-form" onSubmit={send('asKnownAt')}>
          <TextInput
            type="number"
            name="asKnownAt"
            label={`After an entry${book === undefined ? '' : ` (1 to ${showCount(book.entries)})`}`}
            size="xs"
            min={0}
            max={book?.entries}
            defaultValue={known.asKnownAt ?? ''}
            required
            withAsterisk={false}
          />
          <Button type="submit" size="xs" aria-label="Show that entry">
            Show
          </Button>
        </form>
        {isNow(known) ? null : (
          <Button size="xs" variant="default" fullWidth mt={10} onClick={() => show({})}>
            As they stand now
          </Button>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

/** Says that these are not the books of today, and up to which entry they are. */
export function KnownBanner({ basis }: { readonly basis?: Basis | undefined }) {
  const known = useKnown();
  const { data: book } = useBook();
  const setView = useSetView();
  if (isNow(known)) return null;
  return (
    <p className="notice" data-tone="warn" role="status">
      <State tone="warn">as known then</State>
      <strong>As the books stood {whenKnown(known)}.</strong>
      {basis === undefined ? null : <span>{upTo(basis, book?.zone ?? 'UTC')}</span>}
      <Button className="no-print" size="compact-xs" variant="default" onClick={() => setView(NOW, 'push')}>
        Back to now
      </Button>
    </p>
  );
}

function upTo({ entries, recordedAt }: Basis, zone: string): string {
  if (entries === 0) return 'Nothing was booked yet.';
  if (recordedAt === null) return `All ${plural(entries, 'entry', 'entries')} count: nothing was booked later.`;
  const count = plural(entries, 'entry counts', 'entries count');
  return `${count}, the last recorded ${showInstant(recordedAt, zone)}. What was booked later is left out.`;
}
