import { NOTHING, total } from './money.ts';
import type { Fact, Goods } from './truth.ts';
import type { Amount, Charge, Instant, Order, OrderLine, Slice, TaxAmount } from './types.ts';

interface Part {
  readonly before: Charge;
  readonly charged: Charge;
  readonly isGiftCard: boolean;
}

/** Goods and shipping as a dated fact; `sign` −1 takes them back. */
export function goodsFact(
  kind: Goods['kind'],
  at: Instant,
  id: number,
  parts: readonly Part[],
  shipping: Charge | null,
  sign: 1 | -1,
): Goods {
  const charges = [...parts.map(({ charged }) => charged), shipping ?? NOTHING];
  const before = total(parts.map((part) => part.before.net));
  const net = total(parts.map((part) => part.charged.net));
  const giftCards = total(parts.filter(({ isGiftCard }) => isGiftCard).map((part) => part.before.net));
  return {
    kind,
    at,
    id,
    goods: signed(before, sign),
    discount: signed(before - net, sign),
    shipping: signed(shipping?.net ?? 0, sign),
    taxes: taxesOf(charges).map(({ rateId, amount }) => ({ rateId, amount: signed(amount, sign) })),
    giftCards: signed(giftCards, sign),
  };
}

/** −0 is no amount. */
const signed = (amount: Amount, sign: 1 | -1): Amount => (amount === 0 ? 0 : sign * amount);

function taxesOf(charges: readonly Charge[]): TaxAmount[] {
  const byRate = new Map<number, Amount>();
  for (const { rateId, amount } of charges.flatMap(({ taxes }) => taxes)) {
    byRate.set(rateId, (byRate.get(rateId) ?? 0) + amount);
  }
  return [...byRate].map(([rateId, amount]) => ({ rateId, amount })).filter(({ amount }) => amount !== 0);
}

export function partsOfSlices(order: Order, slices: readonly Slice[]): Part[] {
  const isGiftCard = new Map(order.lines.map((line) => [line.id, line.isGiftCard]));
  return slices.map(({ lineId, before, charged }) => ({
    before,
    charged,
    isGiftCard: isGiftCard.get(lineId) ?? false,
  }));
}

export function partsOfLines(lines: readonly OrderLine[]): Part[] {
  return lines.map(({ before, charged, isGiftCard }) => ({ before, charged, isGiftCard }));
}

/** From then on it is a sale; told once, by the first act that makes it one. */
export function accepted(order: Order, at: Instant): Fact {
  return { kind: 'accepted', at, id: order.id };
}
