import type pg from 'pg';
import type { Instant } from '../../domain/time/when.ts';
import { dateOf, type Problem, type SealedGrant } from './connections.ts';

type Client = pg.ClientBase | pg.Pool;

/**
 * asked → taken → allowed → kept; asked → denied; taken → failed. A state serves one step out of `asked`; what is `kept`,
 * `denied` or `failed` stays so, and another consent is asked instead.
 */
export type ConsentStatus = 'asked' | 'taken' | 'allowed' | 'denied' | 'failed' | 'kept';

/** A merchant's consent; what is sealed stays sealed. */
export interface ConsentRow {
  readonly consentId: string;
  readonly bookId: number;
  readonly platform: string;
  /** The host where it is asked: the shop's. */
  readonly place: string;
  readonly channel: string | null;
  readonly stateHash: Buffer;
  readonly status: ConsentStatus;
  /** Null once the store is kept; till then the shop may be asked again with them. */
  readonly credentials: Buffer | null;
  /** Null where the platform takes none, and once the shop has answered. */
  readonly verifier: Buffer | null;
  readonly redirectUrl: string;
  readonly askedFrom: string | null;
  readonly askedBy: string;
  readonly askedAt: Instant;
  readonly expiresAt: Instant;
  readonly takenAt: Instant | null;
  readonly problem: Omit<Problem, 'since'> | null;
}

const SELECT = `select consent_id as "consentId", book_id as "bookId", platform, place, channel, state_hash as "stateHash", status,
    credentials, verifier, redirect_url as "redirectUrl", asked_from as "askedFrom", asked_by as "askedBy", asked_at as "askedAt",
    expires_at as "expiresAt", taken_at as "takenAt", problem from consent`;

export type NewConsent = Omit<ConsentRow, 'status' | 'takenAt' | 'problem'>;

/** Forgets what was asked before that, with all that is sealed for it. */
export async function forgetConsents(client: Client, before: number): Promise<void> {
  await client.query('delete from consent where asked_at < $1', [new Date(before)]);
}

/** Notes that a merchant was sent to the shop. */
export async function insertConsent(client: Client, consent: NewConsent): Promise<void> {
  await client.query(
    `insert into consent (consent_id, book_id, platform, place, channel, state_hash, status, credentials, verifier, redirect_url,
       asked_from, asked_by, asked_at, expires_at) values ($1, $2, $3, $4, $5, $6, 'asked', $7, $8, $9, $10, $11, $12, $13)`,
    [
      ...[consent.consentId, consent.bookId, consent.platform, consent.place, consent.channel, consent.stateHash],
      ...[consent.credentials, consent.verifier, consent.redirectUrl, consent.askedFrom, consent.askedBy],
      ...[new Date(consent.askedAt), new Date(consent.expiresAt)],
    ],
  );
}

export async function consentByState(client: Client, stateHash: Buffer): Promise<ConsentRow | null> {
  return (await client.query<ConsentRow>(`${SELECT} where state_hash = $1`, [stateHash])).rows[0] ?? null;
}

export async function findConsent(client: Client, bookId: number, consentId: string): Promise<ConsentRow | null> {
  const { rows } = await client.query<ConsentRow>(`${SELECT} where book_id = $1 and consent_id = $2`, [
    bookId,
    consentId,
  ]);
  return rows[0] ?? null;
}

/** Consents of a book, the newest first. */
export async function listConsents(client: Client, bookId: number): Promise<ConsentRow[]> {
  return (await client.query<ConsentRow>(`${SELECT} where book_id = $1 order by asked_at desc`, [bookId])).rows;
}

/** Takes a state for whoever comes first, and says no to all others; where no code came, nobody asks for the verifier. */
export async function takeConsent(
  client: Client,
  consentId: string,
  status: 'taken' | 'denied',
  now: number,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `update consent set status = $2, taken_at = $3, verifier = case $2 when 'denied' then null else verifier end
     where consent_id = $1 and status = 'asked' and expires_at > $3`,
    [consentId, status, new Date(now)],
  );
  return rowCount === 1;
}

export async function failConsent(client: Client, consentId: string, problem: ConsentRow['problem']): Promise<void> {
  await client.query(
    `update consent set status = 'failed', verifier = null, problem = $2 where consent_id = $1 and status = 'taken'`,
    [consentId, JSON.stringify(problem)],
  );
}

/** Keeps what a code was exchanged for. */
export async function allowConsent(client: Client, consentId: string, grant: SealedGrant): Promise<void> {
  await client.query(
    `update consent set status = 'allowed', verifier = null, token = $2, token_expires_at = $3, refresh_token = $4
     where consent_id = $1 and status = 'taken'`,
    [consentId, grant.token, dateOf(grant.expiresAt), grant.refreshToken],
  );
}

/** The token of a consent that was given and not kept yet; whoever comes second waits, and sees what the first has got. */
export async function lockConsentToken(client: pg.ClientBase, consentId: string): Promise<SealedGrant | null> {
  const { rows } = await client.query<SealedGrant>(
    `select token, token_expires_at as "expiresAt", refresh_token as "refreshToken" from consent
     where consent_id = $1 and status = 'allowed' for update`,
    [consentId],
  );
  return rows[0] ?? null;
}

export async function storeConsentToken(client: pg.ClientBase, consentId: string, grant: SealedGrant): Promise<void> {
  await client.query('update consent set token = $2, token_expires_at = $3, refresh_token = $4 where consent_id = $1', [
    consentId,
    grant.token,
    dateOf(grant.expiresAt),
    grant.refreshToken,
  ]);
}

/** The store is kept: nothing secret stays here. */
export async function closeConsent(client: pg.ClientBase, consentId: string, channel: string): Promise<void> {
  await client.query(
    `update consent set status = 'kept', channel = $2, credentials = null, token = null, token_expires_at = null,
       refresh_token = null where consent_id = $1`,
    [consentId, channel],
  );
}
