import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Delivery } from '../src/connectors/contract.ts';

/** Takes what a shop sends; `take` says with which status it is answered. Port 0: any free one. */
export async function listen(take: (delivery: Delivery, path: string) => Promise<number>, onPort = 0) {
  const server = createServer(async (request, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(request.headers)) headers[name] = String(value);
    answer.statusCode = await take({ headers, body: Buffer.concat(chunks) }, request.url ?? '/');
    answer.end();
  });
  server.listen(onPort, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => void server.close(() => resolve()));
  return { address: `http://127.0.0.1:${port}`, close };
}
