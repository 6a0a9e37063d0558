import { ActionIcon, Drawer, Modal } from '@mantine/core';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { RoomLink } from '../address/link.tsx';
import { useBookName } from '../address/view.ts';
import { useLive } from '../api/live.ts';
import { useBook } from '../api/queries.ts';
import { showCount } from '../money/dates.ts';
import { Icon } from '../ui/icon.tsx';
import { Failure, Waiting } from '../ui/states.tsx';
import { KEYS, useKeys } from './keys.tsx';
import { Palette } from './palette.tsx';
import { GROUPS, PHONE_ROOMS, ROOMS, type Room, roomAt } from './rooms.ts';
import { BookSwitcher, LiveDot, PeriodPicker, SchemeButton } from './top-bar.tsx';

export function Shell() {
  const book = useBookName();
  const detail = useBook();
  const liveness = useLive(book);
  const [floating, setFloating] = useState<'palette' | 'keys' | 'more' | null>(null);
  const close = useCallback(() => setFloating(null), []);
  useKeys({
    openPalette: useCallback(() => setFloating('palette'), []),
    openKeys: useCallback(() => setFloating('keys'), []),
  });
  const pathname = useRouterState({ select: ({ location }) => location.pathname });
  const main = useFocusOnMove(pathname);
  const room = roomAt(pathname);
  const waiting = liveness.news === null ? 0 : liveness.news.parked + liveness.news.discrepancies;
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to the room
      </a>
      <nav className="rail" aria-label="Rooms">
        <div className="brand">
          <img src="/icon.svg" alt="" width="22" height="22" />
          Bookkeeper
        </div>
        {GROUPS.map(({ title, rooms }) => (
          <div key={title} className="rail-group">
            <h2 className="rail-title">{title}</h2>
            <ul>
              {rooms.map((each) => (
                <li key={each.path}>
                  <RailLink room={each} isHere={each === room} count={each.path === 'waiting' ? waiting : 0} />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <header className="bar">
        <BookSwitcher />
        <button type="button" className="search-button" onClick={() => setFloating('palette')}>
          <Icon name="search" size={16} />
          <span className="search-word">Search</span>
          <kbd>⌘K</kbd>
        </button>
        <span className="spring" />
        <LiveDot liveness={liveness} />
        <PeriodPicker />
        <SchemeButton />
        <ActionIcon
          className="wide-only"
          variant="subtle"
          color="gray"
          size="lg"
          aria-label="Keys"
          title="Keys (?)"
          onClick={() => setFloating('keys')}
        >
          <Icon name="keys" />
        </ActionIcon>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {detail.error && detail.data === undefined ? (
          <Failure error={detail.error} again={() => void detail.refetch()} />
        ) : (
          <Suspense fallback={<Waiting />}>
            {/* What was typed or said in a room of one book is not of the next. */}
            <Outlet key={book} />
          </Suspense>
        )}
      </main>
      <nav className="bottom" aria-label="Rooms">
        {ROOMS.filter(({ path }) => PHONE_ROOMS.includes(path)).map((each) => (
          <RailLink
            key={each.path}
            room={each}
            isShort
            isHere={each === room}
            count={each.path === 'waiting' ? waiting : 0}
          />
        ))}
        <button type="button" className="rail-link" onClick={() => setFloating('more')}>
          <Icon name="more" />
          <span>More</span>
        </button>
      </nav>
      {floating === 'palette' ? <Palette opened onClose={close} /> : null}
      <Modal
        opened={floating === 'keys'}
        onClose={close}
        withCloseButton={false}
        lockScroll={false}
        attributes={{ content: { 'aria-label': 'Keys' } }}
      >
        <h2 className="float-title">Keys</h2>
        <dl className="keys">
          {KEYS.map(([key, what]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </Modal>
      <Drawer
        opened={floating === 'more'}
        onClose={close}
        position="bottom"
        size="auto"
        withCloseButton={false}
        lockScroll={false}
        attributes={{ content: { 'aria-label': 'More rooms' } }}
      >
        <ul className="more-list">
          {ROOMS.filter(({ path }) => !PHONE_ROOMS.includes(path)).map((each) => (
            <li key={each.path}>
              <RailLink room={each} isHere={each === room} count={0} onClick={close} />
            </li>
          ))}
        </ul>
      </Drawer>
    </div>
  );
}

function RailLink({
  room,
  isHere,
  isShort = false,
  count,
  onClick,
}: {
  readonly room: Room;
  readonly isShort?: boolean;
  readonly isHere: boolean;
  readonly count: number;
  readonly onClick?: () => void;
}) {
  return (
    <RoomLink
      room={room.path}
      {...(room.view && { view: room.view })}
      className="rail-link"
      aria-current={isHere ? 'page' : undefined}
      onClick={() => onClick?.()}
    >
      <Icon name={room.icon} />
      <span>{isShort ? (room.short ?? room.title) : room.title}</span>
      {count > 0 ? <span className="rail-count">{showCount(count)}</span> : null}
    </RoomLink>
  );
}

/** Moving to another room puts the reader at its beginning, as a page load would. */
function useFocusOnMove(pathname: string) {
  const main = useRef<HTMLElement>(null);
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current === pathname) return;
    last.current = pathname;
    main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return main;
}
