import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Trouble } from '../domain/trouble.ts';

const unzip = promisify(gunzip);

async function unpacked(bytes: Buffer, path: string): Promise<Buffer> {
  return await unzip(bytes).catch((error: Error) => {
    throw new Trouble(`${path} cannot be unpacked (${error.message})`, 'get it again from where it came');
  });
}

/** The text of a small file that a person named; `.gz` is unpacked. */
export async function readText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new Trouble(`${path} cannot be read (${error.code ?? error.message})`, 'check the path');
  });
  return (path.endsWith('.gz') ? await unpacked(bytes, path) : bytes).toString('utf8');
}
