import { useQuery } from '@tanstack/react-query';
import { useBookName } from '../address/view.ts';
import { bookKey } from '../api/queries.ts';
import { Loaded } from './states.tsx';

interface Props {
  readonly path: string;
  readonly ask: (path: string, signal: AbortSignal) => Promise<string>;
}

/** A message as it came, laid out; asked for once it is shown. */
export function RawMessage({ path, ask }: Props) {
  const book = useBookName();
  const message = useQuery({
    queryKey: [...bookKey(book), 'message', path],
    queryFn: ({ signal }) => ask(path, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Loaded query={message} lines={4}>
      {(text) => (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        <pre className="payload" tabIndex={0}>
          {pretty(text)}
        </pre>
      )}
    </Loaded>
  );
}

/** Only laid out, never parsed: every character of a figure stays as it came. */
function pretty(text: string): string {
  let depth = 0;
  let isText = false;
  let laid = '';
  const line = () => `\n${'  '.repeat(depth)}`;
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (isText) {
      laid += char;
      if (char === '\\') {
        index += 1;
        laid += text.charAt(index);
      } else if (char === '"') isText = false;
      continue;
    }
    if (char === '"') {
      isText = true;
      laid += char;
    } else if (char === '{' || char === '[') {
      const closing = char === '{' ? '}' : ']';
      const rest = text.slice(index + 1).match(/^\s*/)?.[0].length ?? 0;
      if (text.charAt(index + 1 + rest) === closing) {
        laid += char + closing;
        index += 1 + rest;
      } else {
        depth += 1;
        laid += char + line();
      }
    } else if (char === '}' || char === ']') {
      depth -= 1;
      laid += line() + char;
    } else if (char === ',') laid += char + line();
    else if (char === ':') laid += ': ';
    else if (!/\s/.test(char)) laid += char;
  }
  return laid;
}
