import { type ExactComponent, type ExactCreditLine, inMinorUnits } from '../domain/documents/order.ts';
import type { Cancellation, Component, CreditLine } from '../domain/documents/parts.ts';
import { decimalsOf } from '../domain/money/currency.ts';
import { type Exact, isZero, minus, toMinor, total } from '../domain/money/exact.ts';
import { type Currency, divideHalfUp, type Minor, minor } from '../domain/money/minor.ts';
import type { When } from '../domain/time/when.ts';

/** Units taken off an order, as a decoder reads them: exact decimals, the taxes in the component's own order. */
export interface ExactCancellation {
  readonly id: string;
  readonly at: When | null;
  readonly lines: readonly ExactCreditLine[];
}

/** An order as placed, and what was taken off it since. */
export interface ExactSale {
  readonly components: readonly ExactComponent[];
  readonly cancellations: readonly ExactCancellation[];
  readonly total: Exact;
}

export interface SettledSale {
  readonly components: readonly Component[];
  readonly cancellations: readonly Cancellation[];
  readonly total: Minor;
}

/** What is left of a component's figures, the net and then each tax: exactly, and in minor units. */
interface Rest {
  readonly exact: Exact[];
  readonly settled: Minor[];
}

export function grossOf(lines: readonly Pick<ExactCreditLine, 'net' | 'taxes'>[]): Exact {
  return total(lines.flatMap(figuresOf));
}

function figuresOf(line: Pick<ExactCreditLine, 'net' | 'taxes'>): Exact[] {
  return [line.net, ...line.taxes.map((tax) => tax.amount)];
}

/**
 * A sale in minor units. A cancellation takes its share of what is left of each figure, so that a line which goes
 * whole leaves nothing; and in all the difference between the totals before and after it, so that the order as placed
 * less its cancellations is the platform's own current total, rounded once (accounting.md 16).
 */
export function saleInMinorUnits(sale: ExactSale, currency: Currency): SettledSale {
  const decimals = decimalsOf(currency);
  const settled = inMinorUnits(sale.components, sale.total, currency);
  const rests = new Map<string, Rest>();
  settled.components.forEach(({ id, net, taxes }, index) => {
    const exact = sale.components[index];
    if (exact === undefined) return;
    rests.set(id, { exact: figuresOf(exact), settled: [net, ...taxes.map((tax) => tax.amount)] });
  });
  let left = sale.total;
  const cancellations = sale.cancellations.map(({ id, at, lines }): Cancellation => {
    const before = toMinor(left, decimals);
    left = minus(left, grossOf(lines));
    const taken = lines.map((line) => takenOff(line, rests.get(line.component), decimals));
    return { id, at, lines: closing(taken, minor(before - toMinor(left, decimals)), rests) };
  });
  return { ...settled, cancellations };
}

function takenOff(line: ExactCreditLine, rest: Rest | undefined, decimals: number): CreditLine {
  const [net, ...amounts] = figuresOf(line).map((figure, index) => take(figure, index, rest));
  return {
    component: line.component,
    quantity: line.quantity,
    net: net ?? minor(0),
    taxes: line.taxes.map((tax, index) => ({
      ...tax,
      amount: amounts[index] ?? minor(0),
      base: toMinor(tax.base, decimals),
    })),
  };
}

function take(figure: Exact, index: number, rest: Rest | undefined): Minor {
  const whole = rest?.exact[index];
  const standing = rest?.settled[index];
  if (rest === undefined || whole === undefined || standing === undefined || isZero(whole)) return minor(0);
  const scale = Math.max(figure.scale, whole.scale);
  const part = BigInt(standing) * figure.units * 10n ** BigInt(scale - figure.scale);
  const taken = minor(Number(divideHalfUp(part, whole.units * 10n ** BigInt(scale - whole.scale))));
  rest.exact[index] = minus(whole, figure);
  rest.settled[index] = minor(standing - taken);
  return taken;
}

/** What rounding leaves open goes to the line that has most left of its net. */
function closing(lines: readonly CreditLine[], due: Minor, rests: ReadonlyMap<string, Rest>): CreditLine[] {
  let open: number = due;
  for (const { net, taxes } of lines) for (const amount of [net, ...taxes.map((tax) => tax.amount)]) open -= amount;
  if (open === 0) return [...lines];
  const leftOf = ({ component }: CreditLine) => rests.get(component)?.settled[0] ?? minor(0);
  const [most] = lines.toSorted((a, b) => leftOf(b) - leftOf(a));
  const rest = most === undefined ? undefined : rests.get(most.component);
  if (rest !== undefined) rest.settled[0] = minor((rest.settled[0] ?? 0) - open);
  return lines.map((line) => (line === most ? { ...line, net: minor(line.net + open) } : line));
}
