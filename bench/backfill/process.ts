// One process of the backfill benchmark: does what it is told as JSON on the database of DATABASE_URL, and says how long it took.
import { writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createBook } from '../../src/books/create.ts';
import { importFiles } from '../../src/books/import/import-files.ts';
import { openBooks } from '../../src/books/session.ts';
import type { Credentials, RemoteRecord } from '../../src/connectors/contract.ts';
import { StoreDesk } from '../../src/engine/desk.ts';
import { openStore } from '../../src/engine/store.ts';
import { followStreams, prepareStreams } from '../../src/engine/streams.ts';
import { openSurroundings } from '../../src/engine/surroundings.ts';
import { listStarted } from '../../src/storage/live/connections.ts';

export interface BackfillJob {
  /** read: the feed alone, kept in `file` · file: `file` into a book · live: the feed into a book. */
  readonly what: 'read' | 'file' | 'live';
  readonly credentials: Credentials;
  readonly file: string;
}

const BOOK = 'Backfill';
const { what, credentials, file }: BackfillJob = JSON.parse(process.argv[2] ?? '');
const clock = () => Date.now();
const session = await openBooks({ env: process.env });
await createBook(session.database, { name: BOOK, currency: 'EUR', zone: 'UTC', maker: 'bench' }, clock);
const env = {
  ...process.env,
  BOOKKEEPER_ALLOW_PRIVATE: '1',
  BOOKKEEPER_SECRET_KEY: Buffer.alloc(32).toString('base64'),
};
const surroundings = await openSurroundings(session, env, (line) => process.stderr.write(`${line}\n`));

async function ofStore<T>(work: (store: Awaited<ReturnType<typeof openStore>>) => Promise<T>): Promise<T> {
  const desk = new StoreDesk(session, surroundings, clock, 'bench', null);
  await desk.keep(BOOK, { platform: 'woocommerce', credentials, channel: 'shop', cutOver: null });
  await desk.start(BOOK, 'shop');
  const [row] = await listStarted(session.database.pool);
  if (row === undefined) throw new Error('the store was not kept');
  return await work(await openStore(surroundings, row, new Map()));
}

async function readAlone(): Promise<number> {
  const lines: string[] = [];
  const seconds = await ofStore(async ({ live, backfill }) => {
    const [orders] = live.streams;
    const startedAt = performance.now();
    let cursor: string | null = null;
    do {
      const page: { readonly records: readonly RemoteRecord[]; readonly next: string | null } | undefined =
        await orders?.page(backfill, null, cursor);
      lines.push(...(page?.records.map(({ raw }) => raw) ?? []));
      cursor = page?.next ?? null;
    } while (cursor !== null);
    return (performance.now() - startedAt) / 1_000;
  });
  await writeFile(file, `${lines.join('\n')}\n`);
  return seconds;
}

async function fromFile(): Promise<number> {
  const startedAt = performance.now();
  const request = {
    ...{
      paths: [file],
      book: BOOK,
      platform: 'woocommerce',
      channel: 'shop',
      currency: 'EUR',
      zone: 'UTC',
      asOf: null,
    },
    ...{ dryRun: false, profile: null, decimals: null, giftCardSkus: [], command: 'bench' },
  };
  await importFiles(session.database, request, Readable.from([]), clock);
  return (performance.now() - startedAt) / 1_000;
}

async function live(): Promise<number> {
  return await ofStore(async (store) => {
    const onlyOrders = { ...store, live: { ...store.live, streams: store.live.streams.slice(0, 1) } };
    await prepareStreams(onlyOrders);
    const startedAt = performance.now();
    for (let next = 0; next <= Date.now(); next = await followStreams(onlyOrders));
    return (performance.now() - startedAt) / 1_000;
  });
}

const seconds = await { read: readAlone, file: fromFile, live }[what]();
const { rows } = await session.database.pool.query<{ n: number }>(
  "select count(*) as n from document where kind = 'order'",
);
process.stdout.write(JSON.stringify({ seconds, orders: rows[0]?.n ?? 0 }));
process.exit(0);
