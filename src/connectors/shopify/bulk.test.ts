import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from '../../domain/time/when.ts';
import { type Api, ApiError, type Page } from '../contract.ts';
import type { Json } from '../shape.ts';
import { lengths, orderWith } from './fixtures/orders.ts';
import { BULK_CREATED, BULK_ID, Platform, SENT_AT } from './fixtures/platform.ts';
import { shopifyLive } from './live.ts';

/** All pages of a backfill; each step begins anew with nothing but the cursor, as after a crash. */
async function backfill(
  api: Api,
  from: string | null = null,
): Promise<{ pages: Page[]; read: string[]; waits: number }> {
  const pages: Page[] = [];
  let waits = 0;
  let cursor = from;
  do {
    const live = shopifyLive({
      wait: async () => {
        waits += 1;
      },
    });
    const page: Page | undefined = await live.streams[0]?.page(api, null, cursor);
    if (page === undefined) throw new Error('no stream of orders');
    pages.push(page);
    cursor = page.next;
  } while (cursor !== null);
  return { pages, read: pages.flatMap(readOf), waits };
}

/** A record by its order and the bytes of its evidence: some are too long to be shown. */
const mark = (raw: string) => `${raw.slice(7, 36)} ${createHash('sha256').update(raw).digest('hex')}`;
const readOf = ({ records }: Page) => records.map(({ raw }) => mark(raw));
const marks = (orders: readonly Json[]) => orders.map((order) => mark(JSON.stringify(order)));

const small = { lines: 2, shipping: 1, refunds: [1], shipments: [2] };
const large = 'x'.repeat(700_000);

describe('the backfill', () => {
  it('gives the very records that pages give', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(lengths, { minLength: 1, maxLength: 8 }), async (all) => {
        const whole = all.map((each, index) => orderWith(index + 1, each));
        const { pages, read } = await backfill(new Platform({ orders: whole }).api);
        expect(read).toEqual(marks(whole));
        expect(pages.at(-1)).toMatchObject({ completeThrough: Date.parse(BULK_CREATED), total: whole.length });
        expect(pages.slice(0, -1).every(({ completeThrough }) => completeThrough === null)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('waits while Shopify works, and says when the records were true', async () => {
    const platform = new Platform({ orders: [orderWith(1, small)] });
    const { pages, waits } = await backfill(platform.api);
    expect(waits).toBe(2);
    expect(pages.map(({ records }) => records.length)).toEqual([0, 0, 0, 1]);
    expect(pages.at(-1)?.records[0]).toMatchObject({ seenAt: instant(SENT_AT), place: 'order #1' });
  });

  it('reads the file slice by slice, cut within lines and letters, and resumes anywhere', async () => {
    const titles = ['Tasse', `Tässchen ${'ß'.repeat(400_000)}`, large, 'Mug', large, '杯'.repeat(300_000)];
    const whole = titles.map((title, index) => orderWith(index + 1, { ...small, lines: 3 }, title));
    const expected = marks(whole);
    const platform = new Platform({ orders: whole });
    platform.bulkStates = ['COMPLETED'];
    const { pages, read } = await backfill(platform.api);
    expect(read).toEqual(expected);
    expect(pages.length).toBeGreaterThan(4);
    for (const [index, { next }] of pages.entries()) {
      if (next === null) continue;
      const before = pages.slice(0, index + 1).flatMap(readOf);
      expect([...before, ...(await backfill(platform.api, next)).read]).toEqual(expected);
    }
  });

  it('takes the whole file where ranges are not known', async () => {
    const whole = [large, large, large].map((title, index) => orderWith(index + 1, small, title));
    const platform = new Platform({ orders: whole });
    platform.knowsRanges = false;
    expect((await backfill(platform.api)).read).toEqual(marks(whole));
  });

  it('of a shop without orders is over at once', async () => {
    const { pages } = await backfill(new Platform({ orders: [] }).api);
    expect(pages.at(-1)).toEqual({ records: [], next: null, completeThrough: Date.parse(BULK_CREATED), total: 0 });
  });

  it.each(['FAILED', 'CANCELED'])('goes by pages where the operation is %s', async (state) => {
    const whole = Array.from({ length: 7 }, (_, index) => orderWith(index + 1, small));
    const platform = new Platform({ orders: whole });
    platform.bulkStates = [state];
    expect((await backfill(platform.api)).read).toEqual(marks(whole));
  });

  it.each([
    ['refused', { kind: 'refused' }],
    ['forbidden', { kind: 'forbidden' }],
  ] as const)('goes by pages where the file is %s', async (_what, { kind }) => {
    const whole = Array.from({ length: 7 }, (_, index) => orderWith(index + 1, small));
    const platform = new Platform({ orders: whole });
    const api: Api = {
      send: async (request) => {
        if (request.method === 'GET') throw new ApiError(kind, 'not yours');
        return platform.api.send(request);
      },
    };
    expect((await backfill(api)).read).toEqual(marks(whole));
  });

  it('begins anew where the operation or its file has expired', async () => {
    const platform = new Platform({ orders: [orderWith(1, small)] });
    platform.bulkStates = ['EXPIRED', 'COMPLETED'];
    const { read } = await backfill(platform.api);
    expect(read).toHaveLength(1);
    platform.answersFirst.push([{ data: { bulkOperation: null } }]);
    const cursor = JSON.stringify({ state: 'running', id: BULK_ID, askedAt: SENT_AT, offset: 5_000 });
    expect((await backfill(platform.api, cursor)).read).toEqual(read);
  });

  it('waits its turn where too many operations run, and throws where Shopify refuses', async () => {
    const refusal = (code: string) => ({
      data: { bulkOperationRunQuery: { bulkOperation: null, userErrors: [{ code, message: 'Not now' }] } },
    });
    const platform = new Platform({ orders: [orderWith(1, small)] });
    platform.answersFirst.push([refusal('LIMIT_REACHED')], [refusal('OPERATION_IN_PROGRESS')]);
    const { read, waits } = await backfill(platform.api);
    expect([read.length, waits]).toEqual([1, 4]);
    platform.answersFirst.push([refusal('INVALID')]);
    await expect(backfill(platform.api)).rejects.toThrow('Shopify does not export its orders: Not now');
  });

  it('reads an order anew of which a part is shown no more, and leaves it out where it has gone', async () => {
    const platform = new Platform({ orders: [orderWith(1, small), orderWith(2, small)] });
    const without = (isGone: boolean): Api => ({
      send: async (request) => {
        const { query = '', variables } = (request.body ?? {}) as { query?: string; variables?: { ids: string[] } };
        if (isGone && query.startsWith('query Order(')) return platform.api.send({ ...request, body: GONE });
        if (!query.startsWith('query Parts') || !query.includes('on Refund')) return platform.api.send(request);
        const ids = variables?.ids.slice(1) ?? [];
        return platform.api.send({ ...request, body: { query, variables: { ids } } });
      },
    });
    const whole = marks([orderWith(1, small), orderWith(2, small)]);
    expect((await backfill(without(false))).read).toEqual(whole);
    expect((await backfill(without(true))).read).toEqual(whole.slice(1));
  });

  it('does not take a file that was cut off behind a line for all of it', async () => {
    const platform = new Platform({ orders: [orderWith(1, small), orderWith(2, small)] });
    const cutting: Api = {
      send: async (request) => {
        const answer = await platform.api.send(request);
        if (request.method !== 'GET') return answer;
        return { ...answer, text: `${answer.text.split('\n').slice(0, -2).join('\n')}\n` };
      },
    };
    await expect(backfill(cutting)).rejects.toMatchObject({ kind: 'unreadable' });
  });
});

const GONE = { query: 'query Order($id: ID!) { order(id: $id) { id } }', variables: { id: 'gid://shopify/Order/404' } };
