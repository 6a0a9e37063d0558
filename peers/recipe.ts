import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { transform } from '@swc/core';

const DOCS = join(import.meta.dirname, '..', 'docs');

/** Writes the lines that a page of docs/ gives to shops into a file, as the shop's server loads them. */
export async function writeRecipe(page: string, file: string): Promise<void> {
  const text = await readFile(join(DOCS, page), 'utf8');
  const source = /```ts\n([\s\S]*?)```/.exec(text)?.[1];
  if (source === undefined) throw new Error(`docs/${page} gives no lines for a shop`);
  const { code } = await transform(source, {
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      target: 'es2022',
    },
    module: { type: 'commonjs' },
  });
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, code);
}
