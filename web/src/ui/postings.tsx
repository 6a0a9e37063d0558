import { accountRoom, RoomLink } from '../address/link.tsx';
import type { View } from '../address/view.ts';
import type { Posting } from '../api/entries.ts';
import { isNegative, isNothing, moneyText, negate, placesOf, sum } from '../money/decimal.ts';
import { Money } from '../money/money.tsx';

const debitOf = (amount: string) => (isNegative(amount) ? '0' : amount);
const creditOf = (amount: string) => (isNegative(amount) ? negate(amount) : '0');

/** Debits first, then credits, then what only tells of tax. */
const rankOf = ({ amount }: Posting) => (isNothing(amount) ? 2 : isNegative(amount) ? 1 : 0);

/** An entry as bookkeepers write it: accounts, debits on the left, credits on the right, both sums under a line. */
export function Postings({
  postings,
  base,
  view,
  label,
}: {
  readonly postings: readonly Posting[];
  readonly base: string;
  readonly view?: View;
  readonly label: string;
}) {
  const lines = [...postings].sort((a, b) => rankOf(a) - rankOf(b));
  const currencies = [...new Set(postings.map(({ currency }) => currency))];
  const places = Math.max(0, ...postings.map(({ amount }) => placesOf(amount)));
  const isForeign = currencies.some((currency) => currency !== base);
  const only = currencies.length === 1 ? ` ${currencies[0]}` : '';
  return (
    <table className="table postings">
      <caption className="hidden">{label}</caption>
      <thead>
        <tr>
          <th scope="col">Account</th>
          {only === '' ? <th scope="col">Cur.</th> : null}
          <th scope="col" className="money">
            Debit{only}
          </th>
          <th scope="col" className="money">
            Credit{only}
          </th>
          {isForeign ? (
            <th scope="col" className="money base">
              In {base}
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {lines.map((posting, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of an entry never move.
          <tr key={index}>
            <td className={isNegative(posting.amount) ? 'credit-side' : undefined}>
              <RoomLink room={accountRoom(posting.code)} {...(view && { view })}>
                <span className="code">{posting.code}</span> <bdi>{posting.name}</bdi>
              </RoomLink>
              {posting.taxCode === '' ? null : (
                <span className="quiet small">
                  {' '}
                  {posting.taxCode} on {moneyText(posting.taxBase)}
                </span>
              )}
            </td>
            {only === '' ? <td>{posting.currency}</td> : null}
            <td className="money">
              <Side amount={debitOf(posting.amount)} places={places} />
            </td>
            <td className="money">
              <Side amount={creditOf(posting.amount)} places={places} />
            </td>
            {isForeign ? (
              <td className="money base">
                <Money amount={posting.baseAmount} />
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
      {only === '' ? null : (
        <tfoot>
          <tr>
            <th scope="row">Both sides</th>
            <td className="money">
              <Money amount={sum(postings.map(({ amount }) => debitOf(amount)))} places={places} />
            </td>
            <td className="money">
              <Money amount={sum(postings.map(({ amount }) => creditOf(amount)))} places={places} />
            </td>
            {isForeign ? <td /> : null}
          </tr>
        </tfoot>
      )}
    </table>
  );
}

const Side = ({ amount, places }: { readonly amount: string; readonly places: number }) =>
  /[1-9]/.test(amount) ? <Money amount={amount} places={places} /> : null;
