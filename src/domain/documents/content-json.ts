import type { PartContent } from './parts.ts';

/** Texts made lately, those before them, and how many make up one of the two: weak references would cost the collector more. */
const LATELY = 2_048;
let lately = new Map<PartContent, string>();
let before = new Map<PartContent, string>();

/** The JSON of a part's content. It is needed twice, for the content's hash and for storing it, and made once. */
export function contentJson(content: PartContent): string {
  const known = lately.get(content) ?? before.get(content);
  if (known !== undefined) return known;
  const text = JSON.stringify(content);
  if (lately.size === LATELY) [before, lately] = [lately, new Map()];
  lately.set(content, text);
  return text;
}
