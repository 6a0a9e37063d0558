import type { Connector } from '../../connectors/contract.ts';
import { Trouble } from '../../domain/trouble.ts';
import { listConnections } from '../../storage/books.ts';
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
    const other = (await listConnections(database.pool, bookId)).find(
      (one) => one.platform === connector.platform && one.remoteAccount === shop && one.channel !== channel,
    );
    if (other === undefined) return true;
    throw new Trouble(
      `${place} is of ${shop}, which is channel '${other.channel}' already`,
      `import it into '${other.channel}'`,
    );
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
