import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Faults } from '../faults/faults.ts';
import type { Timers } from '../timers.ts';

/** A request, read whole. */
export interface Asked {
  readonly method: string;
  /** Decoded path without the query: '/wp-json/wc/v3/orders'. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Serving {
  /** 'http://127.0.0.1:8101' */
  readonly url: string;
  /** The platform's own work; a throw is answered with 500. Until it is given, all is answered with 503. */
  answerWith(answer: (asked: Asked) => Answer): void;
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly port: number;
  readonly faults: Faults;
  readonly timers: Timers;
  /** How long a connection is held that gets no answer, in real milliseconds. */
  readonly patienceMs: number;
}

const BODY_BYTES_MAX = 5_000_000;

/** A server on loopback that answers as told, but for the faults it is to commit. */
export function serve(options: ServerOptions): Promise<Serving> {
  let work: (asked: Asked) => Answer = () => ({ status: 503, body: '' });
  const server = createServer((request, response) => {
    void readBody(request).then(
      (body) => respond(response, () => answerOf(askedOf(request, body), work), options),
      () => response.destroy(),
    );
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      const stop = () =>
        new Promise<void>((done) => {
          server.close(() => done());
          server.closeAllConnections();
        });
      const answerWith = (answer: (asked: Asked) => Answer) => {
        work = answer;
      };
      resolve({ url: `http://127.0.0.1:${port}`, answerWith, stop });
    });
  });
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) throw new RangeError('the body is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function askedOf(request: IncomingMessage, body: string): Asked {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  return { method: request.method ?? 'GET', path: url.pathname, query: url.searchParams, headers, body };
}

function respond(response: ServerResponse, work: () => Answer, options: ServerOptions): void {
  const { faults, timers, patienceMs } = options;
  const refusal = refusalBy(faults);
  if (refusal !== null) {
    send(response, refusal);
    return;
  }
  const answer = work();
  if (faults.next('no answer') !== null) {
    timers.after(patienceMs, () => response.destroy());
    return;
  }
  const reset = faults.next('connection reset');
  if (reset !== null) {
    sendPart(response, answer, reset);
    return;
  }
  const cut = faults.next('cut answer');
  send(response, cut === null ? answer : { ...answer, body: firstPart(answer.body, cut) });
}

/** What is answered before any work is done. */
function refusalBy(faults: Faults): Answer | null {
  const seconds = faults.next('too many requests');
  if (seconds !== null) {
    return { status: 429, headers: { 'retry-after': String(seconds) }, body: '{"message":"Too many requests"}' };
  }
  if (faults.next('server error') !== null) return { status: 500, body: 'Internal Server Error' };
  if (faults.next('bad gateway') !== null) {
    const headers = { 'content-type': 'text/html' };
    return { status: 502, headers, body: '<html><head><title>502 Bad Gateway</title></head></html>' };
  }
  return null;
}

function answerOf(asked: Asked, answer: (asked: Asked) => Answer): Answer {
  try {
    return answer(asked);
  } catch (error) {
    return { status: 500, body: error instanceof Error ? error.message : 'Internal Server Error' };
  }
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8', ...headers });
  response.end(body);
}

/** Promises the whole body, gives a part of it and hangs up. */
function sendPart(response: ServerResponse, { status, headers, body }: Answer, percent: number): void {
  const length = Buffer.byteLength(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=UTF-8',
    ...headers,
    'content-length': length,
  });
  response.write(firstPart(body, percent), () => response.destroy());
}

const firstPart = (body: string, percent: number) => body.slice(0, Math.floor((body.length * percent) / 100));
