import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import multipart, { type MultipartFile } from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Trouble } from '../domain/trouble.ts';
import { expectNoNul } from './guards.ts';

const gibibyte = 1_073_741_824;
const limits = { fileSize: 8 * gibibyte, files: 200, fields: 50, fieldSize: 1_000_000, parts: 250 };

/** Files and fields that were sent, the files in a folder of their own until they are thrown away. */
export interface Upload {
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly paths: readonly string[];
  discard(): Promise<void>;
}

export async function takeUploads(app: FastifyInstance): Promise<void> {
  await app.register(multipart, { limits, throwFileSizeLimit: true });
}

/** Writes what is sent into `uploads` as it comes; memory does not grow with it. */
export async function receive(request: FastifyRequest, uploads: string): Promise<Upload> {
  if (!request.isMultipart()) throw new Trouble('nothing was uploaded', 'send files as multipart/form-data');
  const folder = await mkdtemp(join(uploads, 'bookkeeper-upload-'));
  const discard = () => rm(folder, { recursive: true, force: true });
  const fields = new Map<string, string[]>();
  const paths: string[] = [];
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') paths.push(await store(part, folder, paths.length));
      else fields.set(part.fieldname, [...(fields.get(part.fieldname) ?? []), String(part.value)]);
    }
    expectNoNul([...fields.values()]);
    return { fields, paths, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

/** Under its own name, which profiles go by and messages tell; two of one name do not meet. */
async function store(part: MultipartFile, folder: string, index: number): Promise<string> {
  const place = join(folder, String(index));
  await mkdir(place);
  const path = join(place, safeName(part.filename));
  await pipeline(part.file, createWriteStream(path));
  return path;
}

function safeName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not get into a name
  const plain = last.replace(/[\u0000-\u001f\u007f]/g, '_').slice(-150);
  return plain === '' || plain === '.' || plain === '..' ? 'file' : plain;
}
