import { InfiniteQueryObserver, QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, test, vi } from 'vitest';
import { bookKey, pagesKey } from './queries.ts';
import { renewalOf } from './renew.ts';

const BOOK = 'pages';

/** A view that is looked at; its first answer comes when it is let. */
function makeView(client: QueryClient, meta: { readonly live: boolean }) {
  const letCome: (() => void)[] = [];
  const ask = vi.fn(() => new Promise<number>((resolve) => letCome.push(() => resolve(ask.mock.calls.length))));
  new QueryObserver(client, { queryKey: [...bookKey(BOOK), 'today', {}], queryFn: ask, meta }).subscribe(() => {});
  return { ask, answer: () => letCome.shift()?.() };
}

/** A long list that has gone on to so many pages. */
async function makeList(client: QueryClient, count: number) {
  const ask = vi.fn(async ({ pageParam }: { readonly pageParam: number }) => pageParam);
  const list = new InfiniteQueryObserver(client, {
    queryKey: pagesKey(BOOK, ['orders'], {}),
    queryFn: ask,
    initialPageParam: 1,
    getNextPageParam: (last: number) => last + 1,
    meta: { live: false, isList: true },
  });
  list.subscribe(() => {});
  // The first is the one that is under way.
  for (let page = 1; page <= count; page += 1) await list.fetchNextPage();
  await vi.waitFor(() => expect(list.getCurrentResult().data?.pages.length).toBe(count));
  ask.mockClear();
  return ask;
}

test.each(['afterFirstWord', 'afterMove'] as const)(
  '%s a first answer is asked for once more, when it is there',
  async (word) => {
    const client = new QueryClient();
    const renewal = renewalOf(client, BOOK);
    const { ask, answer } = makeView(client, { live: true });
    renewal[word]();
    renewal[word]();
    expect(ask).toHaveBeenCalledTimes(1);
    answer();
    await vi.waitFor(() => expect(ask).toHaveBeenCalledTimes(2));
    answer();
    await vi.waitFor(() => expect(client.isFetching()).toBe(0));
    expect(ask).toHaveBeenCalledTimes(2);
    renewal[word]();
    expect(ask).toHaveBeenCalledTimes(3);
  },
);

test('an answer that takes the books long is spared, also in a book of that name', async () => {
  const client = new QueryClient();
  const renewal = renewalOf(client, BOOK);
  const { ask, answer } = makeView(client, { live: false });
  answer();
  await vi.waitFor(() => expect(client.isFetching()).toBe(0));
  renewal.afterFirstWord();
  renewal.afterMove();
  expect(ask).toHaveBeenCalledTimes(1);
});

test('what has failed is not asked again by the first word', async () => {
  const client = new QueryClient();
  const ask = vi.fn(() => Promise.reject(new Error('no import 999999')));
  const view = { queryKey: [...bookKey(BOOK), 'imports', 999_999, {}], queryFn: ask, retry: false };
  const observer = new QueryObserver(client, view);
  observer.subscribe(() => {});
  await vi.waitFor(() => expect(observer.getCurrentResult().isError).toBe(true));
  renewalOf(client, BOOK).afterFirstWord();
  expect(ask).toHaveBeenCalledTimes(1);
});

test.each([
  [1, 1],
  [2, 0],
])('after the first word a list of %i pages is asked for %i times, after a move not', async (pages, times) => {
  const client = new QueryClient();
  const renewal = renewalOf(client, BOOK);
  const ask = await makeList(client, pages);
  renewal.afterFirstWord();
  await vi.waitFor(() => expect(client.isFetching()).toBe(0));
  expect(ask).toHaveBeenCalledTimes(times);
  renewal.afterMove();
  expect(ask).toHaveBeenCalledTimes(times);
});
