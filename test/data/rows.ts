import { readFile, writeFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

/** A gzipped table's lines; no cell of these sets has a line end in it. */
export interface Rows {
  readonly header: string;
  readonly lines: readonly string[];
}

export async function readRows(file: string): Promise<Rows> {
  const text = gunzipSync(await readFile(file))
    .toString('utf8')
    .trimEnd();
  const [header = '', ...lines] = text.split('\n');
  return { header, lines };
}

export async function writeRows(file: string, { header, lines }: Rows): Promise<void> {
  await writeFile(file, `${header}\n${lines.join('\n')}\n`);
}
