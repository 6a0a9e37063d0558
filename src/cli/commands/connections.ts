import type { Command } from 'commander';
import { findBook } from '../../books/book.ts';
import type { ConnectionStatus } from '../../engine/status.ts';
import { type Context, EXIT, exitWith } from '../context.ts';
import { bookOption, type ChannelDays, withChannelDays } from '../options.ts';
import { withDesk } from '../stores.ts';
import { layOut } from '../table.ts';
import { certificatesTable } from '../tables/certificates.ts';
import { addPrices } from './prices.ts';

interface Options {
  readonly book?: string;
  readonly json?: true;
}

export function register(program: Command, context: Context): void {
  const connections = program
    .command('connections')
    .description('the stores that a book is connected to, and how it is with them');
  connections
    .command('list', { isDefault: true })
    .description('list them; also without the word')
    .addOption(bookOption())
    .option('--json', 'for programs')
    .action((options: Options) => list(options, context));
  connections
    .command('start')
    .description('keep the books up with a store that was connected')
    .argument('<channel>', 'the channel')
    .addOption(bookOption())
    .action((channel: string, options: Options) => start(channel, options, context));
  connections
    .command('webhook')
    .description('the address and the secret to enter in a Medusa or Vendure shop, so that it tells of changes')
    .argument('<channel>', 'the channel')
    .addOption(bookOption())
    .option('--json', 'for programs')
    .action((channel: string, options: Options) => webhook(channel, options, context));
  connections
    .command('disconnect')
    .description('leave a store alone from here on; evidence and entries stay')
    .argument('<channel>', 'the channel')
    .addOption(bookOption())
    .action((channel: string, options: Options) => disconnect(channel, options, context));
  addPrices(connections, context);
  withChannelDays(
    program.command('certify').description('ask a store again for some days, and compare: number and sum of orders'),
  )
    .option('--json', 'for programs')
    .action((options: Options & ChannelDays) => certify(options, context));
}

async function list({ book, json }: Options, context: Context): Promise<void> {
  const { screen, clock } = context;
  await withDesk(context, async (desk, session) => {
    const connections = await desk.connections((await findBook(session, book)).name);
    if (json) return screen.json(connections.map(({ connectionId: _id, ...connection }) => connection));
    if (connections.length === 0)
      return screen.print('No channels yet; bookkeeper connect or bookkeeper import makes them.');
    const columns = [
      { title: 'Channel' },
      { title: 'Platform' },
      { title: 'State' },
      { title: 'Orders read through', min: 16 },
      { title: 'Waiting', kind: 'count' as const },
      { title: 'Problem', min: 16, wrap: true },
    ];
    screen.print(...layOut({ columns, rows: connections.map((one) => ({ cells: cellsOf(one, clock()) })) }, screen));
  });
}

function cellsOf({ channel, platform, state, live }: ConnectionStatus, now: number): string[] {
  if (live === null) return [channel, platform, state, '–', '–', ''];
  const orders = live.streams.find(({ stream }) => stream === 'orders');
  const through = orders?.completeThrough ?? null;
  const progress = orders?.running ? `${orders.done.toLocaleString('en')} read so far` : 'not yet';
  const waiting = live.inbox.waiting + live.reads.due;
  const retry = live.retryAt === null ? '' : ` (again in ${Math.max(0, Math.ceil((live.retryAt - now) / 1_000))} s)`;
  const problem = live.problem === null ? (live.webhooks?.problem ?? '') : `${live.problem.cause}${retry}`;
  return [
    channel,
    platform,
    state,
    through === null ? progress : new Date(through).toISOString().slice(0, 19).replace('T', ' '),
    waiting.toLocaleString('en'),
    problem,
  ];
}

async function start(channel: string, { book }: Options, context: Context): Promise<void> {
  await withDesk(context, async (desk, session) => {
    await desk.start((await findBook(session, book)).name, channel);
    context.screen.print(`${channel} is live: \`bookkeeper start\` reads its history, and its changes from then on.`);
  });
}

async function webhook(channel: string, { book, json }: Options, context: Context): Promise<void> {
  const { screen } = context;
  await withDesk(context, async (desk, session) => {
    const { url, secret } = await desk.webhook((await findBook(session, book)).name, channel);
    if (json) return screen.json({ url, secret });
    screen.print(`Address: ${url ?? 'none, since PUBLIC_URL is not set'}`, `Secret:  ${secret}`);
  });
}

async function disconnect(channel: string, { book }: Options, context: Context): Promise<void> {
  await withDesk(context, async (desk, session) => {
    const webhooks = await desk.disconnect((await findBook(session, book)).name, channel);
    const left = webhooks === 'left' ? ' Its webhooks could not be taken away: remove them in the store.' : '';
    context.screen.print(`${channel} is disconnected; what it told us and what is booked stays.${left}`);
  });
}

async function certify({ book, channel, from, to, json }: Options & ChannelDays, context: Context): Promise<void> {
  const { screen } = context;
  await withDesk(context, async (desk, session) => {
    const certificates = await desk.certify((await findBook(session, book)).name, channel, from, to);
    if (certificates.some(({ verdict }) => verdict === 'broken')) exitWith(EXIT.failed);
    if (json) return screen.json(certificates);
    screen.print(...layOut(certificatesTable(certificates), screen));
  });
}
