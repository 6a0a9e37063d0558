import type { PartContent } from './parts.ts';

const texts = new WeakMap<PartContent, string>();

/** The JSON of a part's content. It is needed twice, for the content's hash and for storing it, and made once. */
export function contentJson(content: PartContent): string {
  let text = texts.get(content);
  if (text === undefined) {
    text = JSON.stringify(content);
    texts.set(content, text);
  }
  return text;
}
