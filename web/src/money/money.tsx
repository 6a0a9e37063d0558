import { moneyParts } from './decimal.ts';

/**
 * An amount in a column: aligned on the decimal, a true minus, nothing as a dash. `places` are the most decimals its
 * column holds: shorter ones are filled up with room that nobody reads.
 */
export function Money({ amount, places = 2 }: { readonly amount: string; readonly places?: number }) {
  const { isNegative, isZero, whole, fraction } = moneyParts(amount);
  const missing = places - Math.max(0, fraction.length - 1);
  const rest = fraction === '' ? `.${'0'.repeat(places)}` : '0'.repeat(Math.max(0, missing));
  const fill = (text: string) =>
    text === '' || places === 0 ? null : (
      <span className="fill" aria-hidden="true">
        {text}
      </span>
    );
  if (isZero) {
    return (
      <span className="money zero">
        <span role="img" aria-label="zero">
          –
        </span>
        {fill(`.${'0'.repeat(places)}`)}
      </span>
    );
  }
  return (
    <span className={isNegative ? 'money negative' : 'money'}>
      {isNegative ? '−' : ''}
      {whole}
      {fraction}
      {fill(rest)}
    </span>
  );
}
