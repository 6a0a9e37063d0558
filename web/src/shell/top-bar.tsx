import {
  ActionIcon,
  Button,
  Menu,
  Popover,
  TextInput,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { useState } from 'react';
import { PERIODS, usePeriod } from '../address/period.ts';
import { useBookName, useGo, useSetView } from '../address/view.ts';
import type { Liveness } from '../api/liveness.ts';
import { useBook, useBooks } from '../api/queries.ts';
import { showClock, showCount } from '../money/dates.ts';
import { Icon } from '../ui/icon.tsx';
import { NEW_BOOK } from './rooms.ts';
import { useSession } from './session.tsx';

export function BookSwitcher() {
  const name = useBookName();
  const { data: books = [] } = useBooks();
  const go = useGo();
  const session = useSession();
  return (
    <>
      <Menu position="bottom-start" width={260} withinPortal>
        <Menu.Target>
          <Button
            variant="subtle"
            color="gray"
            className="book-switcher"
            rightSection={<Icon name="down" size={14} />}
            aria-label={`Book: ${name}. Change book`}
          >
            <bdi>{name}</bdi>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Books</Menu.Label>
          {books.map((book) => (
            <Menu.Item
              key={book.name}
              onClick={() => go(`/b/${encodeURIComponent(book.name)}/today`)}
              rightSection={<span className="quiet">{book.baseCurrency}</span>}
              leftSection={<span className="tick">{book.name === name ? <Icon name="check" size={14} /> : null}</span>}
            >
              <bdi>{book.name}</bdi>
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<span className="tick" />} onClick={() => go(NEW_BOOK)}>
            Open another book …
          </Menu.Item>
          <Menu.Divider />
          {session.items}
        </Menu.Dropdown>
      </Menu>
      {session.dialogs}
    </>
  );
}

export function PeriodPicker() {
  const period = usePeriod();
  const setView = useSetView();
  const [opened, setOpened] = useState(false);
  const choose = (key: string) => {
    setView({ period: key, from: undefined, to: undefined }, 'push');
    setOpened(false);
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={250} trapFocus withinPortal shadow="md">
      <Popover.Target>
        <Button
          variant="default"
          size="xs"
          className="period"
          onClick={() => setOpened(!opened)}
          leftSection={<Icon name="calendar" size={15} />}
          aria-label={`Period: ${period.label}. Change period`}
        >
          {period.label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={6} aria-label="Period">
        <div className="choices">
          {Object.entries(PERIODS).map(([key, label]) => (
            <button
              key={key}
              type="button"
              className="choice"
              aria-pressed={period.key === key}
              onClick={() => choose(key)}
            >
              <span className="tick">{period.key === key ? <Icon name="check" size={14} /> : null}</span>
              {label}
            </button>
          ))}
        </div>
        <form
          className="custom-period"
          onSubmit={(event) => {
            event.preventDefault();
            const form = new FormData(event.currentTarget);
            setView(
              { period: 'custom', from: String(form.get('from') ?? ''), to: String(form.get('to') ?? '') },
              'push',
            );
            setOpened(false);
          }}
        >
          <TextInput type="date" name="from" label="From" size="xs" defaultValue={period.from ?? ''} />
          <TextInput type="date" name="to" label="To" size="xs" defaultValue={period.to ?? ''} />
          <Button type="submit" size="xs" fullWidth>
            Show these days
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

const LIVE_WORDS = { connecting: 'Connecting', live: 'Live', lost: 'Not live' } as const;

export function LiveDot({ liveness: { state, news, at } }: { readonly liveness: Liveness }) {
  const { data: book } = useBook();
  const when = at === null ? '' : showClock(new Date(at).toISOString(), book?.zone ?? 'UTC');
  const title =
    state === 'lost'
      ? `The books do not answer${when === '' ? '' : ` since ${when}`}. Trying again by itself.`
      : `${news === null ? 'The books' : `${showCount(news.entries)} entries`}${when === '' ? '' : `, last word at ${when}`}`;
  return (
    <span className="live" data-state={state} title={title} role="status">
      <span className="dot" aria-hidden="true" />
      <span className="live-word">{LIVE_WORDS[state]}</span>
    </span>
  );
}

export function SchemeButton() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const other = scheme === 'dark' ? 'light' : 'dark';
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={`Switch to ${other} colours`}
      title={`Switch to ${other} colours`}
      onClick={() => setColorScheme(other)}
    >
      <Icon name={scheme === 'dark' ? 'sun' : 'moon'} />
    </ActionIcon>
  );
}
