import { entryRoom, orderRoom, RoomLink } from '../../address/link.tsx';
import type { Entry, Posting } from '../../api/entries.ts';
import { useBook } from '../../api/queries.ts';
import { showDay } from '../../money/dates.ts';
import { isNegative, isNothing, placesOf } from '../../money/decimal.ts';
import { Money } from '../../money/money.tsx';
import { ChannelName } from '../../ui/channel.tsx';
import { widthOfMoney } from '../../ui/money-width.ts';
import { State } from '../../ui/room.tsx';
import type { Column } from '../../ui/table.tsx';
import { causeName, eventName } from '../../words.ts';
import { movedBy } from './moved.ts';

const names = (postings: readonly Posting[], isCredit: boolean) =>
  [
    ...new Set(
      postings.filter(({ amount }) => !isNothing(amount) && isNegative(amount) === isCredit).map(({ name }) => name),
    ),
  ].join(', ');

const amountOf = ({ postings }: Entry) => movedBy(postings).amount;

export function entryColumns(entries: readonly Entry[], isPhone: boolean): readonly Column<Entry>[] {
  const places = isPhone ? 0 : Math.max(2, ...entries.slice(0, 300).map((entry) => placesOf(amountOf(entry))));
  return [
    {
      id: 'number',
      title: 'Entry',
      width: 92,
      card: 'title',
      cell: ({ number }) => (
        <RoomLink room={entryRoom(number)} className="row-link" data-row>
          {number}
        </RoomLink>
      ),
    },
    {
      id: 'date',
      title: 'Date',
      width: 118,
      card: 'sub',
      cell: ({ date }) => <span className="nowrap">{showDay(date)}</span>,
    },
    {
      id: 'event',
      title: 'What happened',
      width: 190,
      card: 'title',
      cell: ({ key, cause, date, trueDate }) => (
        <>
          {eventName(key)} {cause === 'fact' ? null : <State tone="quiet">{causeName(cause)}</State>}
          {date === trueDate ? null : <span className="quiet small">of {showDay(trueDate)}</span>}
        </>
      ),
    },
    {
      id: 'document',
      title: 'Order',
      width: 104,
      cell: ({ document }) => <RoomLink room={orderRoom(document.ref)}>{document.number}</RoomLink>,
    },
    {
      id: 'channel',
      title: 'Channel',
      width: 144,
      card: 'sub',
      cell: ({ document }) => <ChannelName channel={document.channel} />,
    },
    {
      id: 'accounts',
      title: 'Debit / credit',
      kind: 'wide',
      cell: ({ postings }) => (
        <span className="clip">
          {names(postings, false)} <span className="quiet">/</span> {names(postings, true)}
        </span>
      ),
    },
    {
      id: 'amount',
      title: 'Amount',
      kind: 'money',
      width: Math.max(100, widthOfMoney(entries.map(amountOf), places, 'Amount')),
      card: 'figure',
      cell: (entry) => <Money amount={amountOf(entry)} places={places} />,
    },
    {
      id: 'currency',
      title: 'Cur.',
      width: 60,
      card: 'figure',
      cell: ({ postings }) => <CurrencyOf postings={postings} />,
    },
  ];
}

function CurrencyOf({ postings }: { readonly postings: readonly Posting[] }) {
  const { data: book } = useBook();
  return movedBy(postings).currency ?? book?.baseCurrency;
}
