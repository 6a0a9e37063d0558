import type { Environment } from '../books/session.ts';
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
