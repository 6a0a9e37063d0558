import type { ReactNode } from 'react';
import { isNegative, negate, placesOf, sum } from '../../money/decimal.ts';
import { Money } from '../../money/money.tsx';

/** One line of a T-account: positive on the left, negative on the right. */
export interface TLine {
  readonly id: string;
  readonly title: ReactNode;
  readonly below?: ReactNode;
  readonly amount: string;
  /** What balances the two sides. */
  readonly isResult?: boolean;
}

interface Props {
  readonly title: string;
  readonly left: string;
  readonly right: string;
  readonly lines: readonly TLine[];
}

/** Two sides under one title that come to the same sum, as a bookkeeper draws them. */
export function TAccount({ title, left, right, lines }: Props) {
  const places = Math.max(0, ...lines.map(({ amount }) => placesOf(amount)));
  const sides = [
    { name: left, lines: lines.filter(({ amount }) => !isNegative(amount)) },
    { name: right, lines: lines.filter(({ amount }) => isNegative(amount)) },
  ];
  return (
    <section className="t-account" aria-label={title}>
      <h3>{title}</h3>
      <div className="t-sides">
        {sides.map((side) => (
          <Side key={side.name} {...side} places={places} />
        ))}
      </div>
    </section>
  );
}

interface SideProps {
  readonly name: string;
  readonly lines: readonly TLine[];
  readonly places: number;
}

function Side({ name, lines, places }: SideProps) {
  const sizes = lines.map(({ amount }) => (isNegative(amount) ? negate(amount) : amount));
  return (
    <table className="table t-side">
      <caption>{name}</caption>
      <tbody>
        {lines.map(({ id, title, below, isResult }, index) => (
          <tr key={id} className={isResult ? 'result' : undefined}>
            <th scope="row">
              {title}
              {below === undefined ? null : <span className="below">{below}</span>}
            </th>
            <td className="money">
              <Money amount={sizes[index] ?? '0'} places={places} />
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr className="total">
          <th scope="row">Sum</th>
          <td className="money">
            <Money amount={sum(sizes)} places={places} />
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
