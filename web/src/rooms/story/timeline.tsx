import type { Entry } from '../../api/entries.ts';
import type { Story } from '../../api/orders.ts';
import { EntryBlock } from '../../ui/entry-block.tsx';
import { eventName, partName } from '../../words.ts';
import type { Standing } from './standing.ts';

/** One thing that happened, and the entries it led to. */
export interface Chapter {
  readonly key: string;
  readonly title: string;
  readonly text: string;
  readonly entries: readonly Entry[];
}

/** The part of an order that a posting key speaks of. */
function partOf(key: string, parts: readonly { readonly key: string }[]): string | undefined {
  const [head = '', ...rest] = key.split(':');
  const id = rest.join(':');
  const wanted = {
    sale: ['order'],
    cancel: ['order'],
    payment: [`payment:${id}`, 'order'],
    'payment-failed': [`payment:${id}`],
    refund: [`refund:${id}`, `refund-mention:${id}`],
    credit: [`refund:${id}`, `refund-mention:${id}`, `credit-note:${id}`],
    fulfilment: [`fulfilment:${id}`],
  }[head];
  return wanted?.find((name) => parts.some((part) => part.key === name));
}

/** Parts in the order they happened, each with its entries; what no part tells stands on its own, by date. */
export function chaptersOf(parts: Story['document']['parts'], entries: readonly Entry[]): Chapter[] {
  const upwards = [...entries].sort((a, b) => a.number - b.number);
  const told = parts.map(({ key, text }): Chapter => {
    const own = upwards.filter((entry) => partOf(entry.key, parts) === key);
    return { key, title: partName(key), text, entries: own };
  });
  const alone = new Map<string, Entry[]>();
  for (const entry of upwards) {
    if (partOf(entry.key, parts) !== undefined) continue;
    alone.set(entry.key, [...(alone.get(entry.key) ?? []), entry]);
  }
  const others = [...alone].map(([key, own]): Chapter => ({ key, title: eventName(key), text: '', entries: own }));
  return [...told, ...others];
}

interface Props {
  readonly chapters: readonly Chapter[];
  readonly base: string;
  readonly standing: Standing | null;
}

/** What stands in place of the order's own entry. */
const NO_ENTRY = {
  'no-sale': 'No entry: it is no sale.',
  'comes-to-nothing': 'No entry: it comes to nothing.',
  'ships-first': 'No entry yet: its revenue counts when it ships.',
};

const whyNone = (key: string, standing: Standing | null) =>
  key === 'order' && standing !== null ? NO_ENTRY[standing.kind] : 'No entry of its own.';

export function Timeline({ chapters, base, standing }: Props) {
  return (
    <ol className="timeline">
      {chapters.map(({ key, title, text, entries }) => (
        <li key={key} data-posted={entries.length > 0}>
          <div className="chapter-head">
            <h3>{title}</h3>
            <p>{text}</p>
          </div>
          {entries.length === 0 ? (
            <p className="quiet small">{whyNone(key, standing)}</p>
          ) : (
            entries.map((entry) => <EntryBlock key={entry.number} entry={entry} base={base} />)
          )}
        </li>
      ))}
    </ol>
  );
}
