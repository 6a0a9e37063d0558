import type pg from 'pg';
import { GENESIS } from '../domain/ledger/hash.ts';
import type { Currency } from '../domain/money/minor.ts';
import type { PolicyBody } from '../domain/posting/policy.ts';
import type { LocalDate } from '../domain/time/when.ts';

type Client = pg.ClientBase | pg.Pool;

export interface BookRow {
  readonly bookId: number;
  readonly name: string;
  readonly baseCurrency: Currency;
  readonly zone: string;
}

/** The book's own documents (manual entries, cut-over) hang on this connection. */
export const OWN_CONNECTION = 1;

const BOOK = 'select book_id as "bookId", name, base_currency as "baseCurrency", zone from book';

export async function findBook(client: Client, name: string): Promise<BookRow | null> {
  return (await client.query<BookRow>(`${BOOK} where name = $1`, [name])).rows[0] ?? null;
}

const INSERT_BOOK = `with b as (
    insert into book (book_id, name, base_currency, zone, created_at)
    select coalesce(max(book_id), 0) + 1, $1, $2, $3, $4 from book
    on conflict (name) do nothing returning book_id
  ), h as (
    insert into book_head (book_id, head_hash, next_connection) select book_id, $5, 2 from b
  ), c as (
    insert into connection (book_id, connection_id, platform, channel, zone, state)
    select book_id, ${OWN_CONNECTION}, 'bookkeeper', '', $3, 'own' from b
  ), p as (
    insert into policy (book_id, version, effective_from, made_at, made_by, body) select book_id, 1, '0001-01-01', $4, $6, $7 from b
  )
  select book_id as "bookId" from b`;

/** Makes a book with its head, its own connection and its first policy; null where the name is taken. */
export async function insertBook(
  client: Client,
  book: {
    readonly name: string;
    readonly baseCurrency: Currency;
    readonly zone: string;
    readonly policy: PolicyBody;
    readonly maker: string;
  },
  now: number,
): Promise<BookRow | null> {
  const { name, baseCurrency, zone, policy, maker } = book;
  const values = [name, baseCurrency, zone, new Date(now), GENESIS, maker, JSON.stringify(policy)];
  const [row] = (await client.query<{ bookId: number }>(INSERT_BOOK, values)).rows;
  return row === undefined ? null : { bookId: row.bookId, name, baseCurrency, zone };
}

/** What a connection knows of its store, since payloads do not say it. */
export interface ConnectionSettings {
  /** Decimals of the store's integer amounts, where they are not the connector's default. */
  readonly decimals?: number;
  readonly giftCardSkus?: readonly string[];
  /** The profile that declares a tabular export. */
  readonly profile?: unknown;
}

export interface ConnectionRow {
  readonly connectionId: number;
  readonly platform: string;
  readonly channel: string;
  readonly remoteAccount: string | null;
  readonly zone: string;
  readonly cutOver: LocalDate | null;
  readonly settings: ConnectionSettings;
}

const CONNECTION = `select connection_id as "connectionId", platform, channel, remote_account as "remoteAccount", zone,
  cut_over as "cutOver", settings from connection where book_id = $1`;

export async function listConnections(client: Client, bookId: number): Promise<ConnectionRow[]> {
  return (await client.query<ConnectionRow>(`${CONNECTION} and state <> 'own' order by connection_id`, [bookId])).rows;
}

export async function findConnection(client: Client, bookId: number, channel: string): Promise<ConnectionRow | null> {
  return (await client.query<ConnectionRow>(`${CONNECTION} and channel = $2`, [bookId, channel])).rows[0] ?? null;
}

const INSERT_CONNECTION = `with n as (
    update book_head set next_connection = next_connection + 1 where book_id = $1 returning next_connection - 1 as connection_id
  )
  insert into connection (book_id, connection_id, platform, channel, zone, cut_over, state, settings, remote_account)
  select $1, connection_id, $2, $3, $4, $5, 'files only', $6, $7 from n returning connection_id as "connectionId"`;

type NewConnection = Pick<ConnectionRow, 'platform' | 'channel' | 'zone' | 'cutOver' | 'settings'> &
  Partial<Pick<ConnectionRow, 'remoteAccount'>>;

/** Makes a channel that is fed by files until credentials are given. A fault that isTaken() where it is there already. */
export async function insertConnection(
  client: Client,
  bookId: number,
  connection: NewConnection,
): Promise<ConnectionRow> {
  const { platform, channel, zone, cutOver, settings, remoteAccount = null } = connection;
  const values = [bookId, platform, channel, zone, cutOver, JSON.stringify(settings), remoteAccount];
  const [row] = (await client.query<{ connectionId: number }>(INSERT_CONNECTION, values)).rows;
  if (row === undefined) throw new Error(`book ${bookId} is not there`);
  return { ...connection, connectionId: row.connectionId, remoteAccount };
}

/** True where a fault says that another channel of the book has the name, or is the shop. */
export function isTaken(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || !('constraint' in error)) return false;
  return error.code === UNIQUE_VIOLATION && String(error.constraint).startsWith('connection_book_id_');
}

/** SQLSTATE. */
const UNIQUE_VIOLATION = '23505';

const NAME_SHOP = `update connection set remote_account = $3
  where book_id = $1 and connection_id = $2 and remote_account is null returning remote_account as shop`;

const SHOP = 'select remote_account as shop from connection where book_id = $1 and connection_id = $2';

/**
 * Notes the shop that a channel's payloads name, once. Returns the shop it stands for: another one where that came first.
 * A fault that isTaken() where another channel is that shop.
 */
export async function nameShop(
  client: Client,
  bookId: number,
  connectionId: number,
  remoteAccount: string,
): Promise<string> {
  const named = await client.query<{ shop: string }>(NAME_SHOP, [bookId, connectionId, remoteAccount]);
  const { rows } = named.rows.length > 0 ? named : await client.query<{ shop: string }>(SHOP, [bookId, connectionId]);
  const [row] = rows;
  if (row === undefined) throw new Error(`connection ${connectionId} of book ${bookId} is not there`);
  return row.shop;
}

export async function setCutOver(
  client: Client,
  bookId: number,
  connectionId: number,
  cutOver: LocalDate | null,
): Promise<void> {
  await client.query('update connection set cut_over = $3 where book_id = $1 and connection_id = $2', [
    bookId,
    connectionId,
    cutOver,
  ]);
}
