import { hash } from 'node:crypto';

/**
 * Identity of a payload's content: the first 16 bytes of SHA-256, in hexadecimal, over its JSON without the
 * connector's volatile fields (design.md 5). White space between tokens does not count.
 */
export function contentHash(payload: unknown, raw: string, volatile: readonly string[]): string {
  const text = payload === undefined ? raw : JSON.stringify(without(payload, volatile));
  return hash('sha256', text, 'hex').slice(0, 32);
}

/** A copy without the fields at dotted paths; lists on the way are taken element by element. */
function without(value: unknown, paths: readonly string[]): unknown {
  if (paths.length === 0 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => without(item, paths));
  const copy: Record<string, unknown> = { ...value };
  const deeper = new Map<string, string[]>();
  for (const path of paths) {
    const dot = path.indexOf('.');
    if (dot < 0) delete copy[path];
    else {
      const head = path.slice(0, dot);
      const rest = deeper.get(head);
      if (rest === undefined) deeper.set(head, [path.slice(dot + 1)]);
      else rest.push(path.slice(dot + 1));
    }
  }
  for (const [key, rest] of deeper) if (key in copy) copy[key] = without(copy[key], rest);
  return copy;
}
