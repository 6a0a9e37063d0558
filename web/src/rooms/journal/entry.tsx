import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { entryRoom, orderRoom, RoomLink } from '../../address/link.tsx';
import type { Entry } from '../../api/entries.ts';
import { useAsk, useBook } from '../../api/queries.ts';
import { showDay, showInstant } from '../../money/dates.ts';
import { ChannelName } from '../../ui/channel.tsx';
import { Postings } from '../../ui/postings.tsx';
import { RoomPage } from '../../ui/room.tsx';
import { CopyText, Loaded } from '../../ui/states.tsx';
import { causeName, eventName } from '../../words.ts';

export function EntryRoom() {
  const { entry: number = '' } = useParams({ strict: false });
  const entry = useAsk<Entry>(['entries', number]);
  const { data: book } = useBook();
  const { data } = entry;
  return (
    <RoomPage
      title={`Entry ${number}`}
      up={{ room: 'journal', title: 'Journal' }}
      answer={data === undefined ? undefined : `${eventName(data.key)}, ${showDay(data.date)}. ${data.note}`}
      actions={
        <>
          {Number(number) > 1 ? (
            <RoomLink room={entryRoom(Number(number) - 1)}>‹ Entry {Number(number) - 1}</RoomLink>
          ) : null}
          {Number(number) < (book?.entries ?? 0) ? (
            <RoomLink room={entryRoom(Number(number) + 1)}>Entry {Number(number) + 1} ›</RoomLink>
          ) : null}
        </>
      }
    >
      <Loaded query={entry}>{(found) => <EntryBody entry={found} />}</Loaded>
    </RoomPage>
  );
}

function EntryBody({ entry }: { readonly entry: Entry }) {
  const { data: book } = useBook();
  const { document, postings, versions, hash, recordedAt, cause, revision, date, trueDate, key, number } = entry;
  return (
    <>
      <div className="entry">
        <div className="entry-table">
          <Postings postings={postings} base={book?.baseCurrency ?? ''} label={`Entry ${number}`} />
        </div>
      </div>
      <h2 className="section-title">Where it comes from</h2>
      <dl className="facts">
        <Fact name="Order">
          <RoomLink room={orderRoom(document.ref)} data-row>
            {document.number}
          </RoomLink>{' '}
          · <ChannelName channel={document.channel} /> · its story has the raw messages
        </Fact>
        <Fact name="Cause">
          {causeName(cause)}
          {revision > 1 ? `, revision ${revision}` : ''}
        </Fact>
        <Fact name="Date">
          {showDay(date)}
          {date === trueDate ? '' : `; belongs to ${showDay(trueDate)}, which was closed`}
        </Fact>
        <Fact name="Recorded">{showInstant(recordedAt, book?.zone ?? 'UTC')}</Fact>
        <Fact name="Posting key">
          <CopyText text={key} />
        </Fact>
        <Fact name="Made by">
          mapping {versions.policy}, rules {versions.rules}, decoder {versions.decoder}
        </Fact>
        <Fact name="Hash">
          <CopyText text={hash} short={`${hash.slice(0, 24)}…`} />
        </Fact>
      </dl>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
