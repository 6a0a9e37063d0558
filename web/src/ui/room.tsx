import { type ReactNode, useEffect } from 'react';
import { RoomLink } from '../shell/link.tsx';
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
