import { Button } from '@mantine/core';
import { useBookName } from '../../address/view.ts';
import { apiPath, getJson, Problem, postJson } from '../../api/client.ts';
import { useAction } from '../../api/queries.ts';
import type { Today, Verification } from '../../api/today.ts';
import { plural, showInstant } from '../../money/dates.ts';
import { State } from '../../ui/room.tsx';
import { CopyText, Failure } from '../../ui/states.tsx';

const POLL_MS = 1_500;

const INTERRUPTED = { detail: 'it was interrupted before its end', remedy: 'prove the books again' };

interface Latest {
  readonly verification: Verification | null;
}

/** Begins a proof and waits for its verdict; it goes on when the page is left. Fails where it ends without one. */
async function proveBooks(book: string): Promise<void> {
  let { verification } = await postJson<Latest>(apiPath(['books', book, 'verify']));
  while (verification?.state === 'running') {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    ({ verification } = await getJson<Latest>(apiPath(['books', book, 'verify', 'latest'])));
  }
  if (verification?.state === 'done') return;
  const { detail, remedy } = verification?.problem ?? INTERRUPTED;
  throw new Problem({ title: 'The books could not be proved', detail, remedy });
}

/** Proof, not a tick: up to when, how many entries, the head to note down, and the way to repeat it. */
export function Proof({ today: { verified, lastVerify }, zone }: { readonly today: Today; readonly zone: string }) {
  const book = useBookName();
  const prove = useAction(() => proveBooks(book));
  const isBroken = lastVerify?.ok === false;
  return (
    <div className="figure proof">
      <dt>Proved up to</dt>
      <dd>
        {isBroken ? (
          <State tone="bad">does not hold</State>
        ) : verified === null ? (
          <State tone="quiet">not checked yet</State>
        ) : (
          <span className="proof-time">
            {showInstant(verified.at, zone)}{' '}
            <span className="good" role="img" aria-label="holds">
              ✓
            </span>
          </span>
        )}
        <span className="below">
          <br />
          {isBroken || verified === null ? null : (
            <>
              {plural(verified.entries, 'entry', 'entries')}, head{' '}
              <CopyText text={verified.head} short={verified.head.slice(0, 8)} />{' '}
            </>
          )}
          {isBroken ? <Broken verification={lastVerify} /> : null}
          <Button size="compact-xs" variant="default" loading={prove.isPending} onClick={() => prove.mutate()}>
            {verified === null && !isBroken ? 'Prove the books' : 'Again'}
          </Button>
          {prove.error ? <Failure error={prove.error} /> : null}
        </span>
      </dd>
    </div>
  );
}

function Broken({ verification: { firstDifference, problem } }: { readonly verification: Verification }) {
  if (firstDifference === null) return <span>{problem?.detail} </span>;
  const { what, document, account, derived, posted } = firstDifference;
  return (
    <span>
      First difference: {[what, document, account].filter(Boolean).join(', ')}: should be {derived}, is {posted}.{' '}
    </span>
  );
}
