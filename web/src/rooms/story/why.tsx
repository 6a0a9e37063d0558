import { accountRoom, RoomLink } from '../../address/link.tsx';
import type { Entry } from '../../api/entries.ts';
import type { Story } from '../../api/orders.ts';
import { Icon } from '../../ui/icon.tsx';
import { accountReason } from '../../words.ts';

/** Why these accounts: what each is for, and the mapping version that chose them. */
export function Why({
  document,
  entries,
}: {
  readonly document: Story['document'];
  readonly entries: readonly Entry[];
}) {
  const accounts = new Map(entries.flatMap(({ postings }) => postings.map(({ code, name }) => [code, name] as const)));
  if (accounts.size === 0) return null;
  return (
    <details className="fold">
      <summary>
        <Icon name="right" size={14} />
        Why these accounts (mapping {document.policyVersion})
      </summary>
      <dl className="reasons">
        {[...accounts]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([code, name]) => (
            <div key={code}>
              <dt>
                <RoomLink room={accountRoom(code)}>
                  <span className="code">{code}</span> <bdi>{name}</bdi>
                </RoomLink>
              </dt>
              <dd>{accountReason(code)}</dd>
            </div>
          ))}
      </dl>
      <p className="small">
        The whole order is booked under version {document.policyVersion} of the mapping, the one in force on its first
        day. <RoomLink room="mapping">See the mapping</RoomLink>
      </p>
    </details>
  );
}
