import { type Access, ApiError, type Counted, type LiveConnector, type Stream } from './contract.ts';
import { ShapeError } from './shape.ts';

/**
 * A live half whose readers throw ShapeErrors, as one that says by an ApiError that the platform's answer is unreadable:
 * whoever asks sorts errors by that.
 */
export function readable(live: LiveConnector): LiveConnector {
  const { title, access, identify, streams, readOne, census } = live;
  return {
    ...live,
    access: (given) => readableAccess(access(given), title),
    identify: (api) => told(title, () => identify(api)),
    streams: streams.map((stream) => readableStream(stream, title)),
    readOne: (api, remoteId) => told(title, () => readOne(api, remoteId)),
    census: (...asked) => toldPages(title, census(...asked)),
  };
}

function readableAccess({ grant, ...access }: Access, title: string): Access {
  return { ...access, grant: grant === null ? null : (api) => told(title, () => grant(api)) };
}

function readableStream({ page, ...stream }: Stream, title: string): Stream {
  return { ...stream, page: (...asked) => told(title, () => page(...asked)) };
}

async function told<T>(title: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (fault) {
    throw errorOf(title, fault);
  }
}

async function* toldPages(
  title: string,
  pages: ReturnType<LiveConnector['census']>,
): AsyncGenerator<readonly Counted[]> {
  try {
    yield* pages;
  } catch (fault) {
    throw errorOf(title, fault);
  }
}

function errorOf(title: string, fault: unknown): unknown {
  return fault instanceof ShapeError
    ? new ApiError('unreadable', `${title} answered otherwise than it should: ${fault.message}`)
    : fault;
}
