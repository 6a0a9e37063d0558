import { Button, Modal } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { Failure } from './states.tsx';

/** What a dialog asks about, and does on a yes. */
interface Deed {
  readonly name: string;
  /** With what was filled in. */
  readonly onDo: (form: FormData) => void;
  readonly action: { readonly isPending: boolean; readonly error: Error | null };
  readonly isDisabled?: boolean;
  /** It has the focus at first: there is nothing to fill in. */
  readonly isFirst?: boolean;
}

interface Props {
  /** What it is, to those who hear it. */
  readonly label: string;
  readonly title: ReactNode;
  readonly size?: 'md' | 'lg';
  /** Left out where there is only something to read. */
  readonly deed?: Deed | undefined;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Stands over the room until it is said yes to, or left; what is being done cannot be left, since it may still fail. */
export function Dialog({ label, title, size = 'md', deed, onClose, children }: Props) {
  useKeyboardBack();
  const isWorking = deed?.action.isPending === true;
  return (
    <Modal
      opened
      onClose={() => {
        if (!isWorking) onClose();
      }}
      size={size}
      withCloseButton={false}
      lockScroll={false}
      attributes={{ content: { 'aria-label': label } }}
    >
      <form
        className="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          if (deed !== undefined && !isWorking) deed.onDo(new FormData(event.currentTarget));
        }}
      >
        <h2>{title}</h2>
        {children}
        {deed?.action.error ? <Failure error={deed.action.error} /> : null}
        <div className="dialog-actions">
          <Button variant="default" disabled={isWorking} onClick={onClose}>
            {deed === undefined ? 'Close' : 'Not now'}
          </Button>
          {deed === undefined ? null : (
            <Button type="submit" loading={isWorking} disabled={deed.isDisabled === true} data-autofocus={deed.isFirst}>
              {deed.name}
            </Button>
          )}
        </div>
      </form>
    </Modal>
  );
}

/** The keyboard goes back to what asked for the dialog; the modal does so only where it stays mounted. */
function useKeyboardBack(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    },
    [before],
  );
}
