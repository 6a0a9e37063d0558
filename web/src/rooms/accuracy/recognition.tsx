import { accountRoom, RoomLink } from '../../address/link.tsx';
import { useSetView, useView } from '../../address/view.ts';
import type { Live } from '../../api/books.ts';
import type { Recognition, RecognitionIn } from '../../api/certificates.ts';
import { useStill } from '../../api/long-list.ts';
import type { Reported } from '../../api/reports.ts';
import { plural, showDay } from '../../money/dates.ts';
import { isNothing, moneyText, negate } from '../../money/decimal.ts';
import { News } from '../../ui/news.tsx';
import { Loaded } from '../../ui/states.tsx';
import { RecognitionOrders } from './recognition-orders.tsx';
import { lineTitle, RECOGNITION_LINES } from './recognition-words.ts';
import { TAccount, type TLine } from './t-account.tsx';

const moves = ({ head, documents }: Live) => `${head} ${documents}`;

interface Props {
  readonly channel: string;
  readonly from: string;
  readonly to: string;
}

/** Why what was placed is not what the ledger recognised: line by line, to the cent, with the orders behind. */
export function RecognitionPanel({ channel, from, to }: Props) {
  // Of many days it is made from as many orders: not at every news of the book.
  const { answer, hasNews, renew } = useStill<Reported<Recognition>>(
    ['certificates', 'recognition'],
    { channel, from, to },
    { moves },
  );
  return (
    <>
      {hasNews ? <News onShow={renew} /> : null}
      <Loaded query={answer} lines={8}>
        {({ report: { currencies } }) =>
          currencies.length === 0 ? (
            <p className="quiet">Nothing was placed or recognised on {from === to ? 'this day' : 'these days'}.</p>
          ) : (
            currencies.map((each) => <InCurrency key={each.currency} recognition={each} days={{ channel, from, to }} />)
          )
        }
      </Loaded>
    </>
  );
}

interface CurrencyProps {
  readonly recognition: RecognitionIn;
  readonly days: Props;
}

function InCurrency({ recognition, days }: CurrencyProps) {
  const { line, of } = useView();
  const { currency, counted, lines, recognised, inLedger } = recognition;
  const moved = lines.filter((each) => each.line.startsWith('posted-'));
  const chosen = of === currency ? lines.find((each) => each.line === line) : undefined;
  return (
    <div className="recognition">
      {counted === null ? null : (
        <p className="explained small">
          By its certificates the shop counts {moneyText(counted.theirs, currency)};{' '}
          {isNothing(counted.differing) ? (
            'no order differed'
          ) : (
            <>
              <RoomLink room="waiting" view={{ tab: 'differences' }}>
                orders that differ
              </RoomLink>{' '}
              come to {moneyText(counted.differing, currency)}
            </>
          )}
          {isNothing(counted.since)
            ? '.'
            : `; ${moneyText(counted.since, currency)} was not compared, or has changed since.`}
        </p>
      )}
      <div className="t-accounts">
        <TAccount
          title={`From placed to recognised, ${currency}`}
          left="Placed, and from before"
          right="Not recognised, and recognised"
          lines={[
            ...lines.filter((each) => !moved.includes(each)).map((each) => lineOf(each, currency)),
            { id: 'recognised', title: 'Recognised', amount: negate(recognised), isResult: true },
          ]}
        />
        <TAccount title={`In the ledger, ${currency}`} left="Debit" right="Credit" lines={ledgerLines(recognition)} />
      </div>
      {moved.length === 0 ? null : (
        <ul className="small explained">
          {moved.map((each) => (
            <li key={each.line}>
              {lineTitle(each.line)}: <LineLink line={each.line} currency={currency} orders={each.orders} />,{' '}
              {moneyText(each.amount, currency)}. {RECOGNITION_LINES[each.line]?.help}
            </li>
          ))}
          <li>So {moneyText(inLedger, currency)} stands in the ledger of these days.</li>
        </ul>
      )}
      {chosen === undefined ? null : (
        <RecognitionOrders
          days={days}
          line={chosen.line}
          currency={currency}
          title={`${lineTitle(chosen.line)}: ${plural(chosen.orders, 'order')}`}
        />
      )}
      <p className="quiet small">
        {days.from === days.to ? showDay(days.from) : `${showDay(days.from)} – ${showDay(days.to)}`}, gross: with taxes,
        after discounts.
      </p>
    </div>
  );
}

function lineOf({ line, orders, amount }: RecognitionIn['lines'][number], currency: string): TLine {
  return {
    id: line,
    title: <LineLink line={line} currency={currency} title={lineTitle(line)} />,
    below: `${plural(orders, 'order')}. ${RECOGNITION_LINES[line]?.help ?? ''}`,
    amount,
  };
}

interface LinkProps {
  readonly line: string;
  readonly currency: string;
  readonly title?: string;
  readonly orders?: number;
}

/** Opens and closes the orders behind a line; the address keeps it. */
function LineLink({ line, currency, title, orders = 0 }: LinkProps) {
  const view = useView();
  const setView = useSetView();
  const isOpen = view.line === line && view.of === currency;
  return (
    <button
      type="button"
      className="line-link"
      aria-expanded={isOpen}
      onClick={() => setView(isOpen ? { line: '', of: '' } : { line, of: currency }, 'push')}
    >
      {title ?? plural(orders, 'order')}
    </button>
  );
}

/** What recognition posted, account by account; against it stands what customers owe for it. */
function ledgerLines({ accounts, inLedger, currency }: RecognitionIn): TLine[] {
  const own = accounts.filter(({ recognised }) => !isNothing(recognised));
  return [
    ...own.map(
      ({ code, name, recognised, other, ledger }): TLine => ({
        id: code,
        title: (
          <RoomLink room={accountRoom(code)}>
            {code} {name}
          </RoomLink>
        ),
        ...(!isNothing(other) && {
          below: `Other entries ${moneyText(other)}: ${moneyText(ledger, currency)} in all.`,
        }),
        amount: recognised,
      }),
    ),
    { id: 'recognised', title: 'Customers: recognised', amount: inLedger, isResult: true },
  ];
}
