import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrderContent } from '../../domain/documents/parts.ts';
import { decimalsOf } from '../../domain/money/currency.ts';
import { exactText, fromMinor } from '../../domain/money/exact.ts';
import { type Instant, instant } from '../../domain/time/when.ts';
import {
  type Api,
  ApiError,
  type Counted,
  NO_SETTINGS,
  type Page,
  type RemoteRecord,
  type Stream,
} from '../contract.ts';
import { access } from './access.ts';
import { woocommerce } from './index.ts';
import { census, orders, readOne } from './read.ts';
import { apiOf, fetchApi, serve, TestStore, type Thing } from './testing.ts';

const samples = (name: string): Thing[] =>
  readFileSync(new URL(`../../../samples/woocommerce/${name}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

const at = (text: string): Instant => instant(Date.parse(text));
const gmt = (ms: number): string => new Date(ms).toISOString().slice(0, 19);

const SECRET = `cs_${'5'.repeat(40)}`;
const READ = { via: 'read', topic: '' } as const;

/** A whole run, page by page. */
async function runOf(stream: Stream, api: Api, from: Instant | null, seen: (page: Page) => void = () => {}) {
  const pages: Page[] = [];
  let cursor: string | null = null;
  do {
    const page: Page = await stream.page(api, from, cursor);
    seen(page);
    pages.push(page);
    cursor = page.next;
  } while (cursor !== null && pages.length < 2000);
  return pages;
}

const placesOf = (records: readonly RemoteRecord[]) => records.map(({ place }) => place);

describe('a store of recorded orders, over http', () => {
  const recorded = samples('orders.jsonl');
  let store: TestStore;
  let api: Api;
  let server: Awaited<ReturnType<typeof serve>>;

  beforeEach(async () => {
    store = new TestStore();
    for (const order of recorded) store.orders.set(order.id, order);
    store.refunds.push(...samples('refunds.jsonl'));
    server = await serve(store, SECRET);
    let nonces = 0;
    const given = { address: server.address, 'consumer-key': `ck_${'4'.repeat(40)}`, 'consumer-secret': SECRET };
    api = fetchApi(access(given, { random: () => `nonce${nonces++}`, clock: () => store.now }), () => store.now);
  });

  afterEach(() => server.close());

  it('gives them all, oldest change first, refunds behind their orders, and they are decoded', async () => {
    const pages = await runOf(orders, api, null);
    const records = pages.flatMap((page) => page.records);
    expect(records).toHaveLength(54);
    expect(placesOf(records).slice(0, 3)).toEqual(['order 72', 'order 30', 'order 31']);
    expect(placesOf(records)).toEqual(
      expect.arrayContaining(['order 65', 'refund 66 of order 65', 'refund 67 of order 65']),
    );
    for (const { raw, payload } of records) {
      expect(JSON.parse(raw)).toEqual(payload);
      expect(woocommerce.decode(payload, NO_SETTINGS, READ)).toMatchObject({ kind: 'report' });
    }
    expect(pages.at(-1)).toMatchObject({ next: null, completeThrough: at('2026-11-21T17:59:59Z'), total: 54 });
  });

  it('an order whose refunds the store cannot give holds up no other, and is named to be read again', async () => {
    const fails = ({ path }: { readonly path: string }) => path.endsWith('/65/refunds');
    const failing: Api = {
      send: async (request) => {
        if (fails(request)) throw new ApiError('unavailable', 'the store answered with 500', 500);
        return await api.send(request);
      },
    };
    const pages = await runOf(orders, failing, null);
    expect(pages.flatMap((page) => page.records)).toHaveLength(52);
    expect(pages.flatMap(({ again = [] }) => again)).toEqual(['65']);
    await expect(readOne(failing, '65')).rejects.toMatchObject({ status: 500 });
  });

  it('gives what changed at or after an instant', async () => {
    const pages = await runOf(orders, api, at('2026-11-21T17:15:26.400Z'));
    expect(placesOf(pages.flatMap((page) => page.records))).toEqual(['order 264', 'order 276']);
  });

  it('reads an order with its refunds, one in the bin too, and knows one that is no more', async () => {
    const both = await readOne(api, '65');
    expect(placesOf(both ?? [])).toEqual(['order 65', 'refund 66 of order 65', 'refund 67 of order 65']);
    expect(placesOf((await readOne(api, '72')) ?? [])).toEqual(['order 72']);
    expect(await readOne(api, '9999')).toBeNull();
  });

  it('tells an order that is gone from a shop that is', async () => {
    store.orders.clear();
    expect(await readOne(api, '65')).toBeNull();
    const closed: Api = { send: (request) => api.send({ ...request, path: request.path.replace('orders', 'closed') }) };
    await expect(readOne(closed, '65')).rejects.toMatchObject({ name: 'ApiError', kind: 'unavailable', status: 404 });
  });

  it('reads through notices of PHP, and says where there is a page instead of data', async () => {
    store.notice = '<br />\n<b>Warning</b>:  Undefined array key [0] in <b>/x.php</b> on line <b>7</b><br />\n';
    expect(placesOf((await readOne(api, '65')) ?? [])).toHaveLength(3);
    store.notice = '\uFEFF';
    expect(placesOf((await readOne(api, '65')) ?? [])).toHaveLength(3);
    const page: Api = { send: async (request) => ({ ...(await api.send(request)), text: '<html>Back soon</html>' }) };
    await expect(readOne(page, '65')).rejects.toMatchObject({ kind: 'unreadable' });
    const cut: Api = {
      send: async (request) => {
        const answer = await api.send(request);
        return { ...answer, text: answer.text.slice(0, -9) };
      },
    };
    await expect(readOne(cut, '65')).rejects.toMatchObject({ kind: 'unreadable' });
  });

  it('counts the orders of a window as the decoder reads them', async () => {
    const from = at('2026-11-21T16:39:35Z');
    const to = at('2026-11-21T16:39:57Z');
    const counted: Counted[] = [];
    for await (const page of census(api, from, to)) counted.push(...page);
    const expected = recorded.flatMap((body) => {
      const decoded = woocommerce.decode(body, NO_SETTINGS, READ);
      const content = decoded.kind === 'report' ? (decoded.report.parts[0]?.content as OrderContent) : null;
      const isIn = content !== null && Number(content.placedAt) >= from && Number(content.placedAt) < to;
      if (!isIn || content.status === 'unplaced' || content.status === 'deleted') return [];
      const { number, placedAt, currency, total } = content;
      return [
        {
          remoteId: `${body.id}`,
          number,
          placedAt,
          currency,
          total: exactText(fromMinor(total, decimalsOf(currency))),
        },
      ];
    });
    expect(expected.length).toBeGreaterThan(20);
    expect(counted).toEqual(expected);
  });
});

describe('a census', () => {
  it('counts an order that is parked by what it says of itself, and goes on without one that no one can count', async () => {
    const store = new TestStore();
    const placed = at('2026-11-21T12:00:00Z');
    store.orders.set(1, { ...orderOf(1, placed, placed, 1), shipping_lines: 'none' });
    store.orders.set(2, { ...orderOf(2, placed, placed, 1), currency: 'BTC' });
    const found: Counted[] = [];
    for await (const page of census(apiOf(store), placed, instant(placed + 1))) found.push(...page);
    expect(found).toEqual([{ remoteId: '1', number: '1', placedAt: placed, currency: 'EUR', total: '1' }]);
    expect(store.asked[0]?.query?._fields).not.toMatch(/billing|shipping,|customer|meta_data/);
  });

  it('has both its bounds right to the second, and no order twice where some are deleted meanwhile', async () => {
    const store = new TestStore();
    const start = at('2026-03-01T00:00:00Z');
    for (let id = 1; id <= 350; id += 1) store.orders.set(id, orderOf(id, start - 1000 + id * 1000, start, 1));
    let answers = 0;
    store.meanwhile = (moment) => {
      if (moment !== 'answered') return;
      answers += 1;
      if (answers > 1) store.orders.delete(answers);
    };
    const counted: Counted[] = [];
    for await (const page of census(apiOf(store), instant(start + 1000), instant(start + 349_000)))
      counted.push(...page);
    const ids = counted.map(({ remoteId }) => Number(remoteId)).sort((a, b) => a - b);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => id > 10)).toEqual(Array.from({ length: 339 }, (_, index) => index + 11));
  });

  it('misses nothing where the clocks of the site skip an hour', async () => {
    const store = inBerlin();
    const skipped = at('2026-03-29T02:30:00Z');
    store.orders.set(1, orderOf(1, skipped, skipped, 1));
    const found: Counted[] = [];
    for await (const page of census(apiOf(store), at('2026-03-29T02:10:00Z'), at('2026-03-29T03:00:00Z')))
      found.push(...page);
    expect(found.map(({ remoteId }) => remoteId)).toEqual(['1']);
  });
});

function inBerlin(): TestStore {
  const store = new TestStore();
  store.zone = 'Europe/Berlin';
  store.index = { name: 'Laden', timezone_string: store.zone, gmt_offset: '2' };
  return store;
}

function orderOf(id: number, created: number, modified: number, version: number, status = 'processing'): Thing {
  return {
    id,
    number: `${id}`,
    status,
    currency: 'EUR',
    total: '1.00',
    date_created_gmt: gmt(created),
    date_modified_gmt: gmt(modified),
    date_paid_gmt: null,
    line_items: [],
    refunds: [],
    version,
  };
}

/** What may happen to an order in a shop; 'kick' is a plugin that touches many at once. */
type Happening = { readonly what: 'edit' | 'bin' | 'restore' | 'delete' | 'create' | 'kick'; readonly which: number };

const happening: fc.Arbitrary<Happening> = fc.record({
  what: fc.constantFrom('edit', 'edit', 'bin', 'restore', 'delete', 'create', 'kick'),
  which: fc.nat(),
});

class Shop {
  readonly store: TestStore;
  #versions = 0;

  constructor(store: TestStore) {
    this.store = store;
  }

  put(id: number, modified: number, status = 'processing'): void {
    this.#versions += 1;
    this.store.orders.set(id, orderOf(id, modified, modified, this.#versions, status));
  }

  happens({ what, which }: Happening): void {
    const { orders: all, now } = this.store;
    const order = [...all.values()][which % Math.max(1, all.size)];
    if (what === 'create' || order === undefined) this.put(10_000 + this.#versions, now);
    else if (what === 'delete') all.delete(order.id);
    else if (what === 'kick') for (const { id } of [...all.values()].slice(0, which % 150)) this.put(id, now);
    else this.put(order.id, now, what === 'bin' ? 'trash' : 'processing');
  }
}

describe('the walk', () => {
  const start = fc.constantFrom(
    '2026-11-20T12:00:00Z',
    '2026-03-29T01:59:58Z',
    '2026-03-29T02:20:00Z',
    '2026-03-29T00:59:59Z',
  );
  const crowds = fc.array(fc.tuple(fc.nat(4000), fc.constantFrom(1, 3, 40, 99, 100, 101, 130, 260)), { maxLength: 6 });

  it('loses no order and comes to an end, however many share a second and whatever happens meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(
        start,
        crowds,
        fc.array(fc.tuple(fc.constantFrom('sorted', 'answered'), fc.array(happening, { maxLength: 3 })), {
          maxLength: 30,
        }),
        fc.constantFrom(400, 4200, 90_000),
        fc.infiniteStream(fc.nat()),
        async (begin, clusters, script, later, ties) => {
          const store = inBerlin();
          const shop = new Shop(store);
          const first = at(begin);
          let id = 1;
          for (const [second, count] of clusters)
            for (let one = 0; one < count; one += 1, id += 1)
              shop.put(id, first + second * 1000, one % 7 === 6 ? 'trash' : 'processing');
          store.now = instant(first + later * 1000);
          store.draw = () => ties.next().value ?? 0;
          const pending = [...script];
          store.meanwhile = (moment) => {
            if (moment === 'answered') store.now = instant(store.now + 700);
            if (pending[0]?.[0] === moment) for (const one of pending.shift()?.[1] ?? []) shop.happens(one);
          };
          await expectAllGiven(store, apiOf(store), first);
        },
      ),
      { numRuns: 150 },
    );
  }, 120_000);

  /** Runs until all has settled; each claim of completeness is held against the store as it is. */
  async function expectAllGiven(store: TestStore, api: Api, first: Instant): Promise<void> {
    const given = new Set<unknown>();
    let watermark: Instant | null = null;
    for (let runs = 0; runs < 8; runs += 1) {
      const from: Instant = instant(Math.max(first, watermark ?? first) - orders.overlap * 1000);
      const pages = await runOf(orders, api, from, ({ records, completeThrough }) => {
        for (const { payload } of records) given.add((payload as Thing).version);
        const missing = [...store.orders.values()].filter(
          ({ date_modified_gmt, version }) =>
            at(`${date_modified_gmt}Z`) <= (completeThrough ?? 0) && !given.has(version),
        );
        expect(missing.map(({ id, date_modified_gmt }) => [id, date_modified_gmt])).toEqual([]);
      });
      expect(pages.length).toBeLessThan(400);
      watermark = pages.at(-1)?.completeThrough ?? null;
      expect(watermark).not.toBeNull();
      store.now = instant(store.now + 3_700_000);
    }
    expect([...store.orders.values()].filter(({ version }) => !given.has(version))).toEqual([]);
  }

  it('asks twice where nothing changed', async () => {
    const store = new TestStore();
    await runOf(orders, apiOf(store), at('2026-11-21T17:00:00Z'));
    expect(store.asked.map(({ query }) => query?.status)).toEqual(['trash', 'any']);
  });

  it('reads a second that more than a page share by id, from its last page', async () => {
    const store = new TestStore();
    const shop = new Shop(store);
    const second = at('2026-11-21T12:00:00Z');
    for (let id = 1; id <= 320; id += 1) shop.put(id, second);
    shop.put(900, second + 1000);
    const pages = await runOf(orders, apiOf(store), second);
    expect(new Set(placesOf(pages.flatMap(({ records }) => records))).size).toBe(321);
    expect(store.asked.map(({ query }) => [query?.orderby, query?.page])).toEqual([
      ['modified', undefined],
      ['modified', undefined],
      ['id', 1],
      ['id', 4],
      ['id', 3],
      ['id', 2],
      ['id', 1],
      ['modified', undefined],
    ]);
  });

  it('goes on from the cursor of a page, and refuses one of something else', async () => {
    const store = new TestStore();
    const page = await orders.page(apiOf(store), null, null);
    expect((await orders.page(apiOf(store), null, page.next)).next).toBeNull();
    await expect(orders.page(apiOf(store), null, '{"page":2}')).rejects.toThrow(RangeError);
  });

  it('says so where the store does not filter or does not show what it counts', async () => {
    const store = new TestStore();
    const shop = new Shop(store);
    for (let id = 1; id <= 120; id += 1) shop.put(id, at('2026-11-21T12:00:00Z') + id * 1000);
    const deaf: Api = {
      send: (request) => {
        const { modified_after: _, ...query } = request.query ?? {};
        return apiOf(store).send({ ...request, query });
      },
    };
    await expect(runOf(orders, deaf, at('2026-11-21T12:01:40Z'))).rejects.toMatchObject({ kind: 'unreadable' });
    const blind: Api = { send: async (request) => ({ ...(await apiOf(store).send(request)), text: '[]' }) };
    await expect(runOf(orders, blind, null)).rejects.toMatchObject({ kind: 'forbidden' });
  });
});
