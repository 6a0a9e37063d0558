import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Trouble } from '../domain/trouble.ts';
import type { Certificate } from '../engine/certificate-shown.ts';
import type { Platform, StoreDesk } from '../engine/desk.ts';
import type { FirstLook } from '../engine/first-look.ts';
import type { ConnectionStatus } from '../engine/status.ts';
import { redirectUrlFor } from './consent.ts';
import type { Context } from './context.ts';
import { addEndpoint, nothing } from './endpoint.ts';
import { sampleEntry } from './samples.ts';
import { bookParams, currency, day, decimal, instant, orderSum } from './schemas.ts';
import { channelName, credentials, foundStore, keepAs, keptStore } from './store-schemas.ts';

const tag = 'Connections';
const channelParams = z.strictObject({ book: bookParams.shape.book, channel: channelName });
const count = z.int();
const moment = instant.nullable();

type AskingPlatform = Omit<Platform, 'consent'> & {
  readonly consent: (NonNullable<Platform['consent']> & { readonly redirectUrl: string }) | null;
};

const field = z.object({
  name: z.string(),
  label: z.string(),
  help: z.string(),
  kind: z.enum(['text', 'url', 'secret']),
  optional: z.literal(true).optional(),
}) as unknown as z.ZodType<Platform['credentials'][number]>;

const platform: z.ZodType<AskingPlatform> = z
  .object({
    platform: z.string(),
    title: z.string(),
    credentials: z.array(field),
    consent: z
      .object({
        fields: z.array(field),
        help: z.string(),
        redirectUrl: z.string().describe('What the platform has to know: merchants are sent back there'),
      })
      .nullable()
      .describe('Merchants may let us in from within the shop'),
  })
  .meta({ id: 'Platform' });

const firstLook: z.ZodType<FirstLook> = z
  .object({
    days: count,
    isPartial: z.boolean().describe('There is more in these days than was read'),
    orders: count,
    currencies: z.array(z.object({ currency, orders: count, total: decimal })),
    gateways: z.array(z.object({ gateway: z.string(), currency, payments: count })),
    taxes: z.array(z.string()),
    recognition: z.array(z.object({ recognition: z.enum(['order', 'fulfilment']), revenue: decimal })),
    notBooked: z.array(z.object({ reason: z.string(), count })),
    giftCards: z.object({
      known: z.array(z.string()).describe('SKUs whose money is owed, and no revenue'),
      likely: z.array(z.string()).describe('SKUs that look like gift cards and would be booked as sales'),
    }),
    samples: z.array(sampleEntry),
  })
  .meta({ id: 'FirstLook', description: 'Nothing of it is written' });

const stream = z.object({
  stream: z.string(),
  completeThrough: moment.describe("By the platform's clock: every change before it is in the books"),
  running: z.boolean(),
  done: count.describe('Records of this run'),
  total: count.nullable(),
  lastRunAt: moment,
  dueAt: instant,
});

const live = z.object({
  name: z.string(),
  currency,
  connectedAt: instant,
  startedAt: moment,
  problem: z.object({ cause: z.string(), remedy: z.string(), since: instant }).nullable(),
  retryAt: moment,
  streams: z.array(stream),
  inbox: z.object({ waiting: count, oldest: moment }),
  reads: z.object({ due: count, later: count, failing: count }),
  webhooks: z
    .object({
      topics: z.array(z.string()),
      checkedAt: instant,
      remadeAt: moment.describe('When the platform was last found to have dropped some'),
      problem: z.string().nullable(),
      code: z
        .enum(['no-public-url', 'refused'])
        .nullable()
        .describe('The problem for programs: PUBLIC_URL is not set; the store says no'),
    })
    .nullable(),
  hasWebhooks: z.boolean().describe('The store can tell of changes'),
  webhooksByHand: z
    .boolean()
    .describe('It does once a person has put lines into the shop: `…/webhook` has what they need'),
  lastEventAt: moment.describe('When the last webhook came'),
  today: z.object({ requests: count, failed: count, throttled: count, received: count, refused: count }),
  waits: z
    .object({ count, p50: count, p95: count, p99: count })
    .nullable()
    .describe('Milliseconds from a webhook to the books, last 7 days'),
  budget: z.number().nullable().describe('What is left, as a share'),
  listings: count,
  priceChanges: z.array(
    z.object({
      sku: z.string(),
      title: z.string(),
      seenAt: instant,
      before: decimal.nullable().describe('Null: it had none'),
      beforeCurrency: currency.nullable(),
      after: decimal.nullable().describe('Null: it has none'),
      currency: currency.nullable(),
    }),
  ),
  priceAlarms: count.describe('Prices beyond the bounds: `…/prices/alarms` has them'),
});

const connection = z
  .object({
    channel: z.string(),
    platform: z.string(),
    remoteAccount: z.string().nullable(),
    cutOver: day.nullable(),
    state: z.enum(['files only', 'found', 'live', 'paused', 'off']),
    live: live.nullable().describe('Null for a channel of files'),
  })
  .meta({ id: 'Connection' });

const sums = z.record(z.string(), z.object({ orders: count, total: decimal }));
const certificate: z.ZodType<Certificate> = z
  .object({
    channel: z.string(),
    day,
    verdict: z.enum(['certified', 'provisional', 'broken']),
    theirs: sums.describe('By currency'),
    ours: sums.describe('By currency'),
    differing: z.array(
      z.object({
        remoteId: z.string(),
        number: z.string(),
        document: z.string().nullable().describe('`/orders/{document}` takes it; null: the books have none'),
        theirs: orderSum.nullable().describe('Null: not there on this day'),
        ours: orderSum.nullable().describe('Null: not there on this day'),
        why: z.string().describe('As far as is known'),
      }),
    ),
    madeAt: instant,
    age: count.describe('Days after its own'),
    nextAt: moment,
    problem: z
      .string()
      .nullable()
      .describe('Why the shop could not count the day when it was last asked; null: it did'),
  })
  .meta({ id: 'Certificate' });

const iso = (at: number) => new Date(at).toISOString();
const isoOrNull = (at: number | null) => (at === null ? null : iso(at));

export function addConnectionEndpoints(app: FastifyInstance, { desk: given, consentUrl }: Context): void {
  const desk = (): StoreDesk => {
    if (given === null) throw new Trouble('stores are not kept up with here', 'start it with `bookkeeper start`');
    return given;
  };
  addEndpoint(app, {
    path: '/api/platforms',
    summary: 'Platforms whose stores can be connected, and what each asks for',
    tag,
    params: nothing,
    query: nothing,
    answer: z.array(platform),
    handle: async ({ raw }) => {
      const redirectUrl = redirectUrlFor(raw, consentUrl);
      return desk()
        .platforms()
        .map(({ consent, ...rest }) => ({ ...rest, consent: consent === null ? null : { ...consent, redirectUrl } }));
    },
  });
  addEndpoint(app, {
    path: '/api/books/:book/connections',
    summary: 'The channels of a book, and how it is with them',
    tag,
    params: bookParams,
    query: nothing,
    answer: z.array(connection),
    handle: async ({ params }) => (await desk().connections(params.book)).map(shownConnection),
  });
  addEndpoint(app, {
    method: 'POST',
    path: '/api/books/:book/connections/find',
    summary: 'Asks a store who it is; nothing is kept',
    tag,
    params: bookParams,
    query: nothing,
    body: z.strictObject({ platform: z.string(), credentials }),
    answer: foundStore,
    handle: async ({ params, body }) => await desk().find(params.book, body.platform, body.credentials),
  });
  addEndpoint(app, {
    method: 'POST',
    path: '/api/books/:book/connections',
    summary: 'Keeps a store, its credentials sealed; nothing is booked before it is started',
    tag,
    params: bookParams,
    query: nothing,
    body: z.strictObject({
      platform: z.string(),
      credentials,
      ...keepAs,
    }),
    answer: keptStore,
    status: 201,
    handle: async ({ params, body }) => await desk().keep(params.book, body),
  });
  addEndpoint(app, {
    path: '/api/books/:book/connections/:channel/look',
    summary: 'What a store holds and what its last weeks would post; nothing is written',
    tag,
    params: channelParams,
    query: nothing,
    answer: firstLook,
    handle: async ({ params }) => await desk().look(params.book, params.channel),
  });
  addEndpoint(app, {
    method: 'POST',
    path: '/api/books/:book/connections/:channel/gift-cards',
    summary: 'Says which SKUs of a store are gift cards, before anything of it is read',
    tag,
    params: channelParams,
    query: nothing,
    body: z.strictObject({ skus: z.array(z.string().max(200)).max(1_000) }),
    answer: firstLook,
    handle: async ({ params, body }) => {
      await desk().sayGiftCards(params.book, params.channel, body.skus);
      return await desk().look(params.book, params.channel);
    },
  });
  addEndpoint(app, {
    method: 'POST',
    path: '/api/books/:book/connections/:channel/start',
    summary: 'From here on the books keep up with the store',
    tag,
    params: channelParams,
    query: nothing,
    answer: z.array(connection),
    handle: async ({ params }) => {
      await desk().start(params.book, params.channel);
      return (await desk().connections(params.book)).map(shownConnection);
    },
  });
  addEndpoint(app, {
    path: '/api/books/:book/connections/:channel/webhook',
    summary: 'What to enter in a shop whose platform has no webhooks of its own',
    tag,
    params: channelParams,
    query: nothing,
    answer: z.object({
      url: z.string().nullable().describe('Null: PUBLIC_URL is not set'),
      secret: z.string().describe('Signs what the shop sends'),
    }),
    handle: async ({ params }) => await desk().webhook(params.book, params.channel),
  });
  addEndpoint(app, {
    method: 'POST',
    path: '/api/books/:book/connections/:channel/disconnect',
    summary: 'The store is left alone from here on; evidence and entries stay',
    tag,
    params: channelParams,
    query: nothing,
    answer: z.object({ webhooks: z.enum(['removed', 'none', 'left']) }),
    handle: async ({ params }) => ({ webhooks: await desk().disconnect(params.book, params.channel) }),
  });
  addEndpoint(app, {
    method: 'POST',
    path: '/api/books/:book/connections/:channel/read-again',
    summary: 'Has a feed asked again at once',
    tag,
    params: channelParams,
    query: nothing,
    body: z.strictObject({
      stream: z.string().max(50),
      fromStart: z.boolean().default(false).describe('All of it, from the first record'),
    }),
    answer: z.array(connection),
    handle: async ({ params, body }) => {
      await desk().readAgain(params.book, params.channel, body.stream, body.fromStart);
      return (await desk().connections(params.book)).map(shownConnection);
    },
  });
  addEndpoint(app, {
    path: '/api/books/:book/certificates',
    summary: 'The verdicts on channels and days',
    tag,
    params: bookParams,
    query: z.strictObject({ from: day, to: day }),
    answer: z.array(certificate),
    handle: async ({ params, query }) => await desk().certificates(params.book, query.from, query.to),
  });
  addEndpoint(app, {
    method: 'POST',
    path: '/api/books/:book/connections/:channel/certify',
    summary: 'Asks the platform again, and makes the certificates of some days',
    tag,
    params: channelParams,
    query: nothing,
    body: z.strictObject({ from: day, to: day }),
    answer: z.array(certificate),
    handle: async ({ params, body }) => await desk().certify(params.book, params.channel, body.from, body.to),
  });
}

function shownConnection({ connectionId: _id, live: status, ...rest }: ConnectionStatus): z.infer<typeof connection> {
  const { cutOver, ...words } = rest;
  const from = cutOver as z.infer<typeof connection>['cutOver'];
  if (status === null) return { ...words, cutOver: from, live: null };
  const {
    connectedAt,
    startedAt,
    retryAt,
    streams,
    inbox,
    priceChanges,
    reads,
    webhooks,
    problem,
    lastEventAt,
    ...same
  } = status;
  return {
    ...words,
    cutOver: from,
    live: {
      ...same,
      reads,
      problem,
      webhooks: webhooks === null ? null : { ...webhooks, topics: [...webhooks.topics] },
      connectedAt: iso(connectedAt),
      startedAt: isoOrNull(startedAt),
      retryAt: isoOrNull(retryAt),
      lastEventAt: isoOrNull(lastEventAt),
      streams: streams.map(
        ({ runFrom: _from, runBeganAt: _began, cursor: _cursor, completeThrough, lastRunAt, dueAt, ...one }) => ({
          ...one,
          completeThrough: isoOrNull(completeThrough),
          lastRunAt: isoOrNull(lastRunAt),
          dueAt: iso(dueAt),
        }),
      ),
      inbox: { waiting: inbox.waiting, oldest: isoOrNull(inbox.oldest) },
      priceChanges: priceChanges.map(({ remoteId: _remoteId, seenAt, ...one }) => ({ ...one, seenAt: iso(seenAt) })),
    },
  };
}
