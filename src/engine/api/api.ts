import {
  type Access,
  type Api,
  type ApiAnswer,
  ApiError,
  type ApiRequest,
  type Grant,
} from '../../connectors/contract.ts';
import { type Instant, instant } from '../../domain/time/when.ts';
import { ClosedAddressError } from './addresses.ts';
import type { Budget, Timers, Urgency } from './budget.ts';
import { OversizeError, type Transport, type WireAnswer, type WireRequest } from './transport.ts';

/** Gives the token that requests carry now; `after` names one that was refused, so that another is fetched. */
export type Tokens = (after: string | null) => Promise<string>;

export interface ApiOptions {
  readonly access: Access;
  readonly transport: Transport;
  readonly budget: Budget;
  readonly urgency: Urgency;
  readonly timers: Timers;
  /** 0 ≤ n < 1, for the spread of waits. */
  readonly random: () => number;
  /** Null where credentials themselves are enough. */
  readonly tokens: Tokens | null;
  /** Aborted when nobody waits for answers any more: what is under way ends as 'unavailable'. */
  readonly signal?: AbortSignal;
  /** Counts a request by how it ended. */
  readonly onRequest?: (outcome: 'answered' | 'failed' | 'throttled') => void;
}

const AGENT = 'Bookkeeper/0.1';
const TRIES = 4;
const FIRST_WAIT_MS = 500;
/** What a platform asks for beyond this is left to the job's own backoff. */
const LONGEST_WAIT_MS = 30_000;
/** A store that asks for more than this is mistaken, or not itself. */
const LONGEST_PAUSE_MS = 15 * 60_000;

/** Requests to one store: authorised, within its budget, bounded in time, tried again where that helps, and counted. */
export function makeApi(options: ApiOptions): Api {
  return { send: (request) => new Sending(options, request).run() };
}

/** An Api without a token, for fetching one. */
export function grantOver(options: Omit<ApiOptions, 'tokens'>, grant: (api: Api) => Promise<Grant>): Promise<Grant> {
  return grant(makeApi({ ...options, tokens: null }));
}

class Sending {
  readonly #options: ApiOptions;
  readonly #request: ApiRequest;

  constructor(options: ApiOptions, request: ApiRequest) {
    this.#options = options;
    this.#request = request;
  }

  async run(): Promise<ApiAnswer> {
    const { tokens } = this.#options;
    let token = tokens === null ? null : await tokens(null);
    let isTokenFresh = false;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#once(token);
      if (this.#isRefused(outcome) && tokens !== null && !isTokenFresh) {
        token = await tokens(token);
        isTokenFresh = true;
        continue;
      }
      if (!(outcome instanceof ApiError)) return outcome;
      const wait = attempt < TRIES ? this.#waitAfter(outcome, attempt) : null;
      if (wait === null) throw outcome;
      await this.#orAborted(new Promise<void>((resolve) => void this.#options.timers.after(wait, resolve)));
    }
  }

  #isRefused(outcome: ApiAnswer | ApiError): boolean {
    if (outcome instanceof ApiError) return outcome.kind === 'unauthorised';
    return this.#options.access.isRefused?.(outcome) ?? false;
  }

  async #once(token: string | null): Promise<ApiAnswer | RetriableError> {
    const { access, transport, budget, urgency, timers, onRequest } = this.#options;
    const cost = this.#request.cost ?? 1;
    const acquired = budget.acquire(cost, urgency);
    await this.#orAborted(acquired).catch((error: unknown) => {
      // It may still be granted: others wait for it.
      acquired.then(() => budget.release(cost, null));
      throw error;
    });
    const sentAt = instant(Math.floor(timers.now()));
    let answer: ApiAnswer | null = null;
    let url = new URL(access.baseUrl);
    try {
      // Proof of who asks may carry the time: it is made when the request leaves, not before it waits.
      const wire = wireOf(access, this.#request, token);
      url = wire.url;
      const told = await this.#orAborted(transport(wire));
      answer = answerOf(told, wire, sentAt);
      const error = errorOf(answer, url);
      if (error?.kind === 'throttled' && error.retryAfterMs !== null) {
        budget.pause(Math.min(error.retryAfterMs, LONGEST_PAUSE_MS));
      }
      onRequest?.(error === null ? 'answered' : error.kind === 'throttled' ? 'throttled' : 'failed');
      return error ?? answer;
    } catch (error) {
      onRequest?.('failed');
      if (error instanceof ApiError) throw error;
      return lost(error, url);
    } finally {
      budget.release(cost, answer);
    }
  }

  /** What comes first: the end of some wait, or that nobody waits any more. */
  async #orAborted<T>(waited: Promise<T>): Promise<T> {
    const { signal } = this.#options;
    if (signal === undefined) return await waited;
    waited.catch(() => undefined);
    const stopped = () => new ApiError('unavailable', 'the program is stopping');
    if (signal.aborted) throw stopped();
    let stop = () => {};
    const aborted = new Promise<never>((_resolve, reject) => {
      stop = () => reject(stopped());
      signal.addEventListener('abort', stop, { once: true });
    });
    return await Promise.race([waited, aborted]).finally(() => signal.removeEventListener('abort', stop));
  }

  /** How long to wait before the next try; null where another would not help, or might do the work twice. */
  #waitAfter(error: RetriableError, attempt: number): number | null {
    const { kind, retryAfterMs } = error;
    const isRepeatable = this.#request.repeatable ?? this.#request.method === 'GET';
    if (kind !== 'throttled' && !(kind === 'unavailable' && isRepeatable)) return null;
    if (retryAfterMs !== null) return retryAfterMs <= LONGEST_WAIT_MS ? retryAfterMs : null;
    return FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + this.#options.random());
  }
}

/** What a platform answered instead, with the wait it asked for. */
class RetriableError extends ApiError {
  readonly retryAfterMs: number | null;

  constructor(kind: ApiError['kind'], message: string, status: number | null, retryAfterMs: number | null = null) {
    super(kind, message, status);
    this.retryAfterMs = retryAfterMs;
  }
}

/** A store in a private network, which is not asked: only who starts the program may allow it. */
export class PrivateAddressError extends RetriableError {
  constructor(cause: string) {
    super('refused', `${cause}, which is refused unless Bookkeeper is started with BOOKKEEPER_ALLOW_PRIVATE=1`, null);
  }
}

function wireOf({ baseUrl, authorise }: Access, request: ApiRequest, token: string | null): WireRequest {
  const [base, named] = [new URL(baseUrl), new URL(request.path, baseUrl)];
  const isElsewhere = /^https?:/.test(request.path) && named.origin !== base.origin;
  // Credentials go to the store alone, whatever an answer names; a file may lie on another server, as well guarded.
  if (isElsewhere && (request.method !== 'GET' || (base.protocol === 'https:' && named.protocol !== 'https:'))) {
    throw new ApiError('refused', `an answer leads to another server, ${named.host}`);
  }
  const { method, path, query = {}, headers = {}, body } = isElsewhere ? request : authorise(request, token);
  const url = new URL(/^https?:/.test(path) ? path : `${baseUrl}${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.append(name, String(value));
  return {
    method,
    url,
    headers: {
      accept: 'application/json',
      'user-agent': AGENT,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? null : Buffer.from(JSON.stringify(body)),
  };
}

function answerOf({ status, headers, body }: WireAnswer, { url }: WireRequest, sentAt: Instant): ApiAnswer {
  const text = body.toString('utf8');
  const json = () => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw new ApiError('unreadable', `${placeOf(url)} did not answer in JSON`, status);
    }
  };
  return { status, headers, text, json, sentAt };
}

function errorOf({ status, headers }: ApiAnswer, url: URL): RetriableError | null {
  if ((status >= 200 && status < 300) || status === 404) return null;
  const place = placeOf(url);
  if (status === 401) return new RetriableError('unauthorised', `${place} does not accept the credentials`, status);
  if (status === 403) return new RetriableError('forbidden', `${place} does not allow it`, status);
  if (status === 429)
    return new RetriableError('throttled', `${place} asks for fewer requests`, status, after(headers));
  if (status >= 500)
    return new RetriableError('unavailable', `${place} answered with ${status}`, status, after(headers));
  if (status >= 300 && status < 400) {
    return new RetriableError('refused', `${place} leads elsewhere: connect with the store's own address`, status);
  }
  return new RetriableError('refused', `${place} answered with ${status}`, status);
}

function lost(error: unknown, url: URL): RetriableError {
  const place = placeOf(url);
  if (error instanceof ClosedAddressError) {
    return new PrivateAddressError(error.message);
  }
  if (error instanceof OversizeError) return new RetriableError('unreadable', `${place}: ${error.message}`, null);
  const isTime = error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return new RetriableError(
    'unavailable',
    `${place} ${isTime ? 'did not answer in time' : `cannot be reached${code}`}`,
    null,
  );
}

/** Without the query, which may hold credentials. */
function placeOf(url: URL): string {
  return `${url.host}${url.pathname}`;
}

/** Retry-After in seconds or as a date is read as seconds only: dates would need the platform's clock. */
function after(headers: ApiAnswer['headers']): number | null {
  const seconds = Number.parseFloat(headers['retry-after'] ?? '');
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds * 1_000) : null;
}
