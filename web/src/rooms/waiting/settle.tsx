import { Button } from '@mantine/core';
import { useCertify } from '../../api/store-queries.ts';
import type { Discrepancy } from '../../api/waiting.ts';
import { Failure } from '../../ui/states.tsx';

interface Props {
  readonly discrepancy: Discrepancy;
  readonly accept: (id: number) => void;
}

/** What a person can do about a difference: have the shop asked again, where that may heal it, or let it stand. */
export function Settle({ discrepancy: { id, state, document, certificate }, accept }: Props) {
  if (state !== 'open') return null;
  return (
    <span className="settle">
      {certificate === null ? null : (
        <AskAgain channel={document.channel} day={certificate.day} number={document.number} />
      )}
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => accept(id)}
        aria-label={`Accept the difference of ${document.number}`}
      >
        Accept
      </Button>
    </span>
  );
}

interface AskProps {
  readonly channel: string;
  readonly day: string;
  readonly number: string;
}

function AskAgain({ channel, day, number }: AskProps) {
  const ask = useCertify(channel, day);
  return (
    <>
      <Button
        size="compact-xs"
        loading={ask.isPending}
        onClick={() => ask.mutate()}
        aria-label={`Ask again now about ${number}`}
      >
        Ask again now
      </Button>
      {ask.isSuccess ? (
        <span className="quiet small" role="status">
          Asked; it still differs.
        </span>
      ) : null}
      {ask.error ? <Failure error={ask.error} again={() => ask.mutate()} /> : null}
    </>
  );
}
