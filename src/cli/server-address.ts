import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Environment, homeOf } from '../books/session.ts';
import { Trouble } from '../domain/trouble.ts';

/** BOOK on the keys of a telephone. */
const USUAL_PORT = 2665;
const PORT_MAX = 65_535;

/** A port that the environment names, or the usual one. Throws a Trouble where it names none. */
export function portFrom(name: string, text: string | undefined, usual: number): number {
  if (text === undefined || text === '') return usual;
  const port = /^\d+$/.test(text) ? Number.parseInt(text, 10) : Number.NaN;
  if (port <= PORT_MAX) return port;
  throw new Trouble(`${name} is "${text}"`, `set it to a number up to ${PORT_MAX}, or leave it out`);
}

/** Where `bookkeeper start` serves unless it is told otherwise. */
export function serverPort({ PORT }: Environment): number {
  return portFrom('PORT', PORT, USUAL_PORT);
}

/** In the home while its server runs: the address, so that other commands find it whatever its port is. */
const ADDRESS_FILE = 'server-address';

const addressFile = (env: Environment) => join(homeOf(env), ADDRESS_FILE);

/**
 * Leaves word in the home where its server serves; returns how to take it back. A home that cannot be written (with a
 * database and a key from elsewhere none is needed) stays without.
 */
export async function leaveAddress(env: Environment, url: string): Promise<() => Promise<void>> {
  const file = addressFile(env);
  try {
    await mkdir(homeOf(env), { recursive: true });
    await writeFile(file, `${url}\n`, { mode: 0o600 });
  } catch {
    return async () => {};
  }
  return async () => {
    // Another server of this home may have begun since.
    if ((await leftAddress(env)) === url) await rm(file, { force: true }).catch(() => {});
  };
}

/** Where the home's server said that it serves; null where none did. One that was killed took nothing back. */
export async function leftAddress(env: Environment): Promise<string | null> {
  const text = await readFile(addressFile(env), 'utf8').catch(() => '');
  return /^http:\/\/127\.0\.0\.1:\d+$/.exec(text.trim())?.[0] ?? null;
}

/**
 * Where shops send merchants back to, where that is not the server's own address: CONSENT_URL, of a proxy that hands it on
 * to /consent. Throws a Trouble where it is no address.
 */
export function consentUrlOf({ CONSENT_URL: text }: Environment): string | null {
  if (text === undefined || text === '') return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '') return text;
  throw new Trouble(
    `CONSENT_URL is "${text}"`,
    'set it to the address that shops send merchants back to (https://books.example/consent), or leave it out',
  );
}
