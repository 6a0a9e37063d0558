import { setTimeout as wait } from 'node:timers/promises';
import type { Credentials } from '../connectors/contract.ts';
import { Trouble } from '../domain/trouble.ts';
import type { ShownConsent } from '../engine/consent-desk.ts';
import type { StoreDesk } from '../engine/desk.ts';
import type { Context } from './context.ts';
import { consentUrlOf, serverPort } from './server-address.ts';

/** How often it is looked whether the server has taken in an answer. */
const LOOK_EVERY_MS = 500;
const HEALTH_MS_MAX = 5_000;

interface Question {
  readonly platform: string;
  readonly credentials: Credentials;
  readonly channel: string | null;
}

/**
 * Tells the address that lets us into the shop, and waits until the running server has taken in the answer. Returns the
 * consent's id. Throws a Trouble where no server runs, or the answer is no.
 */
export async function consentInBrowser(
  { env, screen }: Context,
  { consents }: StoreDesk,
  book: string,
  question: Question,
): Promise<string> {
  const server = `http://127.0.0.1:${serverPort(env)}`;
  await expectServer(server);
  const redirectUrl = consentUrlOf(env) ?? `${server}/consent`;
  const { id, url } = await consents.ask(book, question, { redirectUrl, askedFrom: null });
  screen.note(`The app has to know this redirect URL: ${redirectUrl}`);
  screen.note(`Open this in a browser, and allow it there within ten minutes; it serves once:\n\n${url}\n`);
  let consent: ShownConsent = await consents.show(book, id);
  while (consent.state === 'asked' || consent.state === 'exchanging') {
    await wait(LOOK_EVERY_MS);
    consent = await consents.show(book, id);
  }
  if (consent.state === 'allowed') return id;
  throw new Trouble(consent.problem?.cause ?? `it was not allowed in ${consent.place}`, 'run the command again');
}

/** The shop's answer comes to the server that serves the dashboard, not to this program. */
async function expectServer(server: string): Promise<void> {
  const isThere = await fetch(`${server}/healthz`, { signal: AbortSignal.timeout(HEALTH_MS_MAX) }).then(
    (answer) => answer.ok,
    () => false,
  );
  if (isThere) return;
  throw new Trouble(
    `no server runs at ${server} to take in the shop's answer`,
    'start it with `bookkeeper start` in another terminal (PORT says where it is), then run this again',
  );
}
