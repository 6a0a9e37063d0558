import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { bookNamed } from '../books/book.ts';
import { CSV, PLATFORMS } from '../books/connectors.ts';
import {
  type ImportList,
  type ImportRun,
  type ImportRunRequest,
  listImports,
  showImport,
  startImportRun,
} from '../books/import-runs.ts';
import { profileFrom } from '../books/profiles.ts';
import { type Recognised, recognise } from '../books/recognise.ts';
import { type Instant, parseInstant } from '../domain/time/when.ts';
import { Trouble } from '../domain/trouble.ts';
import type { Context } from './context.ts';
import { addEndpoint, nothing } from './endpoint.ts';
import { sampleEntry } from './samples.ts';
import { bookParams, currency, cursor, entry, id, instant, limit, runProblem, runState } from './schemas.ts';
import { receive, type Upload } from './uploads.ts';

const run: z.ZodType<ImportRun> = z
  .object({
    id: z.int(),
    state: runState,
    command: z.string(),
    recognised: z
      .object({ as: z.string(), channel: z.string(), files: z.array(z.string()) })
      .nullable()
      .describe('Null for an import that a command made'),
    dryRun: z.boolean(),
    startedAt: instant,
    endedAt: instant.nullable(),
    read: z.int().describe('Observations: posted + unchanged + parked'),
    posted: z.int(),
    unchanged: z.int(),
    parked: z.int(),
    discrepancies: z.int().describe('Opened on the way'),
    rate: z.number().nullable().describe('Records a second'),
    share: z.number().nullable().describe('How much of the files has been read, from 0 to 1'),
    secondsLeft: z.number().nullable(),
    firstEntries: z.array(entry).describe('Some of what it posted; not told in lists'),
    sample: z
      .array(sampleEntry)
      .describe('Of a dry run: what its first records would post against what stands; not told in lists'),
    firstParked: z.array(z.object({ place: z.string(), reason: z.string(), detail: z.string() })),
    problem: runProblem.nullable(),
  })
  .meta({ id: 'ImportRun' });

const list: z.ZodType<ImportList> = z
  .object({ imports: z.array(run), next: z.string().nullable().describe('`cursor` of the next page') })
  .meta({ id: 'ImportList' });

const recognised: z.ZodType<Recognised> = z
  .object({
    as: z.string().nullable().describe('Null where it is of no known platform'),
    profile: z.string().nullable().describe('Of a csv: the shipped profile that fits'),
    confidence: z.number().describe('From 0 to 1: the share of its records that could be read so'),
    records: z.int().describe('In what was sent of it'),
    shop: z.string().nullable(),
    currencies: z.array(currency),
    problems: z.array(z.string()),
    entries: z.array(sampleEntry).describe('What the first records would post into an empty book'),
  })
  .meta({ id: 'Recognised' });

const file = z.string().meta({ format: 'binary' });
const yes = z.enum(['true', 'false']).optional();

const form = z.object({
  files: z.array(file).describe('Also `.gz`; under any name of field'),
  as: z.enum([...PLATFORMS, CSV]),
  channel: z.string().optional().describe("The platform's name unless said otherwise"),
  profile: z.string().optional().describe('With csv: the name of a shipped one, or its JSON'),
  asOf: z.string().optional().describe('When the files were as they are; the newest instant each record names'),
  decimals: z.string().optional().describe("Of the store's amounts, where they are not the usual ones"),
  giftCardSku: z.array(z.string()).optional().describe('SKUs that are gift cards'),
  dryRun: yes.describe('Decode and plan against what stands, and write nothing: no channel either'),
});

const sample = z.object({ file, isWhole: yes.describe('Whether the file ends with what is sent') });

const tag = 'Imports';

export function addImportEndpoints(app: FastifyInstance, { session, clock, who, uploads, onFault }: Context): void {
  addEndpoint(app, {
    path: '/api/books/:book/imports',
    summary: 'Imports, the newest first',
    tag,
    params: bookParams,
    query: z.strictObject({ cursor, limit: limit(100, 25) }),
    answer: list,
    handle: async ({ params, query }) =>
      await listImports(session, (await bookNamed(session, params.book)).bookId, query, clock),
  });
  addEndpoint(app, {
    method: 'POST',
    path: '/api/books/:book/imports',
    summary: 'Uploads files and begins to import them; ask for the import until it has ended',
    tag,
    params: bookParams,
    query: nothing,
    form,
    answer: z.object({ import: z.int() }),
    status: 202,
    handle: async ({ params, raw }) => {
      const book = await bookNamed(session, params.book);
      const upload = await receive(raw, uploads);
      try {
        const request = { ...(await requestOf(upload)), paths: upload.paths, by: who };
        const started = await startImportRun(session, book, request, clock, onFault);
        started.ended.catch(onFault).finally(() => upload.discard().catch(onFault));
        return { import: started.import };
      } catch (error) {
        await upload.discard();
        throw error;
      }
    },
  });
  addEndpoint(app, {
    path: '/api/books/:book/imports/:id',
    summary: 'How far an import is, or how it ended',
    tag,
    params: bookParams.extend({ id }),
    query: nothing,
    answer: run,
    handle: async ({ params }) => await showImport(session, await bookNamed(session, params.book), params.id, clock),
  });
  addEndpoint(app, {
    method: 'POST',
    path: '/api/books/:book/imports/recognise',
    summary: 'What a file seems to be, and what its first records would post; writes nothing',
    description: 'Its beginning is enough: a few records.',
    tag,
    params: bookParams,
    query: nothing,
    form: sample,
    answer: recognised,
    handle: async ({ params, raw }) => {
      const book = await bookNamed(session, params.book);
      const upload = await receive(raw, uploads);
      try {
        const [path] = upload.paths;
        if (path === undefined) throw new Trouble('no file was sent', 'send a file, or its beginning');
        return await recognise(session, book, { path, isWhole: isTrue(upload, 'isWhole') ?? false }, clock);
      } finally {
        await upload.discard();
      }
    },
  });
}

type Asked = Omit<ImportRunRequest, 'paths' | 'by'>;

const known = ['as', 'channel', 'profile', 'asOf', 'decimals', 'giftCardSku', 'dryRun'];

async function requestOf(upload: Upload): Promise<Asked> {
  const stranger = [...upload.fields.keys()].find((name) => !known.includes(name));
  if (stranger !== undefined) throw new Trouble(`there is no field "${stranger}"`, `fields are ${known.join(', ')}`);
  const platform = one(upload, 'as');
  if (platform === null || ![...PLATFORMS, CSV].includes(platform)) {
    throw new Trouble(`the files are as "${platform ?? ''}"`, `say as ${[...PLATFORMS, CSV].join(' or ')}`);
  }
  const profile = one(upload, 'profile');
  return {
    platform,
    channel: one(upload, 'channel'),
    profile: profile === null ? null : await profileFrom(profile),
    asOf: asOfFrom(one(upload, 'asOf')),
    decimals: decimalsFrom(one(upload, 'decimals')),
    giftCardSkus: (upload.fields.get('giftCardSku') ?? []).filter((sku) => sku !== ''),
    dryRun: isTrue(upload, 'dryRun') ?? false,
  };
}

/** What a field says; null where it is left out or empty, as forms send it. */
function one({ fields }: Upload, name: string): string | null {
  return fields.get(name)?.at(-1)?.trim() || null;
}

function isTrue(upload: Upload, name: string): boolean | null {
  const text = one(upload, name);
  if (text === null) return null;
  if (text === 'true' || text === 'false') return text === 'true';
  throw new Trouble(`${name} is "${text}"`, 'say true or false');
}

function asOfFrom(text: string | null): Instant | null {
  if (text === null) return null;
  const instant = parseInstant(text) ?? parseInstant(`${text}T00:00:00Z`);
  if (instant === null) throw new Trouble(`asOf is "${text}"`, 'write an instant as 2026-03-01T10:15:00Z');
  return instant;
}

function decimalsFrom(text: string | null): number | null {
  if (text === null) return null;
  if (!/^\d$/.test(text)) throw new Trouble(`decimals is "${text}"`, 'give a whole number from 0 to 9');
  return Number.parseInt(text, 10);
}
