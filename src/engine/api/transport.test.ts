import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ClosedAddressError } from './addresses.ts';
import { httpTransport, OversizeError, type TransportOptions, type WireRequest } from './transport.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server of its own for the test that calls this, and how it is asked. */
async function useServer(handler: Handler, options: Partial<TransportOptions> = {}) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    handler(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const transport = httpTransport({ allowPrivate: true, ...options });
  onTestFinished(() => {
    transport.close();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const send = (path: string, request: Partial<WireRequest> = {}) =>
    transport({ method: 'GET', url: new URL(`http://127.0.0.1:${port}${path}`), headers: {}, body: null, ...request });
  return { send, asked };
}

test('sends method, headers and body, and reads the answer whole', async () => {
  const { send, asked } = await useServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    response.writeHead(201, { 'X-Kept': 'yes', 'Set-Cookie': ['a=1', 'b=2'] });
    response.write(`${request.headers['x-asked']} ${request.headers['content-length']} `);
    response.end(Buffer.concat(chunks));
  });
  const answer = await send('/orders?page=1', {
    method: 'POST',
    headers: { 'x-asked': 'so' },
    body: Buffer.from('Bücher'),
  });
  expect(asked).toEqual(['POST /orders?page=1']);
  expect([answer.status, answer.body.toString()]).toEqual([201, 'so 7 Bücher']);
  expect(answer.headers).toMatchObject({ 'x-kept': 'yes', 'set-cookie': 'a=1, b=2' });
});

test('a redirect is an answer, and not followed', async () => {
  const { send, asked } = await useServer((_request, response) => {
    response.writeHead(302, { location: '/elsewhere' }).end();
  });
  expect(await send('/')).toMatchObject({ status: 302, headers: { location: '/elsewhere' } });
  expect(asked).toEqual(['GET /']);
});

test.each<readonly [string, Handler]>([
  ['before the answer', () => {}],
  ['amid the body', (_request, response) => void response.writeHead(200, { 'content-length': '9' }).write('{')],
])('time ends %s', async (_, handler) => {
  const limit = new AbortController();
  const { send } = await useServer(
    (request, response) => {
      handler(request, response);
      limit.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    },
    { timeLimit: () => limit.signal },
  );
  await expect(send('/')).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('a body that is cut off is no answer', async () => {
  const { send } = await useServer((_request, response) => {
    response.writeHead(200, { 'content-length': '99' });
    response.write('{"orders":[');
    response.socket?.resetAndDestroy();
  });
  await expect(send('/')).rejects.toMatchObject({ code: 'ECONNRESET' });
});

test('nor one that ends before its length', async () => {
  const { send } = await useServer((_request, response) => {
    response.socket?.end('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"orders":[');
  });
  await expect(send('/')).rejects.toThrow();
});

test('an answer that does not end is left', async () => {
  const { send } = await useServer(
    (_request, response) => {
      response.writeHead(200);
      const more = () => {
        if (response.writable) response.write(Buffer.alloc(10_000), more);
      };
      more();
    },
    { bytesMax: 1_000_000 },
  );
  await expect(send('/')).rejects.toThrow(new OversizeError(1_000_000));
});

test('nobody there', async () => {
  const transport = httpTransport({ allowPrivate: true });
  const { port } = await closedPort();
  const url = new URL(`http://127.0.0.1:${port}/`);
  await expect(transport({ method: 'GET', url, headers: {}, body: null })).rejects.toMatchObject({
    code: 'ECONNREFUSED',
  });
});

async function closedPort(): Promise<AddressInfo> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return address;
}

test.each(['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', 'localhost'])(
  'http://%s is refused before anything is sent',
  async (host) => {
    let asked = 0;
    const { send } = await useServer(
      (_request, response) => {
        asked += 1;
        response.end();
      },
      { allowPrivate: false },
    );
    await expect(send('/', { url: new URL(`http://${host}:1/`) })).rejects.toThrow(ClosedAddressError);
    await expect(send('/')).rejects.toThrow(ClosedAddressError);
    expect(asked).toBe(0);
  },
);
