import { join } from 'node:path';
import { startProcess } from '../process.ts';

/** A running Vendure, with who may do everything there. */
export interface Vendure {
  readonly admin: string;
  readonly shop: string;
  readonly user: string;
  readonly password: string;
  stop(): Promise<void>;
}

const FOLDER = join(import.meta.dirname, 'app');

/** Starts an empty shop with a few products; `plugin` is a file that is loaded into it. It takes about ten seconds. */
export async function startVendure(
  plugin: { readonly file: string; readonly environment: NodeJS.ProcessEnv } | null,
): Promise<Vendure> {
  const user = 'bookkeeper';
  const password = 'a password for tests';
  const { port, stop } = await startProcess({
    command: [process.execPath, join(FOLDER, 'server.cjs')],
    folder: FOLDER,
    environment: {
      USER_NAME: user,
      PASSWORD: password,
      VENDURE_DISABLE_TELEMETRY: 'true',
      NODE_PATH: join(FOLDER, 'node_modules'),
      ...(plugin !== null && { PLUGIN: plugin.file, ...plugin.environment }),
    },
    isReady: (line) => line.includes('"listening"'),
  });
  const address = `http://127.0.0.1:${port}`;
  return { admin: `${address}/admin-api`, shop: `${address}/shop-api`, user, password, stop };
}
