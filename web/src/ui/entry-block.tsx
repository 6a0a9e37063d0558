import { entryRoom, RoomLink } from '../address/link.tsx';
import type { Entry } from '../api/entries.ts';
import { showDay } from '../money/dates.ts';
import { causeName, eventName } from '../words.ts';
import { Postings } from './postings.tsx';

/** One entry with its postings, as it stands in a story. */
export function EntryBlock({ entry, base }: { readonly entry: Entry; readonly base: string }) {
  const { number, date, trueDate, cause, note, revision, postings, key } = entry;
  return (
    <article className="entry">
      <p className="entry-head">
        <RoomLink room={entryRoom(number)} data-row>
          Entry {number}
        </RoomLink>
        <span>{eventName(key)}</span>
        <span className="quiet">{showDay(date)}</span>
        {date === trueDate ? null : <span className="quiet">belongs to {showDay(trueDate)}</span>}
        {cause === 'fact' ? null : <span>{causeName(cause)}</span>}
        {revision > 1 ? <span className="quiet">revision {revision}</span> : null}
        {note === '' ? null : <span className="quiet">{note}</span>}
      </p>
      <div className="entry-table">
        <Postings postings={postings} base={base} label={`Entry ${number}`} />
      </div>
    </article>
  );
}
