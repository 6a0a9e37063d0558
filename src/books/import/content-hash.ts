import { hash } from 'node:crypto';

/**
 * Identity of a payload's content: the first 16 bytes of SHA-256, in hexadecimal, over its JSON without the
 * connector's volatile fields (design.md 5). White space between tokens does not count.
 */
export function contentHash(payload: unknown, raw: string | Buffer, volatile: readonly string[]): string {
  const content = payload === undefined ? raw : JSON.stringify(without(payload, volatile));
  return hash('sha256', content, 'hex').slice(0, 32);
}

/** A copy without the fields at dotted paths; lists on the way are taken element by element. */
function without(value: unknown, paths: readonly string[]): unknown {
  if (paths.length === 0 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => without(item, paths));
  const copy: Record<string, unknown> = { ...value };
  for (const path of paths) {
    const dot = path.indexOf('.');
    // JSON leaves out what is undefined; deleting it would make the copy slow to read.
    if (dot < 0) {
      if (path in copy) copy[path] = undefined;
    } else {
      const head = path.slice(0, dot);
      if (copy[head] !== undefined) copy[head] = without(copy[head], [path.slice(dot + 1)]);
    }
  }
  return copy;
}
