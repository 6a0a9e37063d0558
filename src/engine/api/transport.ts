import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { ClosedAddressError, isPublicAddress, lookUpPublic } from './addresses.ts';

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

/**
 * Requests over Node's own HTTP. Redirects are not followed: they would carry credentials elsewhere. Without
 * `allowPrivate`, names and addresses that lead into private networks are refused.
 */
export function httpTransport({ allowPrivate }: { readonly allowPrivate: boolean }): Transport & { close(): void } {
  const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  const send: Transport = ({ method, url, headers, body }) =>
    new Promise((resolve, reject) => {
      const host = url.hostname.replace(/^\[|\]$/g, '');
      if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host)) return reject(new ClosedAddressError(host));
      const isPlain = url.protocol === 'http:';
      const options = {
        method,
        headers: { ...headers, ...(body === null ? {} : { 'content-length': String(body.length) }) },
        agent: isPlain ? agents.http : agents.https,
        signal: AbortSignal.timeout(MS_MAX),
        ...(allowPrivate ? {} : { lookup: lookUpPublic }),
      };
      const request = (isPlain ? httpRequest : httpsRequest)(url, options, (answer) => {
        readWhole(answer).then((read) => resolve({ status: answer.statusCode ?? 0, ...read }), reject);
      });
      request.on('error', reject);
      request.end(body ?? undefined);
    });
  const close = () => {
    agents.http.destroy();
    agents.https.destroy();
  };
  return Object.assign(send, { close });
}

async function readWhole(answer: IncomingMessage): Promise<Pick<WireAnswer, 'headers' | 'body'>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BYTES_MAX) throw new Error(`the answer is longer than ${BYTES_MAX / 1_000_000} MB`);
    chunks.push(chunk);
  }
  // An answer that ends before its announced length is no answer.
  if (!answer.complete) throw new Error('the answer broke off');
  return { headers, body: Buffer.concat(chunks) };
}
