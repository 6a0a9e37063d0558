import { entryRoom, orderRoom, RoomLink } from '../../address/link.tsx';
import type { Entry, Posting } from '../../api/types.ts';
import { showDay } from '../../money/dates.ts';
import { isNegative, isNothing, placesOf, sum } from '../../money/decimal.ts';
import { Money } from '../../money/money.tsx';
import { ChannelName } from '../../ui/channel.tsx';
import { widthOfMoney } from '../../ui/money-width.ts';
import { State } from '../../ui/room.tsx';
import type { Column } from '../../ui/table.tsx';
import { causeName, eventName } from '../../words.ts';

const names = (postings: readonly Posting[], isCredit: boolean) =>
  [
    ...new Set(
      postings.filter(({ amount }) => !isNothing(amount) && isNegative(amount) === isCredit).map(({ name }) => name),
    ),
  ].join(', ');

const debits = (postings: readonly Posting[]) =>
  sum(postings.filter(({ amount }) => !isNegative(amount)).map(({ amount }) => amount));

export function entryColumns(entries: readonly Entry[], isPhone: boolean): readonly Column<Entry>[] {
  const places = isPhone
    ? 0
    : Math.max(2, ...entries.slice(0, 300).map(({ postings }) => placesOf(postings[0]?.amount ?? '')));
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
      width: Math.max(
        100,
        widthOfMoney(
          entries.map(({ postings }) => debits(postings)),
          places,
          'Amount',
        ),
      ),
      card: 'figure',
      cell: ({ postings }) => <Money amount={debits(postings)} places={places} />,
    },
    {
      id: 'currency',
      title: 'Cur.',
      width: 60,
      card: 'figure',
      cell: ({ postings }) => [...new Set(postings.map(({ currency }) => currency))].join(' '),
    },
  ];
}
