import type { Action } from './act.ts';
import { addLine, editPaid, removeUnits } from './edit.ts';
import {
  cancelPaid,
  cancelUnpaid,
  deleteRefund,
  refundAmount,
  refundCancelled,
  refundFull,
  refundShipping,
  refundUnits,
} from './give-back.ts';
import { annotate, destroyForGood, throwAway } from './leave.ts';
import { capturedOf } from './order.ts';
import { authorise, capture, failPayment, pay } from './pay.ts';
import type { Random } from './random.ts';
import { shipHalf, shipRest } from './ship.ts';
import type { Habits, Order, Product } from './types.ts';

/** What will be tried with an order, and how many seconds after it was placed. */
export interface Step {
  readonly after: number;
  readonly action: Action;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What an order's steps are drawn from. */
interface Life {
  readonly habits: Habits;
  readonly products: () => readonly Product[];
  readonly random: Random;
  /** When the last of it leaves the house, in seconds after it was placed. */
  readonly shipped: number;
}

/**
 * An order's whole life, decided when it is placed, so that nothing that happens elsewhere changes it. A step that makes no
 * sense when its time comes does nothing. An order meets one trouble at most: of one that was cancelled and returned, or
 * given back as goodwill and as goods, nobody could say what is true of it.
 */
export function fateOf(order: Order, habits: Habits, products: () => readonly Product[], random: Random): Step[] {
  const noted = noting(habits, random);
  const paying = payingOf(order, habits, random);
  if (paying.length === 0) return [...noted, ...forgetting(random), ...leaving(habits, random)];
  const life: Life = { habits, products, random, shipped: random.between(3 * HOUR, 2 * DAY) };
  const trouble = troubleOf(habits, random);
  const troubled = trouble === null ? [] : TROUBLES[trouble](life);
  return [...noted, ...paying, ...troubled, ...shipping(life), ...leaving(habits, random)];
}

const TROUBLES = {
  editUnpaid: (life) => [{ after: life.random.between(5, 30), action: unpaidOnly(edit(life)) }],
  editPaid: (life) => [{ after: life.random.between(30 * MINUTE, HOUR), action: editPaid(edit(life)) }],
  cancelUnpaid: ({ random }) => [{ after: random.between(1, HOUR), action: cancelUnpaid }],
  cancelPaid: ({ random }) => [{ after: random.between(HOUR, 2 * HOUR), action: cancelPaid({ refunds: true }) }],
  cancelRefundLater: cancelThenRefund,
  refundUnits: (life) => [...givingBack(life, refundUnits), ...again(life, refundUnits)],
  refundFull: (life) => givingBack(life, refundFull),
  refundShipping: (life) => givingBack(life, refundShipping),
  refundAmount: (life) => givingBack(life, refundAmount),
} as const satisfies Partial<Record<keyof Habits, (life: Life) => Step[]>>;

type Trouble = keyof typeof TROUBLES;

/** One of them at most; each as often as its odds say. */
function troubleOf(habits: Habits, random: Random): Trouble | null {
  let left = random.between(1, 1000);
  for (const trouble of Object.keys(TROUBLES) as Trouble[]) {
    left -= habits[trouble];
    if (left <= 0) return trouble;
  }
  return null;
}

/** Empty: it is never paid. */
function payingOf({ gateway }: Order, habits: Habits, random: Random): Step[] {
  if (gateway.captures === 'on account') return [{ after: random.between(DAY, 9 * DAY), action: pay }];
  if (random.happens(habits.abandons)) return [];
  const first = random.between(0, 60);
  if (random.happens(habits.failsForGood)) return [{ after: first, action: failPayment }];
  const action = gateway.captures === 'later' ? authorise : pay;
  if (!random.happens(habits.failsFirst)) return [{ after: first, action }];
  return [
    { after: first, action: failPayment },
    { after: first + random.between(20, 5 * MINUTE), action },
  ];
}

/** Most shops call off what stays unpaid; some leave it. */
function forgetting(random: Random): Step[] {
  return random.happens(500) ? [{ after: HOUR, action: cancelUnpaid }] : [];
}

const unpaidOnly =
  (action: Action): Action =>
  (order, scene) =>
    capturedOf(order) > 0 ? [] : action(order, scene);

function edit({ products, random }: Life): Action {
  return random.happens(500) ? (order, scene) => addLine(products())(order, scene) : removeUnits;
}

function cancelThenRefund({ random }: Life): Step[] {
  const after = random.between(HOUR, 2 * HOUR);
  return [
    { after, action: cancelPaid({ refunds: false }) },
    { after: after + random.between(HOUR, 6 * DAY), action: refundCancelled },
  ];
}

/** What was only authorised is captured when it leaves the house. */
function shipping({ shipped, habits, random }: Life): Step[] {
  const rest = [
    { after: shipped, action: capture },
    { after: shipped, action: shipRest },
  ];
  if (!random.happens(habits.splitShipment)) return rest;
  const early = Math.floor(shipped / 2) + HOUR;
  return [{ after: early, action: capture }, { after: early, action: shipHalf }, ...rest];
}

const EARLY = 200;
const TWICE = 300;
/** When all that was given back was given back the first time. */
const GIVEN_BACK = 12 * DAY;

/** Most come back after they were out; some never leave. */
function givingBack({ shipped, habits, random }: Life, action: Action): Step[] {
  const isEarly = random.happens(EARLY);
  const after = isEarly ? random.between(HOUR, 2 * HOUR) : shipped + random.between(HOUR, GIVEN_BACK);
  const given = { after, action };
  if (!random.happens(habits.deleteRefund)) return [given];
  return [given, { after: after + random.between(HOUR, 3 * DAY), action: deleteRefund }];
}

function again({ shipped, random }: Life, action: Action): Step[] {
  return random.happens(TWICE) ? [{ after: shipped + GIVEN_BACK + random.between(0, DAY), action }] : [];
}

function noting({ note }: Habits, random: Random): Step[] {
  return random.happens(note) ? [{ after: random.between(MINUTE, 3 * DAY), action: annotate }] : [];
}

/** What came to nothing is tidied away, days later. */
function leaving({ trash, destroy }: Habits, random: Random): Step[] {
  const after = random.between(10 * DAY, 15 * DAY);
  const later = after + random.between(HOUR, DAY);
  const isTrashed = random.happens(trash);
  const isDestroyed = random.happens(destroy);
  return [
    ...(isTrashed ? [{ after, action: throwAway }] : []),
    ...(isDestroyed ? [{ after: later, action: destroyForGood }] : []),
  ];
}
