import { useQuery } from '@tanstack/react-query';
import { useBookName } from '../address/view.ts';
import { bookKey } from '../api/queries.ts';
import { pretty } from './pretty.ts';
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
    staleTime: 'static',
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
