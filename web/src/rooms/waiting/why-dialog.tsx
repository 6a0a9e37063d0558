import { Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { useAction } from '../../api/queries.ts';
import { Dialog } from '../../ui/dialog.tsx';

interface Props {
  readonly label: string;
  readonly title: string;
  /** What is done on a yes. */
  readonly deed: string;
  readonly act: (note: string) => Promise<unknown>;
  readonly onClose: (isDone: boolean) => void;
  /** What that means. */
  readonly children: ReactNode;
}

/** Asks for the reason before something is settled by a person's word. */
export function WhyDialog({ label, title, deed, act, onClose, children }: Props) {
  const action = useAction(act, () => onClose(true));
  return (
    <Dialog
      label={label}
      title={title}
      deed={{ name: deed, onDo: (form) => action.mutate(String(form.get('note') ?? '').trim()), action }}
      onClose={() => onClose(false)}
    >
      <p className="quiet">{children}</p>
      <Textarea name="note" label="Why (kept in the audit log)" data-autofocus autosize={false} rows={3} required />
    </Dialog>
  );
}
