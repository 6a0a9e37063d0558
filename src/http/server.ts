import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import swagger from '@fastify/swagger';
import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifySchema } from 'fastify';
import { type DestinationStream, pino } from 'pino';
import { LiveBooks } from '../books/live.ts';
import type { Session } from '../books/session.ts';
import { SignIns } from '../books/sign-in.ts';
import { Trouble } from '../domain/trouble.ts';
import type { StoreDesk } from '../engine/desk.ts';
import { addAccountEndpoints } from './accounts.ts';
import { addBookEndpoints } from './books.ts';
import { addConnectionEndpoints } from './connections.ts';
import { addConsentEndpoints, addConsentReturn, consentPath } from './consent.ts';
import type { Context } from './context.ts';
import { refuseOddDays } from './days.ts';
import { addDiscrepancyEndpoints } from './discrepancies.ts';
import { addEntryEndpoints } from './entries.ts';
import { addExportEndpoints } from './exports.ts';
import { guardHost, refuseNul } from './guards.ts';
import { addHealthEndpoint } from './health.ts';
import { addImportEndpoints } from './imports.ts';
import { addLiveEndpoint } from './live.ts';
import { addLockEndpoints } from './locks.ts';
import { addOrderEndpoints } from './orders.ts';
import { builtPages, servePages } from './pages.ts';
import { addParkedEndpoints } from './parked.ts';
import { addPolicyEndpoints } from './policy.ts';
import { addPriceEndpoints } from './prices.ts';
import { answerProblems, forLog, sendUnreadable } from './problems.ts';
import { addRecognitionEndpoints } from './recognition.ts';
import { addReportEndpoints } from './reports.ts';
import { addOpenLink, addSessionEndpoints, guardSession, openPath } from './sign-in.ts';
import { takeUploads } from './uploads.ts';
import { buildValidator } from './validators.ts';
import { addVerifyEndpoints } from './verify.ts';

/** Only this machine is served: whoever holds the link that was printed on it may do everything. */
const address = '127.0.0.1';

const bodyBytesMax = 1_000_000;

export interface ServerOptions {
  readonly session: Session;
  /** The time of day in milliseconds. */
  readonly clock?: () => number;
  /** Who may ask; without it nobody has a link to come in by. */
  readonly signIns?: SignIns;
  /** Who asks, for the audit log. */
  readonly who?: string;
  /** Takes a line for the log: faults of the program, as JSON. */
  readonly log?: (line: string) => void;
  /** Connected stores; without it none can be asked about. */
  readonly desk?: StoreDesk | null;
  /** Where shops send merchants back to, where that is not this server under its own address. */
  readonly consentUrl?: string | null;
  /** Where the dashboard's built files are. */
  readonly pages?: string;
  /** Where uploaded files lie while they are read. */
  readonly uploads?: string;
}

/** Makes the server; `listen` begins to serve. */
export async function makeServer({
  session,
  clock = Date.now,
  signIns = new SignIns(session, clock),
  who = 'dashboard',
  log = () => {},
  desk = null,
  consentUrl = null,
  pages = builtPages,
  uploads = tmpdir(),
}: ServerOptions): Promise<FastifyInstance> {
  const destination: DestinationStream = { write: (line) => log(line.trimEnd()) };
  // Addresses may name people: single requests, which are told below that level, are not logged.
  const logger: FastifyBaseLogger = pino({ level: 'warn', base: null }, destination);
  const app = fastify({
    loggerInstance: logger,
    genReqId: () => randomUUID(),
    forceCloseConnections: true,
    // Whoever asks only for the head of a stream would set it going.
    exposeHeadRoutes: false,
    bodyLimit: bodyBytesMax,
    frameworkErrors: sendUnreadable,
    routerOptions: { maxParamLength: 500 },
    schemaController: { compilersFactory: { buildValidator } },
    // What is not asked for by its name is a mistake, and said to be one.
    ajv: { customOptions: { removeAdditional: false } },
  });
  const onFault = (error: unknown) => app.log.error({ err: forLog(error) }, 'work in the background failed');
  const live = new LiveBooks(session, onFault);
  app.addHook('onClose', async () => live.close());
  app.removeContentTypeParser('text/plain');
  guardHost(app, consentUrl === null ? null : { host: new URL(consentUrl).hostname, path: consentPath });
  answerProblems(app);
  await describe(app);
  const context: Context = { session, clock, who, live, signIns, desk, consentUrl, uploads, onFault };
  // Routes that are added from here on stand in the document.
  await app.register(async (open) => {
    addHealthEndpoint(open, context);
  });
  await app.register(async (api) => {
    guardSession(api, signIns);
    refuseNul(api);
    refuseOddDays(api);
    await takeUploads(api);
    addSessionEndpoints(api, signIns);
    for (const add of groups) add(api, context);
  });
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  addOpenLink(app, signIns);
  addConsentReturn(app, context);
  await servePages(app, pages);
  await app.ready();
  return app;
}

/** The link that opens the books in a browser, once. */
export async function makeLink(url: string, signIns: SignIns): Promise<string> {
  return `${url}${openPath}?token=${await signIns.makeLink()}`;
}

const groups = [
  addBookEndpoints,
  addOrderEndpoints,
  addEntryEndpoints,
  addAccountEndpoints,
  addReportEndpoints,
  addParkedEndpoints,
  addDiscrepancyEndpoints,
  addPolicyEndpoints,
  addImportEndpoints,
  addConnectionEndpoints,
  addRecognitionEndpoints,
  addPriceEndpoints,
  addConsentEndpoints,
  addLockEndpoints,
  addVerifyEndpoints,
  addExportEndpoints,
  addLiveEndpoint,
];

async function describe(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Bookkeeper',
        version: '0.1.0',
        description: 'Amounts are decimal strings in major units; amounts of accounts are debit positive.',
      },
      components: {
        securitySchemes: {
          session: { type: 'http', scheme: 'bearer', description: 'What the link that is printed at the start opens' },
        },
      },
      security: [{ session: [] }],
    },
    transform: ({ schema, url }) => ({ schema: withForm(schema), url }),
    // Shared shapes keep their names.
    refResolver: { buildLocalReference: (json, _uri, _fragment, index) => String(json.$id ?? `shape-${index}`) },
  });
}

/** What is uploaded is told as the body, which Fastify itself would check as JSON. */
function withForm({ form, ...schema }: FastifySchema & { readonly form?: unknown }): FastifySchema {
  return form === undefined ? schema : { ...schema, consumes: ['multipart/form-data'], body: form };
}

/** Begins to serve and returns the address; port 0 takes any that is free. */
export async function listen(app: FastifyInstance, port: number): Promise<string> {
  try {
    return await app.listen({ host: address, port });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new Trouble(
        `port ${port} is in use`,
        'stop what uses it, or set PORT to another (0 takes any that is free)',
      );
    }
    if (code === 'EACCES') throw new Trouble(`port ${port} may not be used`, 'set PORT to one above 1023');
    throw new Trouble(`port ${port} cannot be served (${message})`, 'set PORT to another');
  }
}
