import { hash, randomBytes } from 'node:crypto';
import { deleteSignIn, insertSignIn, sessionEnd, takeLink } from '../storage/sign-in.ts';
import type { Session } from './session.ts';
import type { Clock } from './writer.ts';

/*
 * Who may ask over HTTP, until people can sign in: whoever holds a link that was printed on this machine. The link opens
 * once and becomes a session. Tokens are 256 random bits; the database holds their hashes only.
 */
const dayMs = 86_400_000;
const linkMs = dayMs;
export const sessionMs = 30 * dayMs;

/** How long a session that was found is taken for found, without asking again. */
const recheckMs = 10_000;

export class SignIns {
  readonly #pool: Session['database']['pool'];
  readonly #clock: Clock;
  readonly #checked = new Map<string, number>();

  constructor({ database }: Session, clock: Clock) {
    this.#pool = database.pool;
    this.#clock = clock;
  }

  /** A token that opens the books once. */
  async makeLink(): Promise<string> {
    return await this.#make('link', linkMs);
  }

  /** Changes a link's token for a session's; null where the link is used up, expired or unknown. */
  async open(link: string): Promise<string | null> {
    const taken = await takeLink(this.#pool, hashOf(link), this.#clock());
    return taken ? await this.#make('session', sessionMs) : null;
  }

  async isOpen(session: string): Promise<boolean> {
    const key = hashOf(session);
    const name = key.toString('base64');
    const now = this.#clock();
    if ((this.#checked.get(name) ?? 0) > now) return true;
    const end = await sessionEnd(this.#pool, key, now);
    if (end === null) this.#checked.delete(name);
    else this.#checked.set(name, Math.min(end, now + recheckMs));
    return end !== null;
  }

  /** Ends a session: it opens nothing any more. */
  async close(session: string): Promise<void> {
    this.#checked.delete(hashOf(session).toString('base64'));
    await deleteSignIn(this.#pool, hashOf(session));
  }

  async #make(kind: 'link' | 'session', ms: number): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const madeAt = this.#clock();
    await insertSignIn(this.#pool, { tokenHash: hashOf(token), kind, madeAt, expiresAt: madeAt + ms });
    return token;
  }
}

function hashOf(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}
