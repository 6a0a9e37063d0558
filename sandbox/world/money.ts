import type { Amount, Charge, TaxRate } from './types.ts';

const MILLION = 1_000_000;

/** Half is rounded up. Exact while both stay below 2^53, which invented prices do by far. */
export function divide(amount: number, by: number): Amount {
  const whole = Math.floor(amount / by);
  return 2 * (amount - whole * by) >= by ? whole + 1 : whole;
}

/** `amount` parted by weights so that nothing is lost: whole shares, then a unit each to the largest remainders. */
export function allocate(amount: Amount, weights: readonly number[]): Amount[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  if (sum === 0) return weights.map(() => 0);
  const shares = weights.map((weight) => Math.floor((amount * weight) / sum));
  const rests = weights
    .map((weight, index) => ({ index, rest: (amount * weight) % sum }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index);
  const left = amount - total(shares);
  for (const { index } of rests.slice(0, left)) shares[index] = (shares[index] ?? 0) + 1;
  return shares;
}

/** What is charged for a listed amount: tax taken out of it where prices include tax, else put on top, per rate. */
export function charge(listed: Amount, rates: readonly TaxRate[], pricesIncludeTax: boolean): Charge {
  const amounts = pricesIncludeTax
    ? allocate(taxWithin(listed, rates), rates.map(ppmOf))
    : rates.map(({ ppm }) => divide(listed * ppm, MILLION));
  const taxes = rates.map(({ id }, index) => ({ rateId: id, amount: amounts[index] ?? 0 }));
  return { net: pricesIncludeTax ? listed - total(amounts) : listed, taxes };
}

const ppmOf = ({ ppm }: TaxRate): number => ppm;

function taxWithin(listed: Amount, rates: readonly TaxRate[]): Amount {
  return listed - divide(listed * MILLION, MILLION + total(rates.map(ppmOf)));
}

export const NOTHING: Charge = { net: 0, taxes: [] };

/** What `taken` of `quantity` come to; all of them come to the whole. */
export function share(whole: Charge, taken: number, quantity: number): Charge {
  return mapCharge(whole, (amount) => divide(amount * taken, quantity));
}

export function minus(a: Charge, b: Charge): Charge {
  const taken = new Map(b.taxes.map(({ rateId, amount }) => [rateId, amount]));
  return {
    net: a.net - b.net,
    taxes: a.taxes.map(({ rateId, amount }) => ({ rateId, amount: amount - (taken.get(rateId) ?? 0) })),
  };
}

function mapCharge({ net, taxes }: Charge, change: (amount: Amount) => Amount): Charge {
  return { net: change(net), taxes: taxes.map(({ rateId, amount }) => ({ rateId, amount: change(amount) })) };
}

export const taxOf = ({ taxes }: Charge): Amount => total(taxes.map(({ amount }) => amount));

/** Net and tax together. */
export const grossOf = (charged: Charge): Amount => charged.net + taxOf(charged);

export const total = (amounts: readonly Amount[]): Amount => amounts.reduce((sum, amount) => sum + amount, 0);
