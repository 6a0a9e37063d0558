import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { access, chmod, link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Trouble } from '../../domain/trouble.ts';
import { type Environment, homeOf } from '../server/home.ts';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_FILE = 'secret.key';

/**
 * Seals what must not be read by whoever holds the database: AES-256-GCM with a key that lies outside of it. `purpose`
 * ties a sealed value to its place, so that it cannot be moved to another row.
 */
export class Sealer {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    if (key.length !== KEY_BYTES) throw new RangeError(`a key has ${KEY_BYTES} bytes`);
    this.#key = key;
  }

  seal(text: string, purpose: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce).setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** Throws a Trouble where it was sealed with another key or for another purpose. */
  open(sealed: Buffer, purpose: string): string {
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
    try {
      const decipher = createDecipheriv(ALGORITHM, this.#key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(purpose)).setAuthTag(tag);
      return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString();
    } catch (error) {
      throw new Trouble(
        'credentials of a store cannot be opened: they were sealed with another key',
        `bring back ${KEY_FILE} of the home (or BOOKKEEPER_SECRET_KEY) they were sealed with, or connect the store again`,
        { cause: error },
      );
    }
  }
}

/** The key of an installation: BOOKKEEPER_SECRET_KEY (32 bytes in Base64), else a file of the home, made at first use. */
export async function openSealer(env: Environment): Promise<Sealer> {
  const given = env.BOOKKEEPER_SECRET_KEY;
  if (given) {
    const key = Buffer.from(given, 'base64');
    if (key.length === KEY_BYTES) return new Sealer(key);
    throw new Trouble(
      'BOOKKEEPER_SECRET_KEY is not a key',
      'set it to 32 random bytes in Base64 (openssl rand -base64 32)',
    );
  }
  const home = homeOf(env);
  const file = join(home, KEY_FILE);
  await mkdir(home, { recursive: true });
  await makeKeyFile(file);
  await chmod(file, 0o600);
  const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64');
  if (key.length === KEY_BYTES) return new Sealer(key);
  throw new Trouble(
    `${file} is not a key`,
    'bring it back from a backup of the home; without it, connect the stores again',
  );
}

/** Only one of two that begin at once makes it, and whoever reads it reads it whole. */
async function makeKeyFile(file: string): Promise<void> {
  if (await isThere(file)) return;
  const draft = `${file}.${randomBytes(6).toString('hex')}.new`;
  // Lost after credentials were sealed with it, they would be lost too.
  await writeFile(draft, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { flag: 'wx', mode: 0o600, flush: true });
  try {
    await link(draft, file);
  } catch (error) {
    if (!(await isThere(file))) throw error;
  } finally {
    await unlink(draft);
  }
}

async function isThere(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}
