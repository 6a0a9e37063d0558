import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Trouble } from '../domain/trouble.ts';
import type { ShownConsent } from '../engine/consent-desk.ts';
import type { StoreDesk } from '../engine/desk.ts';
import type { Context } from './context.ts';
import { addEndpoint, nothing } from './endpoint.ts';
import { bookParams, instant } from './schemas.ts';
import { channelName, credentials, foundStore, keepAs, keptStore } from './store-schemas.ts';

/** Where shops send merchants back to: not under /api, since what they bring is proof enough, and all that they bring. */
export const consentPath = '/consent';

const tag = 'Connections';
const consentParams = z.strictObject({ book: bookParams.shape.book, consent: z.string().min(1).max(100) });

const asked = z
  .object({
    id: z.string(),
    url: z.string().describe('To be opened by whoever may let us into the shop; it serves once'),
    expiresAt: instant,
  })
  .meta({ id: 'AskedConsent' });

const consent = z
  .object({
    id: z.string(),
    platform: z.string(),
    place: z.string().describe('The host where it is asked'),
    channel: z.string().nullable().describe('That is let in anew, or that it was kept as'),
    state: z.enum(['asked', 'exchanging', 'allowed', 'denied', 'failed', 'expired', 'kept']),
    askedAt: instant,
    expiresAt: instant,
    problem: z.object({ cause: z.string(), remedy: z.string() }).nullable(),
  })
  .meta({ id: 'Consent', description: 'A merchant who lets us in from within the shop' });

/** Where the platform sends merchants back to: what the operator says, else this server by the name that shops know. */
export function redirectUrlFor({ headers }: Pick<FastifyRequest, 'headers'>, consentUrl: string | null): string {
  const port = /:(\d+)$/.exec(headers.host ?? '')?.[1];
  return consentUrl ?? `http://127.0.0.1${port === undefined ? '' : `:${port}`}${consentPath}`;
}

export function addConsentEndpoints(app: FastifyInstance, context: Context): void {
  const desk = () => deskOf(context).consents;
  const askingOf = (raw: FastifyRequest) => ({
    redirectUrl: redirectUrlFor(raw, context.consentUrl),
    askedFrom: raw.headers.origin === undefined ? null : `${raw.protocol}://${raw.headers.host}`,
  });
  addEndpoint(app, {
    method: 'POST',
    path: '/api/books/:book/consents',
    summary: 'Makes the address under which a merchant lets us into the shop; nothing is asked of the shop yet',
    tag,
    params: bookParams,
    query: nothing,
    body: z.strictObject({
      platform: z.string(),
      credentials,
      channel: channelName.nullable().default(null).describe('One that is let in anew'),
    }),
    answer: asked,
    status: 201,
    handle: async ({ params, body, raw }) => shownAsked(await desk().ask(params.book, body, askingOf(raw))),
  });
  addEndpoint(app, {
    path: '/api/books/:book/consents',
    summary: 'Whom merchants were asked to let in, in the last days',
    tag,
    params: bookParams,
    query: nothing,
    answer: z.array(consent),
    handle: async ({ params }) => (await desk().list(params.book)).map(shown),
  });
  addEndpoint(app, {
    path: '/api/books/:book/consents/:consent',
    summary: 'Whether the merchant has answered',
    tag,
    params: consentParams,
    query: nothing,
    answer: consent,
    handle: async ({ params }) => shown(await desk().show(params.book, params.consent)),
  });
  addEndpoint(app, {
    method: 'POST',
    path: '/api/books/:book/consents/:consent/again',
    summary: 'Asks once more, with the credentials that were given then',
    tag,
    params: consentParams,
    query: nothing,
    answer: asked,
    status: 201,
    handle: async ({ params, raw }) => shownAsked(await desk().askAgain(params.book, params.consent, askingOf(raw))),
  });
  addEndpoint(app, {
    method: 'POST',
    path: '/api/books/:book/consents/:consent/find',
    summary: 'Asks the store that let us in who it is; nothing is kept',
    tag,
    params: consentParams,
    query: nothing,
    answer: foundStore,
    handle: async ({ params }) => await desk().find(params.book, params.consent),
  });
  addEndpoint(app, {
    method: 'POST',
    path: '/api/books/:book/consents/:consent/keep',
    summary: 'Keeps the store with what it granted; nothing is booked before it is started',
    tag,
    params: consentParams,
    query: nothing,
    body: z.strictObject(keepAs),
    answer: keptStore,
    status: 201,
    handle: async ({ params, body }) => await desk().keep(params.book, params.consent, body),
  });
}

/**
 * Takes in who comes back from a shop. A browser follows the shop's word here from another page, and sends no cookie with
 * it: nothing is believed but the state, which serves once. It ends where the wizard was left.
 */
export function addConsentReturn(app: FastifyInstance, context: Context): void {
  app.get(consentPath, { schema: { hide: true } }, async (request, reply) => {
    const { searchParams: query } = new URL(request.url, 'http://localhost');
    try {
      const { book, consent: given, askedFrom } = await deskOf(context).consents.finish(query);
      if (askedFrom !== null) return reply.redirect(`${askedFrom}${wizardPath(book, given)}`, 303);
      return sendWords(reply, 200, wordsFor(given));
    } catch (error) {
      if (!(error instanceof Trouble) || request.headers.accept?.includes('text/html') !== true) throw error;
      const { cause, remedy } = error.inParts();
      return sendWords(reply, 422, [`Nothing was connected: ${cause}.`, `What helps: ${remedy}.`]);
    }
  });
}

function wizardPath(book: string, { id, platform, channel }: ShownConsent): string {
  const view = new URLSearchParams({ platform, consent: id, ...(channel !== null && { channel }) });
  return `/b/${encodeURIComponent(book)}/connections/new?${view}`;
}

function wordsFor({ problem, place }: ShownConsent): string[] {
  const close = 'Go on in the terminal; this page can be closed.';
  return problem === null
    ? [`${place} lets Bookkeeper in.`, close]
    : [`Nothing was connected: ${problem.cause}.`, close];
}

/** A page without anything in it that could run. */
function sendWords(reply: FastifyReply, status: number, lines: readonly string[]): FastifyReply {
  return reply
    .code(status)
    .type('text/plain; charset=utf-8')
    .send(`${lines.join('\n')}\n`);
}

function deskOf({ desk }: Context): StoreDesk {
  if (desk !== null) return desk;
  throw new Trouble('stores are not kept up with here', 'start it with `bookkeeper start`');
}

function shownAsked({ expiresAt, ...rest }: { readonly id: string; readonly url: string; readonly expiresAt: number }) {
  return { ...rest, expiresAt: iso(expiresAt) };
}

function shown({ askedAt, expiresAt, ...rest }: ShownConsent): z.infer<typeof consent> {
  return { ...rest, askedAt: iso(askedAt), expiresAt: iso(expiresAt) };
}

const iso = (at: number) => new Date(at).toISOString();
