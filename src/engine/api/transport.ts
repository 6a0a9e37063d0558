import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { ClosedAddressError, isPublicAddress, publicLookup } from './addresses.ts';

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

export interface WireAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Sends one request and reads its answer whole; throws where there is none. */
export type Transport = (request: WireRequest) => Promise<WireAnswer>;

/** No platform's page is larger. */
const BYTES_MAX = 64_000_000;
/** From the first byte sent to the last one read. */
const MS_MAX = 60_000;

/** Thrown where an answer is longer than any page: asking again would not make it shorter. */
export class OversizeError extends Error {
  constructor(bytesMax: number) {
    super(`an answer is longer than ${bytesMax / 1_000_000} MB`);
    this.name = 'OversizeError';
  }
}

export interface TransportOptions {
  /** False: names and addresses that lead into private networks are refused. */
  readonly allowPrivate: boolean;
  /** Origins that are let through all the same ('http://127.0.0.1:2668'). */
  readonly trusted?: ReadonlySet<string>;
  /** The signal that ends one request, made when it begins. */
  readonly timeLimit?: () => AbortSignal;
  readonly bytesMax?: number;
}

/** Requests over Node's own HTTP. Redirects are not followed: they would carry credentials elsewhere. */
export function httpTransport({
  allowPrivate,
  trusted = new Set(),
  timeLimit = () => AbortSignal.timeout(MS_MAX),
  bytesMax = BYTES_MAX,
}: TransportOptions): Transport & { close(): void } {
  const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  const lookup = allowPrivate ? {} : { lookup: publicLookup() };
  const send: Transport = ({ method, url, headers, body }) =>
    new Promise((resolve, reject) => {
      const host = url.hostname.replace(/^\[|\]$/g, '');
      const isOpen = allowPrivate || trusted.has(url.origin);
      if (!isOpen && isIP(host) !== 0 && !isPublicAddress(host)) return reject(new ClosedAddressError(host));
      const isPlain = url.protocol === 'http:';
      const signal = timeLimit();
      // An answer that is cut off by the limit tells of a lost connection instead.
      const fail = (error: unknown) => reject(signal.aborted ? signal.reason : error);
      const options = {
        method,
        headers: { ...headers, ...(body === null ? {} : { 'content-length': String(body.length) }) },
        agent: isPlain ? agents.http : agents.https,
        signal,
        ...lookup,
      };
      const request = (isPlain ? httpRequest : httpsRequest)(url, options, (answer) => {
        readWhole(answer, bytesMax).then((read) => resolve({ status: answer.statusCode ?? 0, ...read }), fail);
      });
      request.on('error', fail);
      request.end(body ?? undefined);
    });
  const close = () => {
    agents.http.destroy();
    agents.https.destroy();
  };
  return Object.assign(send, { close });
}

async function readWhole(answer: IncomingMessage, bytesMax: number): Promise<Pick<WireAnswer, 'headers' | 'body'>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new OversizeError(bytesMax);
    chunks.push(chunk);
  }
  // An answer that ends before its announced length is no answer.
  if (!answer.complete) throw new Error('the answer broke off');
  return { headers, body: Buffer.concat(chunks) };
}
