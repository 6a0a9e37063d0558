import { type Database, openDatabase } from '../storage/database.ts';
import { migrate } from '../storage/migrate.ts';
import { type Environment, homeOf } from '../storage/server/home.ts';

export { type Environment, homeOf };

/** The books of a home, open: what every use-case is given. */
export interface Session {
  readonly database: Database;
  /** Lets go of the database; the last one to do so stops the home's own server. */
  close(): Promise<void>;
}

export interface SessionOptions {
  readonly env: Environment;
  /** Takes a line for a person now and then, where something takes a while. */
  readonly log?: (line: string) => void;
}

/** Opens the database of the home and brings it to the schema of this program. */
export async function openBooks({ env, log = () => {} }: SessionOptions): Promise<Session> {
  const database = await openDatabase({ env, home: homeOf(env), log });
  try {
    const client = await database.client();
    await migrate(client);
    await client.end();
  } catch (error) {
    await database.close();
    throw error;
  }
  return { database, close: () => database.close() };
}
