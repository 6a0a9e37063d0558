// One process as `bookkeeper start` runs it, without the dashboard: the listener for webhooks and, if asked for, the engine.
// It connects a store, tells its address in JSON, and ends with its standard input.
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createBook } from '../../src/books/create.ts';
import { openBooks, type Session } from '../../src/books/session.ts';
import { Engine } from '../../src/engine/engine.ts';
import { Receiver } from '../../src/engine/receiver.ts';
import { purposeOf } from '../../src/engine/sealed.ts';
import { openSurroundings, type Surroundings } from '../../src/engine/surroundings.ts';
import { makeWebhookServer } from '../../src/http/webhooks.ts';
import { insertConnection, nameShop } from '../../src/storage/books.ts';
import { insertLive, setState } from '../../src/storage/live/connections.ts';
import { SECRET, SHOP } from './orders.ts';

/** Where webhooks are to go, and the book that they are for. */
export interface Told {
  readonly url: string;
  readonly bookId: number;
}

const ENGINE = 'engine';

/** A store that has been connected and started: `address` is where it can be asked. */
async function connect(session: Session, { sealer }: Surroundings, address: string) {
  const { pool } = session.database;
  const name = randomUUID();
  const created = await createBook(session.database, { name, currency: 'USD', zone: 'UTC' }, Date.now);
  if (created.kind !== 'created') throw new Error(`the book was not made: ${created.kind}`);
  const { bookId } = created.book;
  const shop = { platform: 'woocommerce', channel: 'shop', zone: 'UTC', cutOver: null, settings: {} };
  const { connectionId } = await insertConnection(pool, bookId, shop);
  await nameShop(pool, bookId, connectionId, SHOP);
  const key = { bookId, connectionId };
  const credentials = { address, 'consumer-key': 'ck_bench', 'consumer-secret': 'cs_bench' };
  const live = {
    ...key,
    ...{
      name: 'Bench',
      currency: 'USD',
      webhookKey: randomUUID(),
      budgetKey: name,
      connectedBy: 'bench',
      isSecretTheirs: false,
    },
    credentials: sealer.seal(JSON.stringify(credentials), purposeOf(key, 'credentials')),
    webhookSecret: sealer.seal(SECRET, purposeOf(key, 'webhook')),
  };
  await insertLive(pool, live, Date.now());
  await setState(pool, bookId, connectionId, 'live', Date.now());
  return live;
}

const [address = '', how = ''] = process.argv.slice(2);
const log = (line: string) => void process.stderr.write(`${line}\n`);
const env = { ...process.env, BOOKKEEPER_ALLOW_PRIVATE: '1' };
const session = await openBooks({ env });
const surroundings = await openSurroundings(
  session,
  { ...env, BOOKKEEPER_SECRET_KEY: randomBytes(32).toString('base64') },
  log,
);
const { bookId, webhookKey } = await connect(session, surroundings, address);
const engine = how === ENGINE ? Engine.start(surroundings) : null;
const receiver = new Receiver(surroundings, (book, connection) => engine?.ring(book, connection));
const app = makeWebhookServer(receiver, log);
const url = await app.listen({ port: 0, host: '127.0.0.1' });
const told: Told = { url: `${url}/webhooks/${webhookKey}`, bookId };
process.stdout.write(`${JSON.stringify(told)}\n`);
process.stdin.resume();
await once(process.stdin, 'end');
await app.close();
await receiver.close();
await engine?.stop();
surroundings.close();
await session.close();
