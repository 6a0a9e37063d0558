import { Checkbox } from '@mantine/core';
import type { Connection, FoundStore } from '../../api/stores.ts';
import { State } from '../../ui/room.tsx';

interface Props {
  readonly connection: Connection;
  readonly found: FoundStore;
  /** False where there is no doubt that the store is this channel. */
  readonly isAsked: boolean;
  readonly isTakenOver: boolean;
  readonly onChange: (isTakenOver: boolean) => void;
}

/** What becomes of the channel that this store is, or may be; and what was looked at to tell. */
export function GoOnAs({ connection, found, isAsked, isTakenOver, onChange }: Props) {
  const { channel, live, remoteAccount } = connection;
  if (!isAsked) {
    return (
      <p className="notice">
        <State tone="quiet">{live === null ? 'taken over' : 'known'}</State>
        <span>
          {live === null ? (
            <>
              It goes on as <bdi>{channel}</bdi>. What was imported from files is not booked again.
            </>
          ) : (
            <>
              It is connected as <bdi>{channel}</bdi> already. It gets these credentials in place of the old ones, and
              goes on where it stopped.
            </>
          )}
        </span>
      </p>
    );
  }
  const hasMoved = remoteAccount !== null && remoteAccount !== found.remoteAccount;
  return (
    <Checkbox
      label={
        hasMoved
          ? `This is ${channel}, which moved here from ${remoteAccount}`
          : `Go on with the channel ${channel}, which was fed by files`
      }
      description={`${comparedWords(found, channel)} ${hasMoved ? MOVED : FILES}`}
      checked={isTakenOver}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

const MOVED =
  'Is this the same shop at a new address? Then nothing is booked again. A copy of the shop is not the shop.';
const FILES = 'What was imported is recognised and not booked again. Leave it out if those files are of another shop.';

function comparedWords({ takesOver }: FoundStore, channel: string): string {
  if (takesOver?.channel !== channel) return 'None of its newest orders was found here with the same total and date.';
  const { isCertain, agreeing } = takesOver;
  if (agreeing === 1) return 'One of its newest orders is here too, with the same total and date.';
  if (agreeing > 1) return `${agreeing} of its newest orders are here too, with the same totals and dates.`;
  return isCertain
    ? 'Its files name this shop.'
    : 'Its files name no shop, and none of its newest orders was found here.';
}
