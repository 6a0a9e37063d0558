// build-web.mjs: builds the dashboard into dist/web where it is missing or older than its source.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './runtime.mjs';

async function newestIn(folder) {
  let newest = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) newest = Math.max(newest, (await stat(join(entry.parentPath, entry.name))).mtimeMs);
  }
  return newest;
}

const built = await stat(join(root, 'dist/web/index.html')).catch(() => null);
if (built === null || built.mtimeMs < (await newestIn(join(root, 'web')))) {
  process.stdout.write('building the dashboard, once\n');
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const args = [vite, 'build', '--config', 'web/vite.config.ts', '--logLevel', 'warn'];
  const env = { ...process.env, NODE_ENV: 'production' };
  const [code] = await once(spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' }), 'exit');
  process.exitCode = code ?? 1;
}
