import type pg from 'pg';

/** A link opens once and becomes a session; only the hash of either is here. Instants in milliseconds since 1970. */
export interface SignIn {
  readonly tokenHash: Buffer;
  readonly kind: 'link' | 'session';
  readonly madeAt: number;
  readonly expiresAt: number;
}

export async function insertSignIn(pool: pg.Pool, { tokenHash, kind, madeAt, expiresAt }: SignIn): Promise<void> {
  await pool.query('delete from sign_in where expires_at <= $1', [new Date(madeAt)]);
  await pool.query('insert into sign_in (token_hash, kind, made_at, expires_at) values ($1, $2, $3, $4)', [
    tokenHash,
    kind,
    new Date(madeAt),
    new Date(expiresAt),
  ]);
}

/** Uses a link up; false where there is none, or it was used or has expired. */
export async function takeLink(pool: pg.Pool, tokenHash: Buffer, now: number): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update sign_in set used_at = $2 where token_hash = $1 and kind = 'link' and used_at is null and expires_at > $2`,
    [tokenHash, new Date(now)],
  );
  return rowCount === 1;
}

/** When a session ends; null where there is none, or it has ended. */
export async function sessionEnd(pool: pg.Pool, tokenHash: Buffer, now: number): Promise<number | null> {
  const { rows } = await pool.query<{ end: number }>(
    `select expires_at as end from sign_in where token_hash = $1 and kind = 'session' and expires_at > $2`,
    [tokenHash, new Date(now)],
  );
  return rows[0]?.end ?? null;
}

export async function deleteSignIn(pool: pg.Pool, tokenHash: Buffer): Promise<void> {
  await pool.query('delete from sign_in where token_hash = $1', [tokenHash]);
}
