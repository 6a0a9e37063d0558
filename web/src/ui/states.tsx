import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { Problem } from '../api/client.ts';
import { sentence } from '../words.ts';
import { Icon } from './icon.tsx';
import { useCopy } from './use-copy.ts';

const SKELETON_AFTER_MS = 300;

/** Nothing for a moment, then a quiet sign that something comes. */
export function Waiting({ lines = 6 }: { readonly lines?: number }) {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), SKELETON_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isShown) return <div className="waiting" />;
  return (
    <div className="waiting" role="status">
      <span className="hidden">Loading</span>
      {Array.from({ length: lines }, (_, index) => `line ${index}`).map((key) => (
        <span key={key} className="skeleton" />
      ))}
    </div>
  );
}

/** Cause, remedy, another try, and an id to quote. */
export function Failure({ error, again }: { readonly error: Error; readonly again?: () => void }) {
  const { title, detail, remedy, id } =
    error instanceof Problem
      ? error
      : new Problem({ title: 'This view failed', detail: error.message, remedy: 'reload the page' });
  return (
    <div className="state failure" role="alert">
      <Icon name="alert" size={22} />
      <div>
        <h2>{title}</h2>
        {detail === '' ? null : <p>{sentence(detail)}</p>}
        {remedy === '' ? null : <p className="quiet">{sentence(remedy)}</p>}
        <div className="state-actions">
          {again === undefined ? null : (
            <Button size="xs" variant="default" onClick={again}>
              Try again
            </Button>
          )}
          {id === '' ? null : <CopyText text={id} />}
        </div>
      </div>
    </div>
  );
}

export function Empty({
  title,
  children,
  action,
}: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className="state">
      <Icon name="box" size={22} />
      <div>
        <h2>{title}</h2>
        {children === undefined ? null : <p className="quiet">{children}</p>}
        {action === undefined ? null : <div className="state-actions">{action}</div>}
      </div>
    </div>
  );
}

export function CopyText({ text, short }: { readonly text: string; readonly short?: string }) {
  const { isCopied, copy } = useCopy(text);
  return (
    <button type="button" className="copy" onClick={copy} title={`Copy ${text}`}>
      {short === undefined ? (
        <code>{text}</code>
      ) : (
        <>
          <code className="screen-only">{short}</code>
          <code className="print-only">{text}</code>
        </>
      )}
      <Icon name={isCopied ? 'check' : 'copy'} size={13} />
      <span className="hidden" role="status">
        {isCopied ? 'copied' : 'copy'}
      </span>
    </button>
  );
}

/** What is shown is old or not whole: why, and another try. */
function NotRenewed({
  what,
  error,
  again,
}: {
  readonly what: string;
  readonly error: Error;
  readonly again: () => void;
}) {
  const why = error instanceof Problem ? error.detail || error.title : error.message;
  return (
    <p className="notice" data-tone="warn" role="alert">
      <span>{sentence(`${what}: ${why}`)}</span>
      <Button size="compact-xs" variant="default" onClick={again}>
        Try again
      </Button>
    </p>
  );
}

type Answer<T> = Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch' | 'isPlaceholderData'> & {
  /** Of a list: the next page failed, the others stand. */
  readonly isFetchNextPageError?: boolean;
  readonly fetchNextPage?: () => unknown;
};

/** The states of an answer: coming, failed, there; what is there stays where asking for it again fails. */
export function Loaded<T>({
  query,
  children,
  lines,
}: {
  readonly query: Answer<T>;
  readonly children: (data: T) => ReactNode;
  readonly lines?: number;
}) {
  const { data, error, isPlaceholderData } = query;
  const again = () => void (query.isFetchNextPageError ? query.fetchNextPage?.() : query.refetch());
  if (data === undefined) {
    return error ? <Failure error={error} again={again} /> : <Waiting {...(lines === undefined ? {} : { lines })} />;
  }
  const what = query.isFetchNextPageError ? 'the next rows could not be read' : 'what follows may be out of date';
  return (
    <>
      {error ? <NotRenewed what={what} error={error} again={again} /> : null}
      <div className={isPlaceholderData ? 'stale' : undefined} aria-busy={isPlaceholderData}>
        {children(data)}
      </div>
    </>
  );
}
