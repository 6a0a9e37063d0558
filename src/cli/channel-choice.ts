import { Trouble } from '../domain/trouble.ts';
import type { FoundStore } from '../engine/desk.ts';
import type { Asker } from './ask.ts';
import { quoted } from './text.ts';

/** What the command line says of the channel. */
export interface ChannelOptions {
  readonly channel?: string;
  readonly takeOver?: string;
  readonly moved?: true;
}

interface Choice {
  readonly platform: string;
  readonly options: ChannelOptions;
  readonly asker: Asker;
  readonly known: readonly { readonly channel: string }[];
}

/** As which channel a found store is kept, and whether its shop has moved. Where nobody can be asked, nothing is guessed. */
export async function channelFor(
  found: FoundStore,
  { platform, options, asker, known }: Choice,
): Promise<{ readonly channel: string; readonly moved: boolean }> {
  const { channel, takeOver, moved = false } = options;
  if (channel !== undefined) return { channel, moved };
  if (takeOver !== undefined) {
    if (known.some((one) => one.channel === takeOver)) return { channel: takeOver, moved };
    throw new Trouble(`there is no channel '${takeOver}'`, 'see bookkeeper connections');
  }
  const offered = found.takesOver;
  if (offered !== null) {
    const isMoved = offered.movedFrom !== null;
    if (isMoved ? moved : offered.isCertain && !asker.canAsk) return { channel: offered.channel, moved };
    if (!asker.canAsk) throw unsure(found, offered);
    const answer = await asker.ask(questionOf(offered), offered.isCertain && !isMoved ? 'y' : 'n');
    if (/^y/i.test(answer)) return { channel: offered.channel, moved: isMoved };
  }
  return { channel: asker.canAsk ? await asker.ask('Name of the channel', platform) : platform, moved };
}

type Offered = NonNullable<FoundStore['takesOver']>;

function questionOf({ channel, isCertain, agreeing, movedFrom }: Offered): string {
  const orders = `${agreeing} of its newest orders are the same here`;
  if (movedFrom !== null) return `Is this the shop of '${channel}', ${movedFrom}, at a new address? ${orders}. (y/n)`;
  if (!isCertain) return `Is this the shop of the channel '${channel}', whose files name none? (y/n)`;
  const why = agreeing > 0 ? `: ${orders}` : '';
  return `Go on as the channel '${channel}', which is this shop${why}? (y/n)`;
}

function unsure({ remoteAccount }: FoundStore, { channel, agreeing, movedFrom }: Offered): Trouble {
  if (movedFrom !== null) {
    return new Trouble(
      `${remoteAccount} has ${agreeing} of the newest orders of the channel '${channel}', which is ${movedFrom}`,
      'if that shop has moved here, give --moved; else name a channel with --channel',
    );
  }
  return new Trouble(
    `whether ${remoteAccount} is the shop of the channel '${channel}' cannot be seen`,
    `give --take-over ${quoted(channel)} if it is; else name a channel with --channel`,
  );
}
