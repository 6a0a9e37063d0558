import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { BenchServer } from '../server.ts';

/** Tables that an import writes, with the order that their rows went in. */
const TABLES: readonly (readonly [table: string, order: string])[] = [
  ['account', 'account_id'],
  ['document', 'document_id'],
  ['observation', 'observation_id'],
  ['entry', 'number'],
  ['posting', 'number, line'],
  ['balance', 'ctid'],
  ['channel_day', 'ctid'],
  ['discrepancy', 'discrepancy_id'],
  ['parked', 'observation_id'],
  ['person', 'ctid'],
  ['evidence', 'segment_id'],
];

const CONNECTIONS = 2;
const CHUNK = 1 << 18;

/** All rows of a book, encoded as COPY takes them, dealt out to connections. */
export type Encoded = readonly (readonly { readonly table: string; readonly bytes: Buffer }[])[];

/** Reads what an import wrote. */
export async function encodeRows(server: BenchServer, database: string): Promise<Encoded> {
  const client = await server.connect(database);
  const shares = Array.from({ length: CONNECTIONS }, () => [] as { table: string; bytes: Buffer }[]);
  try {
    for (const [table, order] of TABLES) {
      const { rows } = await client.query<{ count: number }>(`select count(*) from ${table}`);
      const each = Math.ceil(Number(rows[0]?.count ?? 0) / CONNECTIONS);
      for (const [index, share] of shares.entries()) {
        const query = `select * from ${table} order by ${order} limit ${each} offset ${index * each}`;
        const chunks: Buffer[] = [];
        for await (const chunk of client.query(copyTo(`copy (${query}) to stdout (format binary)`))) chunks.push(chunk);
        share.push({ table, bytes: Buffer.concat(chunks) });
      }
    }
  } finally {
    await client.end();
  }
  return shares;
}

const TRIGGERS = 'select tgname as name, tgrelid::regclass::text as "table" from pg_trigger where not tgisinternal';

/**
 * The limit: the same rows into the same tables with the same keys and indexes, by COPY, with nothing looked up, planned,
 * checked or waited for. Returns the seconds it takes.
 */
export async function copyRows(server: BenchServer, encoded: Encoded): Promise<number> {
  const database = 'bench_limit';
  await server.makeDatabase(database);
  const clients = await Promise.all(encoded.map(() => server.connect(database)));
  try {
    const [first] = clients;
    const triggers = (await first?.query<{ name: string; table: string }>(TRIGGERS))?.rows ?? [];
    for (const { name, table } of triggers) await first?.query(`drop trigger ${name} on ${table}`);
    await server.settle();
    const startedAt = performance.now();
    await Promise.all(clients.map((client, index) => copyShare(client, encoded[index] ?? [])));
    return (performance.now() - startedAt) / 1_000;
  } finally {
    await Promise.all(clients.map((client) => client.end()));
    await server.dropDatabase(database);
  }
}

async function copyShare(client: pg.Client, share: Encoded[number]): Promise<void> {
  for (const { table, bytes } of share) {
    const stream = client.query(copyFrom(`copy ${table} from stdin (format binary)`));
    const done = new Promise<void>((resolve, reject) => stream.on('finish', resolve).on('error', reject));
    for (let at = 0; at < bytes.length; at += CHUNK) stream.write(bytes.subarray(at, at + CHUNK));
    stream.end();
    await done;
  }
}
