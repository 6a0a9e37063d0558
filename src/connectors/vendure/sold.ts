import type { ExactComponent, ExactTax } from '../../domain/documents/order.ts';
import { allocate } from '../../domain/money/allocate.ts';
import { exact, fromMinor, toMinor, total } from '../../domain/money/exact.ts';
import { minor, share } from '../../domain/money/minor.ts';
import { type ExactCancellation, type ExactSale, grossOf } from '../cancelled.ts';
import type { Context } from './context.ts';
import type {
  VendureCancellation,
  VendureLine,
  VendureOrder,
  VendureShippingLine,
  VendureSurcharge,
  VendureTax,
} from './shapes.ts';

/** Decimals kept of a tax rate, and 100 % in these units. */
const RATE_SCALE = 6;
const WHOLE = 100 * 10 ** RATE_SCALE;

/**
 * What was sold: lines at their prorated prices, shipping at its discounted price and surcharges; together they are
 * `totalWithTax` (real-stores.md 1.4). A cancellation lowers a line's quantity and prices in place, and the history
 * dates it. Components are as placed, that is what stands now and what each cancellation took off, so that placed less
 * cancelled is Vendure's own figures exactly. What a modification added is part of the sale as it stands.
 */
export function soldOf(context: Context): ExactSale {
  const { order, decimals } = context;
  const events = order.history.cancellations.toSorted((a, b) => a.at - b.at);
  const pieces = [
    ...order.lines.map((line) => linePiece(line, events, context)),
    ...order.shippingLines.map((line) => shippingPiece(line, events, context)),
    ...order.surcharges.map((surcharge) => surchargePiece(surcharge, events)),
  ];
  const cancellations = events.map(({ at }, index): ExactCancellation => {
    const repeated = events.slice(0, index).filter((earlier) => earlier.at === at).length;
    const id = `cancellation:${new Date(at).toISOString()}${repeated === 0 ? '' : `:${repeated + 1}`}`;
    return { id, at, lines: pieces.flatMap((piece) => cancelledOf(piece, index, context)) };
  });
  const gone = cancellations.map(({ lines }) => grossOf(lines));
  return {
    components: pieces.map((piece) => componentOf(piece, context)),
    cancellations: cancellations.filter(({ lines }) => lines.length > 0),
    total: total([fromMinor(order.totalWithTax, decimals), ...gone]),
  };
}

/** One line, shipping line or surcharge, with how it stood at first and after each cancellation. */
interface Piece {
  readonly component: Pick<ExactComponent, 'id' | 'kind' | 'sku' | 'ships'>;
  readonly taxes: readonly VendureTax[];
  readonly stages: readonly [Stage, ...Stage[]];
}

/** Figures at the store's precision; discount without tax. */
interface Stage {
  readonly units: number;
  readonly net: number;
  readonly tax: number;
  readonly discount: number;
}

function componentOf(piece: Piece, context: Context): ExactComponent {
  const [placed] = piece.stages;
  return {
    ...piece.component,
    quantity: placed.units,
    net: fromMinor(placed.net, context.decimals),
    discount: fromMinor(placed.discount, context.decimals),
    taxes: taxesOf(piece, 0, piece.stages.length, context),
  };
}

function cancelledOf(piece: Piece, event: number, context: Context) {
  const { component, stages } = piece;
  const before = stages[event];
  const after = stages[event + 1];
  if (before === undefined || after === undefined || before.units === after.units) return [];
  return [
    {
      component: component.id,
      quantity: before.units - after.units,
      net: fromMinor(before.net - after.net, context.decimals),
      taxes: taxesOf(piece, event, event + 1, context),
    },
  ];
}

/**
 * Taxes of what went between two stages, or of all from a stage on (`to` beyond the last). Each step is split over the
 * tax lines by their rates, so that the steps add up per tax line too.
 */
function taxesOf({ taxes, stages }: Piece, from: number, to: number, { order, decimals }: Context): ExactTax[] {
  const named = taxes.length === 0 && stages[0].tax !== 0 ? [{ description: '', rate: '' }] : taxes;
  const weights = named.map(rateOf);
  const amounts = weights.map(() => 0);
  for (let step = from; step < to; step += 1) {
    const gone = (stages[step]?.tax ?? 0) - (stages[step + 1]?.tax ?? 0);
    allocate(minor(gone), weights).forEach((amount, index) => {
      amounts[index] = (amounts[index] ?? 0) + amount;
    });
  }
  const base = fromMinor((stages[from]?.net ?? 0) - (stages[to]?.net ?? 0), decimals);
  return named.map((tax, index) => ({
    code: `${order.country}:${tax.description}:${tax.rate}`,
    amount: fromMinor(amounts[index] ?? 0, decimals),
    base,
    liable: 'merchant',
    charged: true,
  }));
}

function rateOf({ rate }: VendureTax): number {
  const read = exact(rate);
  return read === null ? 0 : toMinor(read, RATE_SCALE);
}

/** `now` repeated for each event and, where the history tells of units taken off, what stood before them. */
function stagesOf(
  now: Stage,
  events: readonly VendureCancellation[],
  before: (event: VendureCancellation, after: Stage) => Stage,
) {
  const stages: [Stage, ...Stage[]] = [now];
  for (const event of events.toReversed()) stages.unshift(before(event, stages[0]));
  return stages;
}

function linePiece(line: VendureLine, events: readonly VendureCancellation[], context: Context): Piece {
  const isGiftCard = context.giftCardSkus.has(line.sku);
  const {
    proratedLinePrice: { net, gross },
    linePrice,
  } = line;
  const now = { units: line.quantity, net, tax: gross - net, discount: Math.max(0, linePrice.net - net) };
  const before = (event: VendureCancellation, after: Stage) => {
    const units = event.lines.reduce((sum, off) => (off.line === line.id ? sum + off.quantity : sum), after.units);
    return units === after.units ? after : ofUnits(line, units, context);
  };
  return {
    component: { id: `line:${line.id}`, kind: isGiftCard ? 'gift-card' : 'goods', sku: line.sku, ships: !isGiftCard },
    taxes: line.taxes,
    stages: stagesOf(now, events, before),
  };
}

/**
 * A line with more units than are left, by Vendure's own arithmetic: tax on the whole line, not on each unit (4 × 17.84
 * were charged as 71.35). Where a cancellation changed the discount of the rest this can miss what was charged by the
 * difference; the cancellation takes the same off again.
 */
function ofUnits(line: VendureLine, units: number, { pricesIncludeTax }: Context): Stage {
  const of = (whole: number, each: number) =>
    line.quantity > 0 ? share(minor(whole), units, line.quantity) : minor(each * units);
  const rate = line.taxes.reduce((sum, tax) => sum + rateOf(tax), 0);
  const listed = of(line.linePrice.net, line.unitPrice.net);
  let net = of(line.proratedLinePrice.net, line.proratedUnitPrice.net);
  let tax = share(net, rate, WHOLE);
  if (pricesIncludeTax) {
    const gross = of(line.proratedLinePrice.gross, line.proratedUnitPrice.gross);
    net = share(gross, WHOLE, WHOLE + rate);
    tax = minor(gross - net);
  }
  return { units, net, tax, discount: Math.max(0, listed - net) };
}

/**
 * The channel's setting is not in the payload. Its sign: a price without tax that does not lead to the price with tax,
 * or not to the line's, was itself worked out from that. False where all figures fit both ways.
 */
export function showsGrossPrices({ unitPrice, linePrice, quantity, taxes }: VendureLine): boolean {
  const rate = taxes.reduce((sum, tax) => sum + rateOf(tax), 0);
  const isTaxOnTop = unitPrice.net + share(minor(unitPrice.net), rate, WHOLE) === unitPrice.gross;
  return !isTaxOnTop || linePrice.net !== unitPrice.net * quantity;
}

/** Cancelled shipping is a discount of its own kind on the shipping line; the history says when. */
function shippingPiece(line: VendureShippingLine, events: readonly VendureCancellation[], context: Context): Piece {
  const { price, discountedPrice, cancelled } = line;
  const cancellation = events.find((event) => event.isShippingCancelled);
  const isGone = cancellation !== undefined && cancelled.gross !== 0;
  const placed: Stage = {
    units: 1,
    net: discountedPrice.net + cancelled.net,
    tax: discountedPrice.gross + cancelled.gross - discountedPrice.net - cancelled.net,
    discount: Math.max(0, price.net - discountedPrice.net - cancelled.net),
  };
  const { net, gross } = discountedPrice;
  const now: Stage = { units: isGone ? 0 : 1, net, tax: gross - net, discount: isGone ? 0 : placed.discount };
  return {
    component: { id: `shipping:${line.id}`, kind: 'shipping', sku: '', ships: true },
    taxes: shippingTaxes(context.order, placed),
    stages: stagesOf(now, events, (event, after) => (isGone && event === cancellation ? placed : after)),
  };
}

/** Shipping lines name no tax: the entry of the summary that explains it, best the one Vendure calls 'shipping tax'. */
function shippingTaxes({ taxSummary }: VendureOrder, { net, tax }: Stage): readonly VendureTax[] {
  const fitting = taxSummary.filter((entry) => Math.abs(share(minor(net), rateOf(entry), WHOLE) - tax) <= 1);
  const best = fitting.find((entry) => entry.description === 'shipping tax') ?? fitting[0];
  return best === undefined ? [] : [best];
}

function surchargePiece({ id, sku, price, taxes }: VendureSurcharge, events: readonly VendureCancellation[]): Piece {
  const now: Stage = { units: 1, net: price.net, tax: price.gross - price.net, discount: 0 };
  return {
    component: { id: `fee:${id}`, kind: 'fee', sku, ships: true },
    taxes,
    stages: stagesOf(now, events, (_event, after) => after),
  };
}
