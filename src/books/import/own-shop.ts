import type { Connector } from '../../connectors/contract.ts';
import { Trouble } from '../../domain/trouble.ts';
import { type ConnectionRow, listConnections } from '../../storage/books.ts';
import type { Database } from '../../storage/database.ts';
import type { Source, SourceRecord } from './source.ts';

/** The channel that is fed: its name and platform are known before it is made. */
interface Fed {
  readonly bookId: number;
  readonly channel: string;
  readonly connector: Connector;
}

/** The source, which ends with cause and remedy where its records are of a shop that another channel stands for. */
export function ofOwnShop(database: Database, source: Source, { bookId, channel, connector }: Fed): Source {
  const check = async ({ payload, place }: SourceRecord) => {
    const shop = payload === undefined ? null : connector.shopOf(payload);
    if (shop === null) return false;
    const named = { bookId, platform: connector.platform, shop, place };
    await refuseTaken(database.pool, named, (one) => one.channel === channel);
    return true;
  };
  async function* all(): AsyncGenerator<readonly SourceRecord[]> {
    let isChecked = false;
    for await (const records of source) {
      for (const record of records) {
        if (isChecked) break;
        isChecked = await check(record);
      }
      yield records;
    }
  }
  return { [Symbol.asyncIterator]: () => all(), progress: () => source.progress() };
}

/** A shop and where a record names it. */
interface NamedShop {
  readonly bookId: number;
  readonly platform: string;
  readonly shop: string;
  readonly place: string;
}

/** Throws a Trouble where a channel that is not our own stands for the shop. */
export async function refuseTaken(
  pool: Database['pool'],
  { bookId, platform, shop, place }: NamedShop,
  isOwn: (channel: ConnectionRow) => boolean,
): Promise<void> {
  const channels = await listConnections(pool, bookId);
  const other = channels.find((one) => one.platform === platform && one.remoteAccount === shop && !isOwn(one));
  if (other === undefined) return;
  throw new Trouble(
    `${place} is of ${shop}, which is channel '${other.channel}' already`,
    `import it into '${other.channel}'`,
  );
}
