import { text } from 'node:stream/consumers';
import { type Command, Option } from 'commander';
import { findBook } from '../../books/book.ts';
import { BOOK_DAYS, parseBookDay } from '../../domain/time/book-days.ts';
import type { LocalDate } from '../../domain/time/when.ts';
import { Trouble } from '../../domain/trouble.ts';
import type { FoundStore, KeepAs, KeptStore, Platform, StoreDesk } from '../../engine/desk.ts';
import type { FirstLook } from '../../engine/first-look.ts';
import { type Asker, Interrupted, terminalAsker } from '../ask.ts';
import { type ChannelOptions, channelFor } from '../channel-choice.ts';
import { consentInBrowser } from '../consent.ts';
import type { Context } from '../context.ts';
import { bookOption, dateArgument } from '../options.ts';
import { withDesk } from '../stores.ts';
import { layOut } from '../table.ts';
import { amountText, quoted } from '../text.ts';

interface Options extends ChannelOptions {
  readonly book?: string;
  readonly set: readonly string[];
  readonly stdin?: true;
  readonly consent?: true;
  readonly cutOver?: LocalDate | 'all';
  readonly giftCardSku?: readonly string[];
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
    .addOption(new Option('--take-over <name>', 'the channel of files that this shop is').conflicts('channel'))
    .option('--moved', "the channel's shop is at a new address; believed where some of its newest orders are there")
    .addOption(
      new Option('--set <field=value>', 'a credential, by its name; may be given several times')
        .argParser((value: string, before: readonly string[]) => [...before, value])
        .default([], 'asked'),
    )
    .option('--stdin', 'credentials as a JSON object on standard input')
    .option('--consent', 'be let in from within the shop, where the platform has that: prints an address to open')
    .option('--cut-over <date>', 'the first day that is booked as it happens; all: its whole history', cutOverArgument)
    .option('--gift-card-sku <sku...>', 'SKUs that are gift cards: money for them is owed, and no revenue')
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
    const store = await (options.consent ? byConsent : byCredentials)({
      desk,
      book,
      platform,
      options,
      context,
      asker,
    });
    const { found } = store;
    if (!options.json) tellFound(found, context);
    const known = await desk.connections(book);
    const { channel, moved } = await channelFor(found, { platform: platform.platform, options, asker, known });
    const standing = known.find((one) => one.channel === channel)?.cutOver ?? null;
    const cutOver =
      options.cutOver === 'all' ? null : (options.cutOver ?? (await askCutOver(options, standing, asker)));
    const kept = await store.keep({ channel, cutOver, moved });
    if (options.giftCardSku !== undefined) await desk.sayGiftCards(book, channel, options.giftCardSku);
    const look = await desk.look(book, channel);
    if (!options.json) tellLook(look, context);
    const isStarted = kept.state === 'live' || options.go === true || (await askStart(asker, channel));
    if (isStarted && kept.state !== 'live') await desk.start(book, channel);
    if (options.json)
      return screen.json({ channel, ...kept, state: isStarted ? 'live' : 'found', look, started: isStarted });
    screen.print('', ...outcome(channel, kept, isStarted, options.book));
  });
}

/** What became of the store, and what is to be done now. */
function outcome(channel: string, kept: KeptStore, isStarted: boolean, book: string | undefined): string[] {
  const bookFlag = book === undefined ? '' : ` --book ${quoted(book)}`;
  const start = `bookkeeper connections start ${quoted(channel)}${bookFlag}`;
  const state =
    kept.state === 'live'
      ? `${channel} is live, and goes on with these credentials.`
      : isStarted
        ? `${channel} is live: its history is read by \`bookkeeper start\`, and its changes from then on.`
        : `${channel} is connected, and is not kept up with. Start it with: ${start}`;
  const follow =
    'Its cut-over was changed: what is posted already follows with: bookkeeper apply (see it first: bookkeeper plan)';
  return kept.isCutOverChanged ? [state, follow] : [state];
}

/** Nothing is undone by leaving here: the store is kept. */
async function askStart(asker: Asker, channel: string): Promise<boolean> {
  if (!asker.canAsk) return false;
  try {
    return /^y/i.test(await asker.ask('Start to keep the books up with it? (y/n)', 'n'));
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    throw new Interrupted(`${channel} is connected, and is not kept up with`);
  }
}

interface Way {
  readonly desk: StoreDesk;
  readonly book: string;
  readonly platform: Platform;
  readonly options: Options;
  readonly context: Context;
  readonly asker: Asker;
}

/** A store that said who it is, and how it is kept. */
interface Reached {
  readonly found: FoundStore;
  keep(as: KeepAs): Promise<KeptStore>;
}

async function byCredentials({ desk, book, platform, options, context, asker }: Way): Promise<Reached> {
  const { platform: name, title } = platform;
  const credentials = await credentialsFor(platform, options, context, asker);
  context.screen.note(`bookkeeper: asking ${title} …`);
  const found = await desk.find(book, name, credentials);
  return { found, keep: (as) => desk.keep(book, { platform: name, credentials, ...as }) };
}

async function byConsent({ desk, book, platform, options, context, asker }: Way): Promise<Reached> {
  const { platform: name, title, consent } = platform;
  if (consent === null) throw new Trouble(`${title} does not ask merchants for consent`, 'leave --consent out');
  const credentials = await credentialsFor({ ...platform, credentials: consent.fields }, options, context, asker);
  const channel = options.channel ?? null;
  const id = await consentInBrowser(context, desk, book, { platform: name, credentials, channel });
  return { found: await desk.consents.find(book, id), keep: (as) => desk.consents.keep(book, id, as) };
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

function cutOverArgument(text: string): LocalDate | 'all' {
  return text === 'all' ? text : dateArgument(text);
}

/** Undefined: as it stands. */
async function askCutOver(
  { go }: Options,
  standing: string | null,
  asker: Asker,
): Promise<LocalDate | null | undefined> {
  if (go || !asker.canAsk) return undefined;
  for (;;) {
    const question = 'Book from which day on (YYYY-MM-DD), or all of its history';
    const answer = await asker.ask(question, standing ?? 'all');
    const day = parseBookDay(answer);
    if (answer === 'all' || day !== null) return day;
    process.stderr.write(`A day is written YYYY-MM-DD. Books have days ${BOOK_DAYS}.\n`);
  }
}

function tellFound({ name, remoteAccount, currency, zone, missing }: FoundStore, { screen }: Context): void {
  screen.print(`${screen.paint('strong', name)} (${remoteAccount}), in ${currency}${zone === null ? '' : `, ${zone}`}`);
  for (const sentence of missing) screen.print(`  ${screen.paint('bad', '!')} ${sentence}`);
}

function tellLook(look: FirstLook, { screen }: Context): void {
  const { days, isPartial, orders, currencies, gateways, taxes, recognition, notBooked, giftCards } = look;
  const counted = isPartial
    ? `the first ${orders.toLocaleString('en')} orders`
    : `${orders.toLocaleString('en')} orders`;
  screen.print('', `The last ${days} days, ${counted}; nothing is written:`);
  const columns = [{ title: 'What', min: 12 }, { title: 'Which', min: 12 }, { title: 'How many' }, { title: 'Sum' }];
  const rows = [
    ...currencies.map((one) => ({
      cells: ['Orders', one.currency, one.orders.toLocaleString('en'), amountText(one.total)],
    })),
    ...gateways.map((one) => ({
      cells: ['Payments', `${one.gateway} ${one.currency}`, one.payments.toLocaleString('en'), ''],
    })),
    ...taxes.map((code) => ({ cells: ['Tax', code, '', ''] })),
    ...recognition.map((one) => ({
      cells: ['Revenue', `recognised at ${one.recognition}`, '', amountText(one.revenue)],
    })),
    ...notBooked.map((one) => ({ cells: ['Not booked', one.reason, one.count.toLocaleString('en'), ''] })),
  ];
  screen.print(...(rows.length === 0 ? ['  no orders'] : layOut({ columns, rows }, screen)));
  if (giftCards.likely.length > 0) {
    const skus = giftCards.likely.map(quoted).join(' ');
    screen.print(
      `  ${screen.paint('bad', '!')} ${giftCards.likely.join(', ')} would be booked as a sale, and looks like a gift card: if it is one, connect again with --gift-card-sku ${skus} before you start.`,
    );
  }
}
