import { useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { isNow, useKnown } from '../../address/known.ts';
import { entryRoom, orderRoom, RoomLink } from '../../address/link.tsx';
import { usePeriod } from '../../address/period.ts';
import { useBookName, useView } from '../../address/view.ts';
import type { Register, RegisterRow } from '../../api/accounts.ts';
import type { Live } from '../../api/books.ts';
import { apiPath } from '../../api/client.ts';
import { useLongList } from '../../api/long-list.ts';
import { plural, showDay } from '../../money/dates.ts';
import { isNothing, moneyText, placesOf } from '../../money/decimal.ts';
import { Money } from '../../money/money.tsx';
import { ChannelName } from '../../ui/channel.tsx';
import { Exports } from '../../ui/exports.tsx';
import { KnownBanner } from '../../ui/known.tsx';
import { widthOfMoney } from '../../ui/money-width.ts';
import { News } from '../../ui/news.tsx';
import { RoomPage } from '../../ui/room.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { type Column, usePhone } from '../../ui/table.tsx';
import { forgetPlace, VirtualTable } from '../../ui/virtual-table.tsx';
import { eventName } from '../../words.ts';

const PAGE = 200;
const moves = ({ head }: Live) => head;

export function RegisterRoom() {
  const { account = '' } = useParams({ strict: false });
  const book = useBookName();
  const period = usePeriod();
  const isPhone = usePhone();
  const known = useKnown();
  const { currency } = useView();
  const query = { from: period.from, to: period.to, currency, ...known };
  const { pages, hasNews, startOver } = useLongList<Register>(
    ['accounts', account],
    { ...query, limit: PAGE },
    { by: 'cursor', moves },
  );
  const placeKey = JSON.stringify(['register', book, account, query]);
  const showNews = () => {
    forgetPlace(placeKey);
    startOver();
  };
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.rows) ?? [], [pages.data]);
  const columns = useMemo(() => columnsOf(rows, isPhone), [rows, isPhone]);
  const first = pages.data?.pages[0];
  const opening = first?.opening.filter(({ balance }) => !isNothing(balance)) ?? [];
  return (
    <RoomPage
      title={first === undefined ? account : `${account} ${first.name}`}
      up={{ room: 'accounts', title: 'Accounts' }}
      isFull
      actions={
        <Exports
          items={[{ name: 'CSV', href: apiPath(['books', book, 'accounts', account, 'postings.csv'], query) }]}
        />
      }
      answer={
        first === undefined
          ? undefined
          : `${plural(rows.length, 'posting')}${pages.hasNextPage ? ' and more' : ''} · ${period.label.toLowerCase()} · opening balance ${opening.length === 0 ? '–' : opening.map(({ currency, balance }) => moneyText(balance, currency)).join(', ')}`
      }
    >
      <KnownBanner basis={first?.basis} />
      {hasNews && isNow(known) ? <News onShow={showNews} /> : null}
      <Loaded query={pages}>
        {() =>
          rows.length === 0 ? (
            <Empty
              title="Nothing was posted here in this time"
              action={
                <RoomLink room={`accounts/${encodeURIComponent(account)}`} view={{ period: 'all', from: '', to: '' }}>
                  Look at all time
                </RoomLink>
              }
            />
          ) : (
            <VirtualTable
              caption={`Register of ${account}`}
              columns={columns}
              rows={rows}
              rowKey={(row) => `${row.entry} ${rows.indexOf(row)}`}
              total={pages.hasNextPage ? null : rows.length}
              pages={pages}
              placeKey={placeKey}
            />
          )
        }
      </Loaded>
    </RoomPage>
  );
}

function columnsOf(rows: readonly RegisterRow[], isPhone: boolean): readonly Column<RegisterRow>[] {
  const places = isPhone ? 0 : Math.max(2, ...rows.slice(0, 300).map(({ balance }) => placesOf(balance)));
  const currencies = [...new Set(rows.map(({ currency }) => currency))];
  const unit = currencies.length === 1 ? ` ${currencies[0]}` : '';
  // A card has no headings that would tell one side from the other.
  const side = (word: string, amount: string) =>
    isNothing(amount) ? null : (
      <>
        {isPhone ? <span className="card-name">{word} </span> : null}
        <Money amount={amount} places={places} />
      </>
    );
  const isForeign = rows.some(({ originalCurrency, currency }) => originalCurrency !== currency);
  return [
    {
      id: 'date',
      title: 'Date',
      width: 106,
      card: 'sub',
      cell: ({ date }) => <span className="nowrap">{showDay(date)}</span>,
    },
    {
      id: 'entry',
      title: 'Entry',
      width: 84,
      card: 'title',
      cell: ({ entry }) => (
        <RoomLink room={entryRoom(entry)} className="row-link" data-row>
          {entry}
        </RoomLink>
      ),
    },
    { id: 'event', title: 'What happened', width: 116, card: 'title', cell: ({ key }) => eventName(key) },
    {
      id: 'document',
      title: 'Order',
      width: 92,
      card: 'sub',
      cell: ({ document, channel }) => (
        <RoomLink room={orderRoom(document)} view={{ channel }}>
          {document}
        </RoomLink>
      ),
    },
    { id: 'channel', title: 'Channel', width: 112, cell: ({ channel }) => <ChannelName channel={channel} /> },
    {
      id: 'counter',
      title: 'Against',
      kind: 'wide',
      cell: ({ counterAccounts, text }) => (
        <span className="clip quiet">{[text, counterAccounts.join(', ')].filter(Boolean).join(' · ')}</span>
      ),
    },
    ...(isForeign
      ? [
          {
            id: 'original',
            title: 'Original',
            kind: 'money',
            width: 110,
            cell: ({ originalAmount, originalCurrency, currency }: RegisterRow) =>
              originalCurrency === currency ? null : (
                <span className="quiet small">{moneyText(originalAmount.replace('-', ''), originalCurrency)}</span>
              ),
          } as const,
        ]
      : []),
    {
      id: 'debit',
      title: `Debit${unit}`,
      kind: 'money',
      width: widthOfMoney(
        rows.map(({ debit }) => debit),
        places,
        `Debit${unit}`,
      ),
      card: 'figure',
      cell: ({ debit }) => side('Dr', debit),
    },
    {
      id: 'credit',
      title: `Credit${unit}`,
      kind: 'money',
      width: widthOfMoney(
        rows.map(({ credit }) => credit),
        places,
        `Credit${unit}`,
      ),
      card: 'figure',
      cell: ({ credit }) => side('Cr', credit),
    },
    {
      id: 'balance',
      title: `Balance${unit}`,
      kind: 'money',
      width: widthOfMoney(
        rows.map(({ balance }) => balance),
        places,
        `Balance${unit}`,
      ),
      card: 'note',
      cell: ({ balance }) => <Money amount={balance} places={places} />,
    },
    ...(unit === ''
      ? [{ id: 'currency', title: 'Cur.', width: 60, cell: ({ currency }: RegisterRow) => currency } as const]
      : []),
  ];
}
