import { once } from 'node:events';
import { type Command, Option } from 'commander';
import { describeBooks, findBook } from '../../books/book.ts';
import { DEMO_BOOK, makeDemoBook } from '../../books/demo.ts';
import { listEntries } from '../../books/entries.ts';
import { trialBalance } from '../../books/reports/trial-balance.ts';
import type { Session } from '../../books/session.ts';
import { SignIns } from '../../books/sign-in.ts';
import { StoreDesk } from '../../engine/desk.ts';
import { Engine } from '../../engine/engine.ts';
import { Receiver } from '../../engine/receiver.ts';
import { openSurroundings } from '../../engine/surroundings.ts';
import type { Context } from '../context.ts';
import { type DemoPorts, demoOrigins, demoPorts } from '../demo-ports.ts';
import { countArgument } from '../options.ts';
import { consentUrlOf, leaveAddress, portFrom, serverPort } from '../server-address.ts';
import { layOut } from '../table.ts';
import { trialBalanceTable } from '../tables/trial-balance.ts';

export function register(program: Command, context: Context): void {
  program
    .command('start')
    .description('open the books and serve the HTTP API until stopped; the first start makes a demo book')
    .addOption(
      new Option('--port <port>', 'default: PORT, else 2665; 0 takes any that is free').argParser(countArgument),
    )
    .action(async (options: { readonly port?: number }) => {
      const port = options.port ?? serverPort(context.env);
      const webhookPort = portFrom('WEBHOOK_PORT', context.env.WEBHOOK_PORT, port === 0 ? 0 : port + 1);
      const consentUrl = consentUrlOf(context.env);
      const stop = context.stop();
      // Only here, since no other command needs a server.
      const { listen, makeLink, makeServer } = await import('../../http/server.ts');
      const { makeWebhookServer } = await import('../../http/webhooks.ts');
      const { clock, who, screen } = context;
      await context.withBooks(async (session) => {
        const signIns = new SignIns(session, clock);
        const log = (line: string) => screen.note(`bookkeeper: ${line}`);
        const demo = port === 0 || context.env.BOOKKEEPER_DEMO === 'off' ? null : demoPorts(webhookPort);
        const nearby = { origins: demoOrigins(demo), hooksUrl: `http://127.0.0.1:${webhookPort}` };
        const surroundings = await openSurroundings(session, context.env, log, nearby);
        const engine = Engine.start(surroundings);
        const desk = new StoreDesk(session, surroundings, clock, who, engine);
        const receiver = new Receiver(surroundings, (bookId, connectionId) => engine.ring(bookId, connectionId));
        const hooks = makeWebhookServer(receiver, log);
        const app = await makeServer({ session, clock, who, signIns, log, desk, consentUrl });
        let closeDemo = async () => {};
        let takeAddressBack = async () => {};
        try {
          // First of all, so that a port in use is known before anything is made.
          const url = await listen(app, port);
          const hooksUrl = await listen(hooks, webhookPort);
          takeAddressBack = await leaveAddress(context.env, url);
          const isDemo = await greet(session, context);
          if (isDemo && demo !== null) closeDemo = await openDemo(session, desk, demo, context);
          screen.print(
            '',
            screen.paint('strong', `Open ${await makeLink(url, signIns)}`),
            'in a browser on this machine: the link opens once, `bookkeeper link` prints another.',
            `Serving ${url}/api/books, described in ${url}/api/openapi.json. Stop with Ctrl-C.`,
            `Stores call ${hooksUrl}; ${toldOutside(surroundings.publicUrl)}.`,
          );
          if (!stop.aborted) await once(stop, 'abort');
        } finally {
          await takeAddressBack();
          await closeDemo();
          await Promise.all([app.close(), hooks.close()]);
          await receiver.close();
          await engine.stop();
          surroundings.close();
        }
      });
    });
}

/** The demo's shops begin to trade; without them the demo book stands as it is. Returns how to close them. */
async function openDemo(
  session: Session,
  desk: StoreDesk,
  ports: DemoPorts,
  context: Context,
): Promise<() => Promise<void>> {
  const { screen } = context;
  try {
    const { openDemoShops } = await import('../demo-shops.ts');
    const shops = await openDemoShops(session, desk, DEMO_BOOK, ports, context);
    const names = shops.shops.map(({ name }) => name).join(' and ');
    screen.print(
      '',
      `${names} are simulated shops on this machine that trade with "${DEMO_BOOK}" live.`,
      `An order at once:  curl -X POST -H 'content-type: application/json' ${shops.url}/shops/mugs/orders`,
      `Lose webhooks:     curl -X PUT -H 'content-type: application/json' -d '{"webhook dropped":500}' ${shops.url}/faults`,
    );
    return () => shops.stop();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    screen.note(`bookkeeper: the demo's shops do not trade (${reason})`);
    return async () => {};
  }
}

/** How stores find us from outside. */
function toldOutside(publicUrl: string | null): string {
  return publicUrl === null
    ? 'without PUBLIC_URL none is told to, and changes are found by asking'
    : `they are told ${publicUrl}`;
}

/** Says what there is; true where the demo book is. */
async function greet(session: Session, context: Context): Promise<boolean> {
  const { screen, clock } = context;
  if ((await describeBooks(session)).length === 0) {
    screen.note(`bookkeeper: making the book "${DEMO_BOOK}" from the sample orders, once`);
    const { read, posted, parked } = await makeDemoBook(session, clock);
    screen.print(`"${DEMO_BOOK}": ${read} sample records read, ${posted} posted, ${parked} parked.`, '');
  }
  const books = await describeBooks(session);
  if (!books.some(({ name }) => name === DEMO_BOOK)) {
    screen.print(
      `Books: ${books.map(({ name, entries }) => `"${name}" (${entries.toLocaleString('en')} entries)`).join(', ')}.`,
    );
    return false;
  }
  const book = await findBook(session, DEMO_BOOK);
  const tables = trialBalanceTable(await trialBalance(session, book.bookId, { currency: 'base' }));
  for (const part of tables) screen.print(...(typeof part === 'string' ? [part] : layOut(part, screen)));
  // An order that was given back has the most to tell.
  const { entries } = await listEntries(session, book, { key: 'refund:', limit: 1 });
  const order = entries[0]?.document.number ?? '1';
  const option = books.length > 1 ? ` --book "${DEMO_BOOK}"` : '';
  screen.print(
    '',
    screen.paint('strong', 'Try, in another terminal'),
    `  npx bookkeeper show ${order}${option}`,
    `  npx bookkeeper report profit-and-loss --by month${option}`,
    `  npx bookkeeper discrepancies${option}`,
    `  npx bookkeeper verify${option}`,
    '  npx bookkeeper import orders.json --book "My shop" --as woocommerce',
    '  npx bookkeeper --help',
  );
  return true;
}
