import { Button, Checkbox, Radio, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useBookName } from '../../address/view.ts';
import { apiPath, postJson } from '../../api/client.ts';
import { useBook, useRefresh } from '../../api/queries.ts';
import type { Connection, Credentials, FoundStore, Platform } from '../../api/stores.ts';
import { todayIn } from '../../money/dates.ts';
import { State } from '../../ui/room.tsx';
import { Failure } from '../../ui/states.tsx';
import { Steps } from './steps.tsx';

interface Props {
  readonly platform: Platform;
  readonly credentials: Credentials;
  readonly found: FoundStore;
  /** The channel that gets new credentials, or a store for its files. */
  readonly anew: string | undefined;
  readonly connections: readonly Connection[];
  readonly onBack: () => void;
  readonly onKept: (channel: string, isLive: boolean) => void;
}

const CHANNEL_MAX = 100;

/** Says who the store is and what the credentials lack, and asks as what and from when on it is kept. */
export function KeepStep({ platform, credentials, found, anew, connections, onBack, onKept }: Props) {
  const book = useBookName();
  const refresh = useRefresh();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const known = connections.find(({ channel }) => channel === (anew ?? found.takesOver));
  const [isTakenOver, setTakenOver] = useState(true);
  const [name, setName] = useState(found.name);
  const [from, setFrom] = useState<From>({ mode: 'all', day: '' });
  const isKnown = known !== undefined && (anew !== undefined || known.live !== null || isTakenOver);
  const channel = isKnown ? known.channel : name.trim();
  const isLive = isKnown && (known.state === 'live' || known.state === 'paused');
  // What posts from when on is settled where it has been asked before.
  const asksFrom = !(isKnown && (known.live !== null || known.cutOver !== null));
  const needsDay = asksFrom && from.mode === 'day';
  const keep = useMutation({
    mutationFn: () =>
      postJson<FoundStore>(apiPath(['books', book, 'connections']), {
        platform: platform.platform,
        credentials,
        channel,
        cutOver: needsDay ? from.day : null,
      }),
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
          <TakeOver connection={known} isAsked={anew === undefined} isTakenOver={isTakenOver} onChange={setTakenOver} />
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
        {asksFrom ? <CutOver from={from} onChange={setFrom} /> : null}
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

interface TakeOverProps {
  readonly connection: Connection;
  readonly isAsked: boolean;
  readonly isTakenOver: boolean;
  readonly onChange: (isTakenOver: boolean) => void;
}

/** What becomes of the channel that this shop already is. */
function TakeOver({ connection: { channel, live }, isAsked, isTakenOver, onChange }: TakeOverProps) {
  if (live !== null) {
    return (
      <p className="notice">
        <State tone="quiet">known</State>
        <span>
          It is connected as <bdi>{channel}</bdi> already. It gets these credentials in place of the old ones, and goes
          on where it stopped.
        </span>
      </p>
    );
  }
  if (!isAsked) {
    return (
      <p className="notice">
        <State tone="quiet">taken over</State>
        <span>
          It goes on as <bdi>{channel}</bdi>. What was imported from files is not booked again.
        </span>
      </p>
    );
  }
  return (
    <Checkbox
      label={`Go on with the channel ${channel}, which was fed by files`}
      description="What was imported is recognised and not booked again. Leave it out only if those files are of another shop."
      checked={isTakenOver}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

interface From {
  readonly mode: string;
  readonly day: string;
}

/** From when on what the store tells is booked. */
function CutOver({ from, onChange }: { readonly from: From; readonly onChange: (from: From) => void }) {
  const { data: book } = useBook();
  return (
    <>
      <Radio.Group label="What is booked" value={from.mode} onChange={(mode) => onChange({ ...from, mode })}>
        <div className="options">
          <Radio value="all" label="All of its history" />
          <Radio
            value="day"
            label="From a day on"
            description="When your old books hold what was before it. What was open on that day becomes an opening balance."
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
