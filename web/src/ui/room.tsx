import { type ReactNode, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { RoomLink } from '../address/link.tsx';
import { useBook } from '../api/queries.ts';
import { showInstant } from '../money/dates.ts';
import { Icon } from './icon.tsx';

interface Props {
  readonly title: string;
  /** The room's question, answered in one line. */
  readonly answer?: ReactNode;
  readonly actions?: ReactNode;
  readonly up?: { readonly room: string; readonly title: string };
  readonly children: ReactNode;
  readonly isFull?: boolean;
}

export function RoomPage({ title, answer, actions, up, children, isFull = false }: Props) {
  useEffect(() => {
    document.title = `${title} · Bookkeeper`;
  }, [title]);
  return (
    <div className={isFull ? 'room full' : 'room'}>
      <PrintHead />
      {up === undefined ? null : (
        <RoomLink room={up.room} className="up" data-up>
          <Icon name="back" size={14} />
          {up.title}
        </RoomLink>
      )}
      <div className="room-head">
        <div>
          <h1>
            <bdi>{title}</bdi>
          </h1>
          {answer === undefined ? null : <p className="answer">{answer}</p>}
        </div>
        {actions === undefined ? null : <div className="room-actions no-print">{actions}</div>}
      </div>
      {children}
    </div>
  );
}

/** On paper only: whose books these are, and when it was printed. */
function PrintHead() {
  const { data: book } = useBook();
  const [at, setAt] = useState(() => Date.now());
  useEffect(() => {
    const now = () => flushSync(() => setAt(Date.now()));
    window.addEventListener('beforeprint', now);
    return () => window.removeEventListener('beforeprint', now);
  }, []);
  if (book === undefined) return null;
  return (
    <div className="print-only print-head">
      <strong>
        <bdi>{book.name}</bdi>
      </strong>
      <span>
        Printed {showInstant(at, book.zone)} ({book.zone})
      </span>
    </div>
  );
}

export type Tone = 'good' | 'warn' | 'bad' | 'quiet';

const SIGNS: Readonly<Record<Tone, string>> = { good: '✓', warn: '!', bad: '✕', quiet: '○' };

/** A state: a sign and a word, and only then a colour. */
export function State({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <span className="state-chip" data-tone={tone}>
      <span aria-hidden="true">{SIGNS[tone]}</span>
      {children}
    </span>
  );
}
