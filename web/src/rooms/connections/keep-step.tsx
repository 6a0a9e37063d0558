import { Button, Radio, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useBook, useRefresh } from '../../api/queries.ts';
import type { Connection, FoundStore, KeepAs, Platform } from '../../api/stores.ts';
import { todayIn } from '../../money/dates.ts';
import { State } from '../../ui/room.tsx';
import { Failure } from '../../ui/states.tsx';
import { GoOnAs } from './go-on-as.tsx';
import { Steps } from './steps.tsx';

interface Props {
  readonly platform: Platform;
  /** Keeps it with what lets us in. */
  readonly keepAs: (as: KeepAs) => Promise<FoundStore>;
  readonly found: FoundStore;
  /** The channel that gets new credentials, or a store for its files. */
  readonly anew: string | undefined;
  readonly connections: readonly Connection[];
  readonly onBack: () => void;
  readonly onKept: (channel: string, isLive: boolean) => void;
}

const CHANNEL_MAX = 100;

/** Says who the store is and what the credentials lack, and asks as what and from when on it is kept. */
export function KeepStep({ platform, keepAs, found, anew, connections, onBack, onKept }: Props) {
  const refresh = useRefresh();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const known = connections.find(({ channel }) => channel === (anew ?? found.takesOver?.channel));
  const hasMoved = known !== undefined && known.remoteAccount !== null && known.remoteAccount !== found.remoteAccount;
  const isAsked = hasMoved || (anew === undefined && known?.live === null);
  const [isTakenOver, setTakenOver] = useState(
    found.takesOver?.isCertain === true && found.takesOver.movedFrom === null,
  );
  const [name, setName] = useState(found.name);
  const [from, setFrom] = useState<From>({ mode: 'all', day: '' });
  const isKnown = known !== undefined && (!isAsked || isTakenOver);
  const channel = isKnown ? known.channel : name.trim();
  const isLive = isKnown && (known.state === 'live' || known.state === 'paused');
  // What posts from when on is settled where it has been asked before.
  const asksFrom = !(isKnown && (known.live !== null || known.cutOver !== null));
  const needsDay = asksFrom && from.mode === 'day';
  const keep = useMutation({
    mutationFn: () =>
      keepAs({ channel, moved: isKnown && hasMoved, ...(asksFrom && { cutOver: needsDay ? from.day : null }) }),
    onSuccess: async () => {
      await refresh();
      onKept(channel, isLive);
    },
    gcTime: 0,
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    keep.mutate();
  };
  return (
    <>
      <Steps at="Your store" />
      <h2 className="section-title" ref={heading} tabIndex={-1}>
        This is <bdi>{found.name}</bdi>
      </h2>
      <Identity platform={platform} found={found} />
      {found.missing.map((sentence) => (
        <p key={sentence} className="notice" data-tone="warn">
          <State tone="warn">missing</State>
          <span>{sentence}</span>
        </p>
      ))}
      <form className="form wizard-form" onSubmit={send}>
        {known === undefined ? null : (
          <GoOnAs
            connection={known}
            found={found}
            isAsked={isAsked}
            isTakenOver={isTakenOver}
            onChange={setTakenOver}
          />
        )}
        {isKnown ? null : (
          <TextInput
            label="Its name in the books"
            description="Reports show the channel under this name."
            value={name}
            maxLength={CHANNEL_MAX}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
        {asksFrom ? <CutOver from={from} hasBooked={isKnown} onChange={setFrom} /> : null}
        {keep.error ? <Failure error={keep.error} /> : null}
        <div className="dialog-actions">
          <Button variant="default" onClick={onBack}>
            Other credentials
          </Button>
          <Button type="submit" loading={keep.isPending} disabled={channel === '' || (needsDay && from.day === '')}>
            Keep it
          </Button>
        </div>
        {isLive ? null : (
          <p className="quiet small">
            Nothing is booked by this. You can leave from here on, and find the store under Connections.
          </p>
        )}
      </form>
    </>
  );
}

function Identity({ platform, found }: Pick<Props, 'platform' | 'found'>) {
  const { data: book } = useBook();
  const { remoteAccount, currency, zone } = found;
  const base = book?.baseCurrency ?? currency;
  return (
    <dl className="facts">
      <div>
        <dt>{platform.title}</dt>
        <dd>{remoteAccount}</dd>
      </div>
      <div>
        <dt>Its currency</dt>
        <dd>
          {currency}
          {currency === base ? '' : `; your books are in ${base}: orders wait for a rate of their day`}
        </dd>
      </div>
      <div>
        <dt>Its time zone</dt>
        <dd>
          {zone ?? 'it does not say'}
          {book === undefined || zone === null || zone === book.zone
            ? ''
            : `; days of your books are those of ${book.zone}`}
        </dd>
      </div>
    </dl>
  );
}

interface From {
  readonly mode: string;
  readonly day: string;
}

interface CutOverProps {
  readonly from: From;
  /** Something of the channel may be booked already. */
  readonly hasBooked: boolean;
  readonly onChange: (from: From) => void;
}

/** From when on what the store tells is booked. */
function CutOver({ from, hasBooked, onChange }: CutOverProps) {
  const { data: book } = useBook();
  return (
    <>
      <Radio.Group label="What is booked" value={from.mode} onChange={(mode) => onChange({ ...from, mode })}>
        <div className="options">
          <Radio value="all" label="All of its history" />
          <Radio
            value="day"
            label="From a day on"
            description={`When your old books hold what was before it. What was open on that day becomes an opening balance.${hasBooked ? ' What is booked already follows with the command bookkeeper apply.' : ''}`}
          />
        </div>
      </Radio.Group>
      {from.mode === 'day' ? (
        <TextInput
          type="date"
          label="The first day that is booked as it happens"
          value={from.day}
          max={todayIn(book?.zone ?? 'UTC')}
          onChange={(event) => onChange({ ...from, day: event.currentTarget.value })}
        />
      ) : null}
    </>
  );
}
