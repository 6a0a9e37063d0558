import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type SignIns, sessionMs } from '../books/sign-in.ts';
import { addEndpoint, nothing } from './endpoint.ts';
import { isChange, isFromOwnPage } from './guards.ts';
import { Refused } from './problems.ts';
import { sendUsedLink, usedLink } from './used-link.ts';

/** Where the link leads: not under /api, since nobody who opens it is signed in yet. */
export const openPath = '/open';

/** Cookies know no ports: two servers on one machine must not take each other's. */
const cookieName = ({ headers }: FastifyRequest) => `bookkeeper-${/:(\d+)$/.exec(headers.host ?? '')?.[1] ?? '80'}`;

/** Lets in who has a session, and changes from our own page only; for all that the app has in it. */
export function guardSession(app: FastifyInstance, signIns: SignIns): void {
  app.addHook('onRequest', async (request) => {
    if (!(await isSignedIn(request, signIns))) {
      throw new Refused(401, 'nobody is signed in', 'open a link that `bookkeeper link` prints, or send its session');
    }
    if (!isChange(request)) return;
    const isOwn = request.headers.origin === undefined ? bearerOf(request) !== undefined : isFromOwnPage(request);
    if (!isOwn) throw new Refused(403, 'the request comes from another page', 'ask from a page of this address');
  });
}

/** Whether whoever sent the request has a session, and has it still: a stream goes on after its request was let in. */
export async function isSignedIn(request: FastifyRequest, signIns: SignIns): Promise<boolean> {
  const token = bearerOf(request) ?? cookieOf(request);
  return token !== undefined && (await signIns.isOpen(token));
}

/** `/open?token=…`: a link opens once; what it is changed for goes into a cookie that scripts cannot read. */
export function addOpenLink(app: FastifyInstance, signIns: SignIns): void {
  app.get<{ Querystring: { readonly token?: unknown } }>(
    openPath,
    { schema: { hide: true } },
    async (request, reply) => {
      const { token } = request.query;
      const session = await signIns.open(typeof token === 'string' ? token : '');
      const known = cookieOf(request);
      if (session === null && known !== undefined && (await signIns.isOpen(known))) return reply.redirect('/', 303);
      if (session === null) {
        if (wantsPage(request)) return sendUsedLink(reply);
        throw new Refused(403, usedLink.cause, usedLink.remedy);
      }
      setCookie(request, reply, session, sessionMs / 1000);
      if (wantsJson(request)) return reply.send({ session });
      return reply.redirect('/', 303);
    },
  );
}

const wantsPage = ({ headers }: FastifyRequest) => headers.accept?.includes('text/html') === true;
const wantsJson = ({ headers }: FastifyRequest) => headers.accept?.startsWith('application/json') === true;

/** What who is signed in can do about it; people and their roles get their place here. */
export function addSessionEndpoints(app: FastifyInstance, signIns: SignIns): void {
  const tag = 'Session';
  addEndpoint(app, {
    method: 'POST',
    path: '/api/session/link',
    summary: 'A new link that opens once, for another browser on this machine',
    tag,
    params: nothing,
    query: nothing,
    answer: z.object({ path: z.string().describe('Below the address of this server') }),
    handle: async () => ({ path: `${openPath}?token=${await signIns.makeLink()}` }),
  });
  addEndpoint(app, {
    method: 'DELETE',
    path: '/api/session',
    summary: 'Signs out',
    tag,
    params: nothing,
    query: nothing,
    answer: z.object({ signedIn: z.literal(false) }),
    handle: async ({ raw }, reply) => {
      const token = bearerOf(raw) ?? cookieOf(raw);
      if (token !== undefined) await signIns.close(token);
      setCookie(raw, reply, '', 0);
      return { signedIn: false as const };
    },
  });
}

function setCookie(request: FastifyRequest, reply: FastifyReply, value: string, seconds: number): void {
  const cookie = `${cookieName(request)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict`;
  reply.header('set-cookie', cookie);
}

function bearerOf({ headers }: FastifyRequest): string | undefined {
  return /^Bearer ([\w-]+)$/.exec(headers.authorization ?? '')?.[1];
}

function cookieOf(request: FastifyRequest): string | undefined {
  const name = `${cookieName(request)}=`;
  const pair = request.headers.cookie?.split(/; */).find((each) => each.startsWith(name));
  return pair === undefined || pair.length === name.length ? undefined : pair.slice(name.length);
}
