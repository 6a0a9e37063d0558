import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { describe, expect, onTestFinished, test } from 'vitest';
import { signatureOf } from '../../src/connectors/own-webhooks.ts';
import { Receiver } from '../../src/engine/receiver.ts';
import { makeWebhookServer } from '../../src/http/webhooks.ts';
import { type LiveRow, setState } from '../../src/storage/live/connections.ts';
import { readLastReceived, readTraffic } from '../../src/storage/live/days.ts';
import { readInbox } from '../../src/storage/live/inbox.ts';
import { useDatabase } from '../support/database.ts';
import { connectStore, makeWorld, SECRETS, type TestWorld, wooHeaders } from '../support/live-store.ts';
import { signed as deliveries } from './deliveries.ts';

const database = useDatabase();
const ALL = { rows: 1_000, bytes: 100_000_000 };
const [{ body, topic }] = deliveries.filter(({ name }) => name.startsWith('0131')) as [(typeof deliveries)[number]];

interface Listener {
  readonly app: FastifyInstance;
  readonly world: TestWorld;
  readonly receiver: Receiver;
  readonly rung: readonly string[];
  readonly row: LiveRow;
  /** Sends bytes; signed as WooCommerce does, unless headers are given. */
  send(payload: string | Buffer, headers?: Readonly<Record<string, string>>): Promise<readonly [number, string]>;
  kept(): Promise<string[]>;
  traffic(): Promise<readonly [received: number, refused: number]>;
}

/** The open listener and a store that calls it, for the test that calls this. */
async function useListener(options: Parameters<typeof connectStore>[2] = {}): Promise<Listener> {
  const world = makeWorld(database);
  const row = await connectStore(database, world, options);
  const rung: string[] = [];
  const receiver = new Receiver(world.surroundings, (bookId, connectionId) => rung.push(`${bookId}/${connectionId}`));
  const app = makeWebhookServer(receiver, world.surroundings.log);
  onTestFinished(async () => {
    await app.close();
    await receiver.close();
  });
  return {
    ...{ app, world, receiver, rung, row },
    async send(payload, headers = wooHeaders(payload, topic)) {
      const answer = await app.inject({ method: 'POST', url: `/webhooks/${row.webhookKey}`, headers, payload });
      return [answer.statusCode, answer.body];
    },
    kept: async () => (await readInbox(database.pool, row, ALL)).map((one) => one.body.toString()),
    async traffic() {
      await receiver.close();
      const { received, refused } = await readTraffic(database.pool, row, '2026-11-22', '2026-11-22');
      return [received, refused];
    },
  };
}

describe('a delivery', () => {
  test('is told of as the last that came, whatever is refused after it', async () => {
    const { world, send, row, traffic } = await useListener();
    const [first] = deliveries;
    if (first === undefined) throw new Error('there are deliveries');
    const last = async () => {
      await traffic();
      return await readLastReceived(database.pool, row);
    };
    expect(await last()).toBeNull();
    await send(first.body, wooHeaders(first.body, first.topic));
    const came = world.timers.now();
    await world.timers.advance(60_000);
    await send(first.body, wooHeaders(first.body, first.topic, 'a secret of somebody else'));
    expect(await last()).toBe(came);
  });

  test('that is signed is kept as it came, with what it says, and whoever keeps up is told', async () => {
    const { send, row, rung, traffic } = await useListener();
    for (const one of deliveries) expect(await send(one.body, wooHeaders(one.body, one.topic))).toEqual([200, 'ok']);
    const kept = await readInbox(database.pool, row, ALL);
    expect(kept.map((one) => [one.topic, one.isRecord, one.reads, one.body.toString()])).toEqual(
      deliveries.map((one) => [
        one.topic,
        one.body.includes('line_items'),
        one.topic.startsWith('order.') && one.body.startsWith('{"id"') ? [`${JSON.parse(one.body).id}`] : [],
        one.body,
      ]),
    );
    expect(rung).toEqual(deliveries.map(() => `${row.bookId}/${row.connectionId}`));
    expect(await traffic()).toEqual([deliveries.length, 0]);
  });

  test.each<readonly [string, (signature: string) => Record<string, string>]>([
    ['without a signature', () => ({})],
    ['with an empty one', () => ({ 'x-wc-webhook-signature': '' })],
    ['with another secret’s', () => wooHeaders(body, topic, 'another secret')],
    ['with one of another body', () => wooHeaders(`${body} `, topic)],
    ['with one that is cut', (right) => ({ 'x-wc-webhook-signature': right.slice(0, -1) })],
    [
      'with one in hexadecimal',
      (right) => ({ 'x-wc-webhook-signature': Buffer.from(right, 'base64').toString('hex') }),
    ],
    ['with letters of many bytes', (right) => ({ 'x-wc-webhook-signature': right.replace(/.$/, 'ä') })],
  ])('%s is refused, and nothing of it is kept but the count', async (_, headersOf) => {
    const { send, kept, rung, traffic, world } = await useListener();
    const right = wooHeaders(body, topic)['x-wc-webhook-signature'] ?? '';
    const headers = { 'content-type': 'application/json', 'x-wc-webhook-topic': topic, ...headersOf(right) };
    expect(await send(body, headers)).toEqual([401, 'not signed with the secret of this store']);
    expect([await kept(), rung, world.logged]).toEqual([[], [], []]);
    expect(await traffic()).toEqual([0, 1]);
  });

  test('signed for one store is nothing to another', async () => {
    const [one, other] = [await useListener(), await useListener()];
    // Both have the same secret here: the address alone says whose it is.
    expect(await one.send(body)).toEqual([200, 'ok']);
    expect([(await one.kept()).length, await other.kept()]).toEqual([1, []]);
  });

  test('may come again: each is kept, and answered', async () => {
    const { send, kept } = await useListener();
    expect([await send(body), await send(body)]).toEqual([
      [200, 'ok'],
      [200, 'ok'],
    ]);
    expect(await kept()).toEqual([body, body]);
  });

  test('of any or no content type is taken', async () => {
    const { send, kept } = await useListener();
    for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'x/y; charset=zz']) {
      expect(await send(body, { ...wooHeaders(body, topic), 'content-type': type })).toEqual([200, 'ok']);
    }
    const { 'content-type': _none, ...headers } = wooHeaders(body, topic);
    expect(await send(Buffer.from(body), headers)).toEqual([200, 'ok']);
    expect(await kept()).toHaveLength(5);
  });
});

describe('a ping', () => {
  test('is answered, and says nothing', async () => {
    const { send, kept, rung, traffic } = await useListener();
    expect(await send('webhook_id=3', { 'content-type': 'application/x-www-form-urlencoded' })).toEqual([200, 'ok']);
    expect([await kept(), rung, await traffic()]).toEqual([[], [], [0, 0]]);
  });

  test('with anything beside it is none', async () => {
    const { send } = await useListener();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await send('webhook_id=3&x=1', headers)).toEqual([401, 'not signed with the secret of this store']);
  });
});

describe('what cannot be read is refused at once', () => {
  const opens = '['.repeat(201);

  test.each<readonly [string, Buffer]>([
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])],
    ['a letter cut in two', Buffer.from('{"name":"ä"}').subarray(0, 10)],
    ['a nest without end', Buffer.from(`${opens}${']'.repeat(201)}`)],
    ['a nest of both kinds', Buffer.from('{"a":['.repeat(101))],
    ['a nest behind texts with brackets and quotes', Buffer.from(`["]]\\"]]\\\\",${opens}`)],
  ])('%s, though signed', async (_, payload) => {
    const { send, kept } = await useListener();
    expect(await send(payload)).toEqual([400, 'not a text that can be read']);
    expect(await kept()).toEqual([]);
  });

  test.each([
    ['brackets inside of a text are none', JSON.stringify({ text: '['.repeat(1_000) })],
    ['as deep as may be', `${'['.repeat(200)}${']'.repeat(200)}`],
    ['no JSON', 'not JSON at all'],
    ['nothing', ''],
  ])('but not: %s', async (_, payload) => {
    const { send, kept } = await useListener();
    expect(await send(payload)).toEqual([200, 'ok']);
    expect(await kept()).toEqual([payload]);
  });

  test('what is longer than any order', async () => {
    const { send, kept } = await useListener();
    const payload = Buffer.alloc(5_000_001, 0x20);
    expect(await send(payload)).toEqual([413, 'refused']);
    expect((await send(payload.subarray(0, 5_000_000)))[0]).toBe(200);
    expect(await kept()).toHaveLength(1);
  });
});

describe('what was signed to do harm', () => {
  test.each([
    ['a NUL in the topic', { name: 'order.\0placed', data: { order_id: '1' } }, ['order.placed', ['1']]],
    ['a topic without end', { name: 'order.'.repeat(100_000), data: { order_id: '1' } }, [/^(order\.)+or$/, ['1']]],
    ['a NUL in the id', { name: 'order.placed', data: { order_id: 'a\0b' } }, ['order.placed', []]],
    ['an id without end', { name: 'order.placed', data: { order_id: 'x'.repeat(9_000) } }, ['order.placed', []]],
    ['half a letter', { name: 'order.placed', data: { order_id: '\ud800' } }, ['order.placed', []]],
  ])('%s is kept, and asks for nothing that cannot be', async (_, payload, [name, reads]) => {
    const { row, world, receiver } = await useListener({ platform: 'medusa', remoteAccount: 'store_1' });
    const text = JSON.stringify(payload);
    const headers = {
      'x-bookkeeper-timestamp': '1',
      'x-bookkeeper-signature': signatureOf(text, '1', SECRETS['webhook-secret']),
    };
    expect(await receiver.receive(row.webhookKey, { headers, body: Buffer.from(text) })).toBe('accepted');
    const [kept] = await readInbox(database.pool, row, ALL);
    expect(kept?.topic).toMatch(name as string);
    expect([kept?.reads, kept?.body.toString()]).toEqual([reads, text]);
    expect(world.logged).toEqual([]);
  });
});

describe('nobody is there', () => {
  test.each([
    ['under another key', 'POST', '/webhooks/another', 404],
    ['under a long key', 'POST', `/webhooks/${'k'.repeat(500)}`, 414],
    ['under what is no key', 'POST', '/webhooks/%00', 404],
    ['under what is no text', 'POST', '/webhooks/%ff', 400],
    ['elsewhere', 'POST', '/', 404],
    ['for who only looks', 'GET', '/webhooks/another', 404],
    ['of the books', 'GET', '/api/books', 404],
  ] as const)('%s, and that is said in a few words', async (_, method, url, status) => {
    const { app, world } = await useListener();
    const answer = await app.inject({ method, url });
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([status, 'text/plain']);
    expect(answer.body).toMatch(/^(no store is connected here|nothing is served here|refused)$/);
    expect(world.logged).toEqual([]);
  });

  test('once the store is disconnected, within seconds', async () => {
    const { send, row, world } = await useListener();
    expect((await send(body))[0]).toBe(200);
    await setState(database.pool, row.bookId, row.connectionId, 'off', world.timers.now());
    await world.timers.advance(5_000);
    expect(await send(body)).toEqual([404, 'no store is connected here']);
  });
});

describe('it is answered when it is durable', () => {
  const writersThatWait = async () => {
    const text = `select pid from pg_stat_activity where wait_event_type = 'Lock' and query like 'insert into inbox%'
      and datname = current_database()`;
    return (await database.pool.query<{ pid: number }>(text)).rows.map(({ pid }) => pid);
  };

  /** Nobody can write into the inbox until this is let go. */
  async function holdInbox() {
    const client = await database.client();
    await client.query('begin; lock inbox in exclusive mode');
    return { letGo: () => client.end() };
  }

  test('not before, and those that come meanwhile are kept together', async () => {
    const { send, kept } = await useListener();
    await send('first');
    const held = await holdInbox();
    const answered: number[] = [];
    const all = ['a', 'b', 'c'].map(async (text) => {
      const [status] = await send(text);
      answered.push(status);
    });
    await expect.poll(writersThatWait).toHaveLength(1);
    expect(answered).toEqual([]);
    await held.letGo();
    await Promise.all(all);
    expect(answered).toEqual([200, 200, 200]);
    expect(await kept()).toEqual(['first', 'a', 'b', 'c']);
  });

  test('and not at all where the database is gone: the store is to send it again', async () => {
    const { send, kept, world, rung, traffic } = await useListener();
    await send('first');
    const held = await holdInbox();
    const answer = send(body);
    await expect.poll(writersThatWait).toHaveLength(1);
    await database.pool.query('select pg_terminate_backend($1)', await writersThatWait());
    expect(await answer).toEqual([503, 'not kept, send it again']);
    await held.letGo();
    expect([await kept(), rung.length]).toEqual([['first'], 1]);
    expect(world.logged).toEqual([expect.stringMatching(/^a webhook could not be kept \(.*terminat/)]);
    expect(await send(body)).toEqual([200, 'ok']);
    expect(await traffic()).toEqual([2, 0]);
  });
});

test('who leaves in the middle of a body leaves nothing behind', async () => {
  const { app, row, kept, send } = await useListener();
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const headers = { ...wooHeaders(body, topic), 'content-length': String(body.length) };
  const sending = request({ port, host: '127.0.0.1', method: 'POST', path: `/webhooks/${row.webhookKey}`, headers });
  const gone = new Promise((resolve) => sending.once('error', resolve));
  const seen = once(app.server, 'request');
  sending.write(body.slice(0, 100));
  await seen;
  sending.destroy();
  await gone;
  expect(await send(body)).toEqual([200, 'ok']);
  expect(await kept()).toEqual([body]);
});
