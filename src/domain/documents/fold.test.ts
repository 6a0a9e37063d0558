import { describe, expect, test } from 'vitest';
import { minor } from '../money/minor.ts';
import { type Instant, instant } from '../time/when.ts';
import { contentOf, type DocumentState, emptyDocument, fold, isGone, orderVersions, type Seen } from './fold.ts';
import { shortHash } from './hash.ts';
import type { FulfilmentContent, OrderContent, PaymentContent, RefundContent } from './parts.ts';
import type { PartReport, Report } from './report.ts';

const order = (total: number, given: Partial<OrderContent> = {}): OrderContent => ({
  type: 'order',
  number: '#1',
  placedAt: instant(0),
  currency: 'EUR',
  status: 'open',
  terms: 'prepay',
  cancelledAt: null,
  changedAt: null,
  pricesIncludeTax: false,
  tellsShipments: false,
  components: [],
  cancellations: [],
  total: minor(total),
  unit: 1,
  paid: null,
  overpaidIsInterest: false,
  ...given,
});

const payment = (status: PaymentContent['status'], at: Instant | null = null): PaymentContent => ({
  type: 'payment',
  id: 'P1',
  tender: { kind: 'gateway', gateway: 'stripe' },
  status,
  currency: 'EUR',
  amount: minor(100),
  at,
});

const part = (
  key: string,
  content: PartReport['content'],
  version: number | null = null,
  at: number | null = null,
): PartReport => ({
  key,
  version,
  content,
  at: at === null ? null : instant(at),
});

const report = (parts: readonly PartReport[], lists: Report['lists'] = []): Report => ({
  kind: 'order',
  remoteId: 'o1',
  parts,
  lists,
  newestInstant: null,
  person: null,
});

const seen = (seenAt: number, via: Seen['via'] = 'read'): Seen => ({ via, seenAt: instant(seenAt) });

/** Folds [what, when, how] in the order given. */
const folded = (...told: readonly (readonly [PartReport | Report, number, Seen['via']?])[]): DocumentState =>
  told.reduce(
    (state, [what, at, via]) => fold(state, 'parts' in what ? what : report([what]), seen(at, via)),
    emptyDocument('order'),
  );

const totals = (state: DocumentState) =>
  orderVersions(state.parts.order ?? { sightings: [], since: {}, vouchedAt: 0 }).map(({ content, seenAt }) => [
    content.total,
    seenAt,
  ]);

describe('content: the greatest in rank counts', () => {
  test('without a platform version, the last that was seen', () => {
    const state = folded([part('payment:P1', payment('captured')), 5], [part('payment:P1', payment('authorised')), 3]);
    expect(contentOf(state.parts['payment:P1'] as never)).toMatchObject({ status: 'captured' });
  });

  test('a platform version counts more than when we saw it', () => {
    const state = folded(
      [part('payment:P1', payment('captured'), 2), 3],
      [part('payment:P1', payment('authorised'), 1), 9],
    );
    expect(contentOf(state.parts['payment:P1'] as never)).toMatchObject({ status: 'captured' });
  });

  test('at one instant the hash decides, so that any order gives the same', () => {
    const a = part('payment:P1', payment('captured'));
    const b = part('payment:P1', payment('authorised'));
    expect(folded([a, 5], [b, 5])).toEqual(folded([b, 5], [a, 5]));
  });
});

describe('versions of the order', () => {
  test('every change is one, also back to an earlier content; equal neighbours are one', () => {
    const state = folded(
      [part('order', order(100)), 1],
      [part('order', order(120)), 5],
      [part('order', order(100)), 7],
      [part('order', order(100)), 9],
    );
    expect(totals(state)).toEqual([
      [100, 1],
      [120, 5],
      [100, 7],
    ]);
  });

  test('a late look between two equal ones makes two changes of them', () => {
    const early = folded([part('order', order(100)), 1], [part('order', order(100)), 9]);
    expect(totals(early)).toEqual([[100, 1]]);
    const late = fold(early, report([part('order', order(120))]), seen(5));
    expect(totals(late)).toEqual([
      [100, 1],
      [120, 5],
      [100, 9],
    ]);
  });

  test('by the platform’s version, whenever they were seen', () => {
    const state = folded([part('order', order(120), 2), 1], [part('order', order(100), 1), 9]);
    expect(totals(state)).toEqual([
      [100, 9],
      [120, 1],
    ]);
  });

  test('with a version the first and the last look are kept, without one all', () => {
    const looks = (version: number | null) =>
      folded(...[1, 2, 3].map((at) => [part('order', order(100), version), at] as const)).parts.order?.sightings[0]
        ?.seen;
    expect([looks(1), looks(null)]).toEqual([
      [1, 3],
      [1, 2, 3],
    ]);
  });
});

describe('dates of what the platform leaves undated', () => {
  test('the earliest instant an observation showed it', () => {
    const state = folded(
      [part('payment:P1', payment('captured')), 9],
      [part('payment:P1', payment('captured')), 5],
      [part('payment:P1', payment('authorised')), 3],
    );
    expect(state.parts['payment:P1']?.since).toEqual({ captured: 5, authorised: 3 });
  });

  test('of an earlier status the instant the platform gave for it', () => {
    const state = folded(
      [part('payment:P1', payment('authorised', instant(2))), 5],
      [part('payment:P1', payment('captured', instant(7))), 8],
    );
    expect(state.parts['payment:P1']?.since).toEqual({ authorised: 2, captured: 7 });
  });

  test('shipments by when they left', () => {
    const shipped: FulfilmentContent = {
      type: 'fulfilment',
      id: 'F1',
      status: 'shipped',
      shippedAt: instant(4),
      cancelledAt: null,
      lines: null,
    };
    const cancelled: FulfilmentContent = { ...shipped, status: 'cancelled' };
    const state = folded([part('fulfilment:F1', shipped), 6], [part('fulfilment:F1', cancelled), 8]);
    expect(state.parts['fulfilment:F1']?.since).toEqual({ shipped: 4, cancelled: 8 });
  });
});

describe('existence', () => {
  const list = (keys: readonly string[]) => report([], [{ list: 'payment', keys }]);

  test.each<readonly [string, readonly (readonly [PartReport | Report, number, Seen['via']?])[], boolean]>([
    [
      'a later complete list without it',
      [
        [part('payment:P1', payment('captured')), 3],
        [list([]), 5],
      ],
      true,
    ],
    [
      'an earlier one',
      [
        [part('payment:P1', payment('captured')), 5],
        [list([]), 3],
      ],
      false,
    ],
    [
      'a later one that names it',
      [
        [part('payment:P1', payment('captured')), 3],
        [list(['payment:P1']), 5],
      ],
      false,
    ],
    [
      'vouched for again',
      [
        [part('payment:P1', payment('captured')), 3],
        [list([]), 5],
        [part('payment:P1', payment('captured')), 7],
      ],
      false,
    ],
    [
      'an event vouches only for the instant it names',
      [
        [part('payment:P1', payment('captured'), 1, 2), 9, 'event'],
        [list([]), 5],
      ],
      true,
    ],
    [
      'an event’s lists do not count',
      [
        [part('payment:P1', payment('captured')), 3],
        [list([]), 5, 'event'],
      ],
      false,
    ],
    [
      'lists of one instant are one',
      [
        [part('payment:P1', payment('captured')), 3],
        [list([]), 5],
        [list(['payment:P1']), 5],
      ],
      false,
    ],
  ])('%s', (_, told, gone) => {
    expect(isGone(folded(...told), 'payment:P1')).toBe(gone);
    expect(isGone(folded(...[...told].reverse()), 'payment:P1')).toBe(gone);
  });

  test('what was never seen is not there; no list speaks of the order itself', () => {
    expect(isGone(emptyDocument('order'), 'payment:P1')).toBe(true);
    expect(isGone(folded([part('order', order(1)), 1], [list([]), 9]), 'order')).toBe(false);
  });
});

test('an event’s body is folded only where its part has a platform version', () => {
  const state = folded([report([part('order', order(100), 7), part('payment:P1', payment('captured'))]), 1, 'event']);
  expect(Object.keys(state.parts)).toEqual(['order']);
});

test('a refund that another payload mentions has the refund’s status', () => {
  const refund: RefundContent = {
    type: 'refund',
    id: 'R1',
    status: 'pending',
    at: instant(2),
    currency: null,
    amount: minor(0),
    tender: null,
    lines: [],
    statedTaxes: null,
  };
  const state = folded([part('refund-mention:R1', { type: 'refund-mention', refund }), 5]);
  expect(state.parts['refund-mention:R1']?.since).toEqual({ pending: 2 });
});

test('a document that learns nothing new stays the very same', () => {
  const told = report(
    [part('order', order(100), 1), part('payment:P1', payment('captured'))],
    [{ list: 'payment', keys: ['payment:P1'] }],
  );
  const state = folded([told, 5], [told, 3]);
  expect(fold(state, told, seen(5))).toBe(state);
  expect(fold(state, told, seen(3))).toBe(state);
  expect(fold(state, told, seen(6))).not.toBe(state);
});

test('the hash of a content is the first half of a half of SHA-256', () => {
  expect(shortHash('')).toBe('e3b0c44298fc1c14');
});
