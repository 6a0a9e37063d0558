import { text } from 'node:stream/consumers';
import { type Command, Option } from 'commander';
import { findBook } from '../../books/book.ts';
import { type LocalDate, parseDate } from '../../domain/time/when.ts';
import { Trouble } from '../../domain/trouble.ts';
import type { FoundStore, Platform, StoreDesk } from '../../engine/desk.ts';
import type { FirstLook } from '../../engine/first-look.ts';
import { type Asker, terminalAsker } from '../ask.ts';
import type { Context } from '../context.ts';
import { bookOption, dateArgument } from '../options.ts';
import { withDesk } from '../stores.ts';
import { layOut } from '../table.ts';

interface Options {
  readonly book?: string;
  readonly channel?: string;
  readonly set: readonly string[];
  readonly stdin?: true;
  readonly cutOver?: LocalDate;
  readonly go?: true;
  readonly json?: true;
}

export function register(program: Command, context: Context): void {
  program
    .command('connect')
    .description('connect a running store: asks what it needs, shows what the store holds, starts when you say so')
    .argument('<platform>', 'woocommerce, shopify, medusa, vendure')
    .addOption(bookOption())
    .option('--channel <name>', 'what the channel is called; one that was fed by files of this shop is taken over')
    .addOption(
      new Option('--set <field=value>', 'a credential, by its name; may be given several times')
        .argParser((value: string, before: readonly string[]) => [...before, value])
        .default([], 'asked'),
    )
    .option('--stdin', 'credentials as a JSON object on standard input')
    .option('--cut-over <date>', 'the first day that is booked as it happens; else all of its history', dateArgument)
    .option('--go', 'start without asking')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      '\nCredentials may also stand in the environment: BOOKKEEPER_WOOCOMMERCE_CONSUMER_KEY for the field consumer-key.',
    )
    .action((platform: string, options: Options) => connect(platform, options, context));
}

async function connect(name: string, options: Options, context: Context): Promise<void> {
  const { screen } = context;
  await withDesk(context, async (desk, session) => {
    const asker = terminalAsker(process.stdin, process.stderr);
    const book = (await findBook(session, options.book)).name;
    const platform = platformNamed(desk, name);
    const credentials = await credentialsFor(platform, options, context, asker);
    screen.note(`bookkeeper: asking ${platform.title} …`);
    const found = await desk.find(book, platform.platform, credentials);
    if (!options.json) tellFound(found, context);
    const channel = options.channel ?? (await channelFor(found, platform, asker));
    const cutOver = options.cutOver ?? (options.go ? null : await askCutOver(asker));
    await desk.keep(book, { platform: platform.platform, credentials, channel, cutOver });
    const look = await desk.look(book, channel);
    if (!options.json) tellLook(look, context);
    const isStarted =
      options.go ?? (asker.canAsk && /^y/i.test(await asker.ask('Start to keep the books up with it? (y/n)', 'n')));
    if (isStarted) await desk.start(book, channel);
    if (options.json) return screen.json({ channel, ...found, look, started: isStarted === true });
    const bookFlag = options.book === undefined ? '' : ` --book "${book}"`;
    screen.print(
      '',
      isStarted
        ? `${channel} is live: its history is read by \`bookkeeper start\`, and its changes from then on.`
        : `${channel} is connected and nothing of it is booked. Start it with: bookkeeper connections start ${channel}${bookFlag}`,
    );
  });
}

function platformNamed(desk: StoreDesk, name: string): Platform {
  const platforms = desk.platforms();
  const found = platforms.find(({ platform }) => platform === name);
  if (found !== undefined) return found;
  throw new Trouble(
    `stores of '${name}' cannot be connected`,
    `take one of ${platforms.map(({ platform }) => platform).join(', ')}, or import files`,
  );
}

async function credentialsFor(
  { platform, title, credentials }: Platform,
  { set, stdin }: Options,
  { env }: Context,
  asker: Asker,
): Promise<Record<string, string>> {
  const given = { ...(stdin ? await fromStdin() : {}), ...Object.fromEntries(set.map(assignment)) };
  const unknown = Object.keys(given).find((key) => !credentials.some(({ name }) => name === key));
  if (unknown !== undefined) {
    const names = credentials.map(({ name }) => name).join(', ');
    throw new Trouble(`${title} has no field '${unknown}'`, `give ${names}`);
  }
  const values: Record<string, string> = {};
  for (const { name, label, help, kind, optional } of credentials) {
    const variable = `BOOKKEEPER_${platform}_${name}`.toUpperCase().replaceAll('-', '_');
    let value = given[name] ?? env[variable] ?? '';
    if (value === '' && asker.canAsk && !stdin) {
      process.stderr.write(`\n${help}\n`);
      const question = optional ? `${label} (may be left out)` : label;
      value = kind === 'secret' ? await asker.askSecret(question) : await asker.ask(question);
    }
    if (value !== '') values[name] = value;
  }
  return values;
}

async function fromStdin(): Promise<Record<string, string>> {
  const wrong = new Trouble(
    'standard input holds no credentials',
    'give a JSON object of texts: {"consumer-key": "…"}',
  );
  let value: unknown;
  try {
    value = JSON.parse(await text(process.stdin));
  } catch {
    throw wrong;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong;
  const entries = Object.entries(value).flatMap(([key, field]) =>
    typeof field === 'string' ? [[key, field] as const] : [],
  );
  if (entries.length !== Object.keys(value).length) throw wrong;
  return Object.fromEntries(entries);
}

function assignment(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new Trouble(`'${text}' sets nothing`, 'write --set field=value');
  return [text.slice(0, at), text.slice(at + 1)];
}

async function channelFor(found: FoundStore, { platform }: Platform, asker: Asker): Promise<string> {
  if (found.takesOver !== null) {
    if (!asker.canAsk) return found.takesOver;
    const answer = await asker.ask(
      `Take over the channel '${found.takesOver}', which was fed by its files? (y/n)`,
      'y',
    );
    if (/^y/i.test(answer)) return found.takesOver;
  }
  return asker.canAsk ? await asker.ask('Name of the channel', platform) : platform;
}

async function askCutOver(asker: Asker): Promise<LocalDate | null> {
  if (!asker.canAsk) return null;
  for (;;) {
    const answer = await asker.ask('Book from which day on (YYYY-MM-DD), or all of its history', 'all');
    const day = parseDate(answer);
    if (answer === 'all' || day !== null) return day;
    process.stderr.write('A day is written YYYY-MM-DD.\n');
  }
}

function tellFound({ name, remoteAccount, currency, zone, missing }: FoundStore, { screen }: Context): void {
  screen.print(`${screen.paint('strong', name)} (${remoteAccount}), in ${currency}${zone === null ? '' : `, ${zone}`}`);
  for (const sentence of missing) screen.print(`  ${screen.paint('bad', '!')} ${sentence}`);
}

function tellLook(look: FirstLook, { screen }: Context): void {
  const { days, isPartial, orders, currencies, gateways, taxes, recognition, notBooked } = look;
  const counted = isPartial
    ? `the first ${orders.toLocaleString('en')} orders`
    : `${orders.toLocaleString('en')} orders`;
  screen.print('', `The last ${days} days, ${counted}; nothing is written:`);
  const columns = [{ title: 'What', min: 12 }, { title: 'Which', min: 12 }, { title: 'How many' }, { title: 'Sum' }];
  const rows = [
    ...currencies.map((one) => ({ cells: ['Orders', one.currency, one.orders.toLocaleString('en'), one.total] })),
    ...gateways.map((one) => ({
      cells: ['Payments', `${one.gateway} ${one.currency}`, one.payments.toLocaleString('en'), ''],
    })),
    ...taxes.map((code) => ({ cells: ['Tax', code, '', ''] })),
    ...recognition.map((one) => ({ cells: ['Revenue', `recognised at ${one.recognition}`, '', one.revenue] })),
    ...notBooked.map((one) => ({ cells: ['Not booked', one.reason, one.count.toLocaleString('en'), ''] })),
  ];
  screen.print(...(rows.length === 0 ? ['  no orders'] : layOut({ columns, rows }, screen)));
}
