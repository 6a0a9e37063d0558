import { describe, expect, test } from 'vitest';
import type { PartReport, PersonReport, Report } from '../../src/domain/documents/report.ts';
import { entryHash, GENESIS } from '../../src/domain/ledger/hash.ts';
import { observationKey } from '../../src/domain/plan/plan.ts';
import { isKnownSighting } from '../../src/domain/plan/repeats.ts';
import type { Incoming } from '../../src/domain/plan/state.ts';
import { instant, type LocalDate } from '../../src/domain/time/when.ts';
import { component, incoming, on, Shop, vat } from '../support/memory-books.ts';

const shirt = component('A', 10000, { quantity: 2, tax: 1900 });
const paidOrder = (shop = new Shop()) => shop.order('03-01', { components: [shirt] }).pay('P1', '03-02', 11900);

/** The order of a paid shop as one read of it shows it, seen at another moment. */
function lookAt(shop: Shop, seenAt: number, more: Partial<Incoming> = {}): Incoming {
  const parts = Object.entries(shop.state?.state.parts ?? {}).map(([key, part]): PartReport => {
    const content = part.sightings.at(-1)?.content;
    if (content === undefined) throw new Error(`no content of ${key}`);
    return { key, version: null, content, at: null };
  });
  return {
    ...incoming({ kind: 'order', remoteId: 'o1', parts, lists: [], newestInstant: null, person: null }, seenAt),
    ...more,
  };
}

const orderReport = (remoteId: string, person: PersonReport | null = null): Report => ({
  kind: 'order',
  remoteId,
  parts: [],
  lists: [],
  newestInstant: null,
  person,
});

describe('observations', () => {
  test('a repeat only refreshes when it was last seen; the very same writes nothing', () => {
    const shop = paidOrder();
    const [look, later] = [lookAt(shop, on('03-10')), lookAt(shop, on('03-12'))];
    expect(shop.book.post([look]).outcomes).toEqual(['posted']);
    const repeat = shop.book.post([later]);
    expect(repeat.outcomes).toEqual(['unchanged']);
    expect(repeat.observations).toEqual([]);
    expect(repeat.refreshed).toEqual([{ observationId: 3, seenAt: on('03-12') }]);
    for (const each of [look, later]) {
      const { refreshed, updated, outcomes } = shop.book.post([each]);
      expect([refreshed, updated, outcomes]).toEqual([[], [], ['unchanged']]);
    }
    const known = shop.book.state.observations.get(observationKey(look)) ?? [];
    expect([look, later, lookAt(shop, on('03-11'))].map((each) => isKnownSighting(known, each))).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('what was read between two looks is kept: a late change may part them', () => {
    const shop = paidOrder();
    shop.book.post([lookAt(shop, on('03-10')), lookAt(shop, on('03-14'))]);
    expect(shop.book.post([lookAt(shop, on('03-12'))]).refreshed).toEqual([{ observationId: 3, seenAt: on('03-12') }]);
  });

  test('an event is no repeat of a read', () => {
    const shop = paidOrder();
    shop.book.post([lookAt(shop, on('03-10'))]);
    expect(shop.book.post([lookAt(shop, on('03-11'), { via: 'event' })]).observations).toHaveLength(1);
  });

  test('one that cannot be decoded is parked, once', () => {
    const shop = new Shop();
    const content = { kind: 'undecodable', reason: 'unknown-shape', detail: 'id: expected an id' } as const;
    const bad = { ...lookAt(shop, on('03-01')), content };
    expect(shop.book.post([bad]).parked).toMatchObject([{ reason: 'unknown-shape', documentId: null }]);
    expect(shop.book.post([{ ...bad, seenAt: on('03-02') }]).outcomes).toEqual(['unchanged']);
  });

  test('a part without its order waits for it and is taken up', () => {
    const shop = new Shop().ship('F1', '03-02');
    expect(shop.plan?.outcomes).toEqual(['parked']);
    expect(shop.book.parked).toMatchObject([{ reason: 'waits-for-order', documentId: 1 }]);
    shop.order('03-01', { components: [shirt], tellsShipments: true, terms: 'on-account' });
    expect(shop.book.parked).toEqual([]);
    expect(shop.booked('fulfilment:F1').Sales).toBe(-10000);
  });

  test('persons are kept apart', () => {
    const shop = new Shop();
    const person = { remoteId: 'c1', name: 'Ann', email: 'ann@example.test' };
    shop.book.post([
      incoming(orderReport('o1', person), on('03-01')),
      incoming(orderReport('o2', person), on('03-02')),
    ]);
    expect([...shop.book.persons.values()]).toEqual([{ connectionId: 2, ...person }]);
    expect(JSON.stringify([...shop.book.documents])).not.toContain('Ann');
  });
});

describe('the journal', () => {
  test('numbers are gapless and every entry chains to the one before', () => {
    const shop = paidOrder().refund('R1', '03-05', 1000).cancel('03-06');
    let hash = GENESIS;
    shop.book.entries.forEach((entry, index) => {
      expect(entry.number).toBe(index + 1);
      hash = entryHash(
        { ...entry, lines: entry.lines.map((line, at) => ({ ...line, accountId: entry.accountIds[at] ?? 0 })) },
        hash,
      );
      expect(entry.hash.equals(hash)).toBe(true);
    });
    expect(shop.book.state.head.hash.equals(hash)).toBe(true);
    expect(shop.book.state.head.nextEntry).toBe(shop.book.entries.length + 1);
  });

  test('a batch is the same as its parts one by one', () => {
    const shop = paidOrder();
    const looks = [lookAt(shop, on('03-10')), { ...lookAt(shop, on('03-11')), via: 'file' as const }];
    const [one, other] = [new Shop().book, new Shop().book];
    one.post(looks);
    for (const look of looks) other.post([look]);
    expect(one.entries.map(({ hash }) => hash)).toEqual(other.entries.map(({ hash }) => hash));
  });

  test('accounts are opened by the first entry that uses them', () => {
    const shop = paidOrder();
    expect(shop.book.state.head.nextAccount).toBe(5);
    expect(shop.plan?.accounts.map(({ name }) => name)).toEqual([
      'Tax payable: DE',
      'Clearing: Stripe EUR',
      'Accounts receivable',
      'Sales',
    ]);
    expect(paidOrder(shop).plan?.accounts).toEqual([]);
  });

  test('revisions count per key', () => {
    const shop = paidOrder();
    shop
      .order('03-01', { components: [component('A', 12000, { tax: 2280 })], changedAt: null })
      .order('03-02', { components: [shirt] });
    const revisions = shop.book.entries
      .filter(({ postingKey }) => postingKey === 'sale')
      .map(({ revision }) => revision);
    expect(revisions).toEqual(revisions.map((_, index) => index + 1));
  });

  test('kept balances hold debits and credits apart, per tax code', () => {
    const shop = paidOrder().refund('R1', '03-02', 1190, { statedTaxes: [vat(190, 1000)] });
    const tax = [...shop.book.balances.values()].filter(({ taxCode }) => taxCode !== '');
    expect(tax.map(({ debit, credit, taxBase, postings }) => ({ debit, credit, taxBase, postings }))).toEqual([
      { debit: 190, credit: 1900, taxBase: 9000, postings: 2 },
    ]);
  });

  test('orders and units by channel and day placed', () => {
    const shop = paidOrder();
    expect([...shop.book.channelDays]).toEqual([['2 2026-03-01', { orders: 1, units: 2 }]]);
    shop.order('03-05', { components: [component('A', 10000, { quantity: 3, tax: 1900 })] });
    expect([...shop.book.channelDays]).toEqual([['2 2026-03-01', { orders: 1, units: 3 }]]);
  });
});

describe('policy (accounting.md 7)', () => {
  const changing = (shop: Shop) => {
    const [first] = shop.book.state.policies;
    if (first === undefined) throw new Error('no policy');
    const later = {
      version: 2,
      effectiveFrom: '2026-03-01' as LocalDate,
      body: { ...first.body, discounts: 'net' as const },
    };
    shop.book.setPolicies([first, later]);
    return shop;
  };
  const discounted = component('A', 9000, { discount: 1000 });

  test('a document stays under the version of its first event', () => {
    const shop = changing(new Shop()).order('02-28', { components: [discounted], terms: 'on-account' });
    shop.order('03-10', { components: [component('A', 8000, { discount: 2000 })] });
    expect(shop.booked('sale').Discounts).toBe(1000);
    expect(shop.state?.policyVersion).toBe(1);
  });

  test('it holds when a version is made later for the same days, until it is applied', () => {
    const shop = new Shop().order('03-01', { components: [discounted], terms: 'on-account' });
    changing(shop).order('03-10', { components: [discounted], number: '#2' });
    expect(shop.booked('sale').Discounts).toBe(1000);
    expect(shop.book.postAgain('standing').entries).toEqual([]);
    expect(shop.book.postAgain('effective').entries.map(({ cause }) => cause)).toEqual(['correction']);
    expect(shop.booked('sale')).toEqual({ 'Accounts receivable': 9000, Sales: -9000 });
  });

  test('a first event that turns out earlier brings its version with it', () => {
    const shop = changing(new Shop()).pay('P1', '03-05', 9000);
    expect(shop.state?.policyVersion).toBe(2);
    shop.order('02-27', { components: [discounted] });
    expect(shop.state?.policyVersion).toBe(1);
    expect(shop.booked('sale').Discounts).toBe(1000);
  });
});

test('late: entered on the first open day, and never moved', () => {
  const shop = new Shop();
  shop.book.setLocks([{ kind: 'books', scheme: '', through: '2026-03-31' as LocalDate }]);
  paidOrder(shop);
  expect(new Set(shop.book.entries.map(({ date }) => date))).toEqual(new Set(['2026-04-01']));
  expect(shop.balances('03-02').Sales).toBe(-10000);
  shop.book.setLocks([]);
  expect(shop.book.postAgain().entries).toEqual([]);
});

test('a manual entry that does not balance is refused', () => {
  const at = on('03-01');
  const lines = [
    {
      account: '1000',
      currency: 'EUR',
      amount: 5 as never,
      base: null,
      channel: '',
      taxCode: '',
      taxBase: 0 as never,
      reference: '',
    },
  ];
  expect(() =>
    new Shop().tell('03-01', 'manual', { type: 'manual', at: instant(at), text: '', maker: '', lines }, 'm1'),
  ).toThrow(/does not balance/);
});
