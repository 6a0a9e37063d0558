import { allocate, type Exact, isFiner, minor, sum } from './amounts.ts';
import type { ExpectedOrder } from './types.ts';

/**
 * The story of one order under recognition at order, amounts net of tax, told once for all platforms:
 * what was sold, the money in order of date, what each refund gives back, and the void of a cancelled order.
 */

export interface Component {
  readonly id: string;
  readonly kind: 'line' | 'shipping' | 'fee';
  /** After discount. */
  readonly net: Exact;
  readonly tax: Exact;
  /** Net of tax; only that of lines is shown as a discount. */
  readonly discount: Exact;
  /** How the tax spreads over tax codes: weights, not amounts. */
  readonly codes: ReadonlyMap<string, Exact>;
}

/** What a refund names as given back of one component, as positive amounts of the component's own sign. */
export interface GivenBack {
  readonly component: string;
  readonly net: Exact;
  readonly taxes: ReadonlyMap<string, Exact>;
}

export type Money =
  | { readonly kind: 'payment'; readonly family: string; readonly amount: Exact }
  | { readonly kind: 'refund'; readonly family: string; readonly amount: Exact; readonly lines: readonly GivenBack[] };

export interface Story {
  readonly number: string;
  readonly remoteId: string;
  readonly currency: string;
  readonly sale: boolean;
  /** All that remains is void. */
  readonly cancelled: boolean;
  readonly pricesIncludeTax: boolean;
  readonly total: Exact;
  readonly components: readonly Component[];
  /** In order of date. */
  readonly money: readonly Money[];
}

/** A component in minor units, with what is left of it to give back. */
interface Rest {
  readonly kind: Component['kind'];
  readonly net: bigint;
  readonly discount: bigint;
  netLeft: bigint;
  readonly taxesLeft: Map<string, bigint>;
}

export function settle(story: Story): ExpectedOrder {
  const { currency } = story;
  const sold = story.sale ? minor(story.total, currency) : 0n;
  const rests = story.sale ? restsOf(story) : new Map<string, Rest>();
  const pool = { net: 0n, taxes: new Map<string, bigint>() };
  for (const rest of rests.values()) {
    pool.net += rest.netLeft;
    for (const [code, tax] of rest.taxesLeft) pool.taxes.set(code, (pool.taxes.get(code) ?? 0n) + tax);
  }

  let paid = 0n;
  let refunded = 0n;
  let credited = 0n;
  for (const { step, amount } of inMinorUnits(story)) {
    if (step.kind === 'payment') {
      paid += amount;
      continue;
    }
    if (story.sale) {
      for (const given of step.lines) credited += giveBack(given, rests, pool, currency);
      const owed = paid - refunded - (sold - credited);
      const beyond = amount - (owed > 0n ? owed : 0n);
      if (beyond > 0n) {
        takeFromPool(pool, beyond, story.pricesIncludeTax);
        credited += beyond;
      }
    }
    refunded += amount;
  }

  const all = [...rests.values()];
  const shipping = sum(all.filter((rest) => rest.kind === 'shipping').map((rest) => rest.netLeft));
  const lines = all.filter((rest) => rest.kind === 'line');
  const tax = story.cancelled ? 0n : sum(pool.taxes.values());
  const tolerance = toleranceOf(story);
  return {
    isOrder: true,
    number: story.number,
    remoteId: story.remoteId,
    currency,
    sale: story.sale,
    paid,
    refunded,
    tax,
    shipping: story.cancelled ? 0n : shipping,
    discount: sum(lines.map((rest) => (story.cancelled ? keptDiscount(rest) : rest.discount))),
    due: story.cancelled ? refunded - paid : sold - credited - paid + refunded,
    tolerance: {
      tax: tax === 0n ? 0n : tolerance,
      shipping: story.cancelled || !story.components.some((one) => one.kind === 'shipping') ? 0n : tolerance,
      discount: story.cancelled || !story.components.some((one) => one.discount !== 0n) ? 0n : tolerance,
    },
  };
}

/** Each family's running balance is rounded, so that what came and went whole leaves nothing. */
function inMinorUnits(story: Story): { step: Money; amount: bigint }[] {
  const balances = new Map<string, Exact>();
  return story.money.map((step) => {
    const before = balances.get(step.family) ?? 0n;
    const after = step.kind === 'payment' ? before + step.amount : before - step.amount;
    balances.set(step.family, after);
    const moved = minor(after, story.currency) - minor(before, story.currency);
    return { step, amount: step.kind === 'payment' ? moved : -moved };
  });
}

function isFine(story: Story): boolean {
  return story.components.some((one) => [one.net, one.tax, one.discount].some((a) => isFiner(a, story.currency)));
}

function toleranceOf(story: Story): bigint {
  return story.sale && isFine(story) ? BigInt(story.components.length) : 0n;
}

/** Components in minor units: as they are, or, where they are finer, the rounded total allocated to them. */
function restsOf(story: Story): Map<string, Rest> {
  const { components, currency, total } = story;
  const amounts = components.flatMap((one) => [one.net, one.tax]);
  const shares = isFine(story)
    ? allocate(minor(total, currency), amounts)
    : amounts.map((amount) => minor(amount, currency));
  const discounts = allocate(
    minor(sum(components.map((one) => one.discount)), currency),
    components.map((one) => one.discount),
  );
  return new Map(
    components.map((one, index) => {
      const net = shares[2 * index] ?? 0n;
      const codes = [...one.codes.keys()];
      const split = allocate(shares[2 * index + 1] ?? 0n, [...one.codes.values()]);
      const taxesLeft = new Map(codes.map((code, at) => [code, split[at] ?? 0n]));
      return [one.id, { kind: one.kind, net, discount: discounts[index] ?? 0n, netLeft: net, taxesLeft }];
    }),
  );
}

interface Pool {
  net: bigint;
  readonly taxes: Map<string, bigint>;
}

/** A credit by lines: capped to what remains of the component; returns what it gave back. */
function giveBack(given: GivenBack, rests: ReadonlyMap<string, Rest>, pool: Pool, currency: string): bigint {
  const rest = rests.get(given.component);
  if (rest === undefined) return 0n;
  const net = capped(minor(given.net, currency), rest.netLeft);
  rest.netLeft -= net;
  pool.net -= net;
  let all = net;
  for (const [code, amount] of given.taxes) {
    const left = rest.taxesLeft.get(code) ?? 0n;
    const tax = capped(minor(amount, currency), left);
    rest.taxesLeft.set(code, left - tax);
    pool.taxes.set(code, (pool.taxes.get(code) ?? 0n) - tax);
    all += tax;
  }
  return all;
}

function capped(wanted: bigint, left: bigint): bigint {
  if (left < 0n) return wanted > 0n ? 0n : wanted < left ? left : wanted;
  return wanted < 0n ? 0n : wanted > left ? left : wanted;
}

/**
 * An amount-only credit; what exceeds the pool is goodwill and takes nothing from it. Prices with tax: pro rata over net and
 * each tax code; tax on top: the net first, then the taxes.
 */
function takeFromPool(pool: Pool, amount: bigint, pricesIncludeTax: boolean): void {
  const codes = [...pool.taxes.keys()];
  const taxes = [...pool.taxes.values()];
  const taken = smaller(amount, pool.net + sum(taxes));
  const net = pricesIncludeTax ? (allocate(taken, [pool.net, ...taxes])[0] ?? 0n) : smaller(taken, pool.net);
  const shares = pricesIncludeTax ? allocate(taken, [pool.net, ...taxes]).slice(1) : allocate(taken - net, taxes);
  pool.net -= net;
  for (const [index, code] of codes.entries()) {
    pool.taxes.set(code, (taxes[index] ?? 0n) - (shares[index] ?? 0n));
  }
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** A cancel reverses the discount of what remains; that of what was credited before stays. */
function keptDiscount(rest: Rest): bigint {
  if (rest.net === rest.netLeft || rest.net === 0n) return 0n;
  return (rest.discount * (rest.net - rest.netLeft)) / rest.net;
}
