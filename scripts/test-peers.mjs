// test-peers.mjs: runs the tests against real servers, each in a process of its own. Vendure always, which installs in
// half a minute; Medusa (700 MB) where its packages are there already, or with CI_FULL=1; the WooCommerce that WOO_URL,
// WOO_KEY and WOO_SECRET name, else the sandbox's in its place.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { arePackagesCurrent, installPackages } from './bootstrap.mjs';
import { root } from './runtime.mjs';

const folderOf = (peer) => join(root, 'peers', peer, 'app');
const isFull = process.env.CI_FULL === '1';

const peers = ['vendure', 'medusa'].filter(
  (peer) => peer === 'vendure' || isFull || arePackagesCurrent(folderOf(peer)),
);
// None of their install scripts is needed.
for (const peer of peers) installPackages(folderOf(peer), ['--omit=dev', '--ignore-scripts']);
if (!peers.includes('medusa')) process.stdout.write('Medusa: not run (CI_FULL=1 installs it)\n');

const isNamed = ['WOO_URL', 'WOO_KEY', 'WOO_SECRET'].every((name) => process.env[name] !== undefined);
if (!isNamed) {
  process.stdout.write(
    "WooCommerce: not run, the sandbox's stands in (WOO_URL, WOO_KEY and WOO_SECRET name a real one)\n",
  );
}

const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const files = [...peers, 'woocommerce'].map((peer) => `peers/${peer}.test.ts`);
const child = spawn(process.execPath, [vitest, 'run', '--project', 'peers', ...files], { cwd: root, stdio: 'inherit' });
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
