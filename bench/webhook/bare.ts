// The limit: a bare server of the same framework that stores each body with one INSERT, and answers.
import { once } from 'node:events';
import fastify from 'fastify';
import { openDatabase } from '../../src/storage/database.ts';
import type { Told } from './process.ts';

const database = await openDatabase({ env: process.env, home: '' });
const app = fastify({ bodyLimit: 5_000_000, forceCloseConnections: true });
app.removeAllContentTypeParsers();
app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
app.post('/webhooks/:key', async (request, reply) => {
  await database.pool.query({ name: 'bare', text: 'insert into bare (body) values ($1)', values: [request.body] });
  return reply.code(200).type('text/plain').send('ok');
});
const url = await app.listen({ port: 0, host: '127.0.0.1' });
const told: Told = { url: `${url}/webhooks/key`, bookId: 0 };
process.stdout.write(`${JSON.stringify(told)}\n`);
process.stdin.resume();
await once(process.stdin, 'end');
await app.close();
await database.close();
