import type { SampleEntry } from '../api/entries.ts';
import { showDay } from '../money/dates.ts';
import { eventName } from '../words.ts';
import { Postings } from './postings.tsx';

interface Props {
  readonly title: string;
  readonly entries: readonly SampleEntry[];
  readonly base: string;
}

/** What the first records would post. */
export function Samples({ title, entries, base }: Props) {
  if (entries.length === 0) return null;
  return (
    <section>
      <h2 className="section-title">{title}</h2>
      {entries.map(({ date, key, document, postings }) => (
        <article key={`${document.remoteId} ${key} ${date}`} className="entry">
          <p className="entry-head">
            <strong>{document.number}</strong>
            <span>{eventName(key)}</span>
            <span className="quiet">{showDay(date)}</span>
          </p>
          <div className="entry-table">
            <Postings
              base={base}
              label={`${eventName(key)} of ${document.number}`}
              postings={postings.map((posting) => ({
                channel: '',
                sku: '',
                taxCode: '',
                taxBase: '0',
                liable: '',
                ...posting,
              }))}
            />
          </div>
        </article>
      ))}
    </section>
  );
}
