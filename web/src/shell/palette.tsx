import { Modal } from '@mantine/core';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { useGo } from '../address/view.ts';
import { Icon } from '../ui/icon.tsx';
import { useSearch } from './search.ts';

export function Palette({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size={600}
      yOffset="12vh"
      lockScroll={false}
      attributes={{ content: { 'aria-label': 'Go anywhere' } }}
      transitionProps={{ duration: 80 }}
    >
      <PaletteBody onClose={onClose} />
    </Modal>
  );
}

function PaletteBody({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const go = useGo();
  /** Enter was pressed before there was anything to open. */
  const [isDue, setDue] = useState(false);
  const { found, isSearching, error } = useSearch(text);
  const chosen = Math.max(0, Math.min(at, found.length - 1));
  const open = (href: string) => {
    onClose();
    go(href);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is opened when the search ends, not when the list changes.
  useEffect(() => {
    if (!isDue || isSearching) return;
    setDue(false);
    const one = found[chosen];
    if (one !== undefined) open(one.href);
  }, [isDue, isSearching]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(chosen + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(chosen - 1, 0));
    else if (event.key === 'Enter') {
      const one = found[chosen];
      if (one !== undefined) open(one.href);
      else setDue(isSearching);
    } else return;
    event.preventDefault();
  };
  return (
    <div className="palette">
      <div className="palette-box">
        <Icon name="search" />
        <input
          data-autofocus
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={found[chosen] === undefined ? undefined : `palette-${chosen}`}
          aria-label="Search rooms, orders, accounts"
          placeholder="Search orders, accounts, reports …"
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
            setDue(false);
          }}
          onKeyDown={onKeyDown}
        />
        <kbd>Esc</kbd>
      </div>
      <div id="palette-list" role="listbox" aria-label="Found" className="palette-list">
        {found.map(({ id, group, title, note, icon, href }, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the box above has the keys; the list follows it.
          <div
            key={id}
            id={`palette-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className="palette-item"
            onClick={() => open(href)}
            onMouseMove={() => setAt(index)}
          >
            <Icon name={icon} />
            <span className="palette-title">{title}</span>
            <span className="palette-note">{note ?? (group === 'Rooms' ? '' : group)}</span>
          </div>
        ))}
      </div>
      <PaletteWords text={text} isEmpty={found.length === 0} isSearching={isSearching} error={error} />
    </div>
  );
}

/** What the list cannot say: that it is not whole yet, or why it is not. */
function PaletteWords({
  text,
  isEmpty,
  isSearching,
  error,
}: {
  readonly text: string;
  readonly isEmpty: boolean;
  readonly isSearching: boolean;
  readonly error: Error | null;
}) {
  if (error !== null) {
    return (
      <p className="palette-none" role="alert">
        The search failed: {error.message}.
      </p>
    );
  }
  if (isSearching) {
    return (
      <p className="palette-none" role="status">
        Searching …
      </p>
    );
  }
  return isEmpty ? <p className="palette-none">Nothing is called “{text}”.</p> : null;
}
