// Which Node runs the project. npm may itself run under any Node from 20 on; everything of ours runs under 24 or newer,
// because TypeScript is executed by Node's own type stripping. Only node built-ins here: this runs before `npm ci`.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const nodeMajor = 24;
const parentCheckMs = 200;
export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const runtimeFolder = join(root, '.runtime');

/** Whether the Node running this is new enough to run the project itself. */
export const isOwnNodeEnough = Number.parseInt(process.versions.node, 10) >= nodeMajor;

const packagedNode = () =>
  ['bin/node', 'bin/node.exe'].map((name) => join(runtimeFolder, 'node_modules', 'node', name)).find(existsSync);

/** Path of a Node that is new enough, or undefined while none is installed. */
export const findNode = () => (isOwnNodeEnough ? process.execPath : packagedNode());

/** The environment for a child in which `node` means the Node at `path`. */
export const environmentFor = (path) => ({
  ...process.env,
  PATH: [dirname(path), process.env.PATH].filter(Boolean).join(delimiter),
  // Keeps stripped and compiled modules, so that a command starts in a fraction of the time.
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(runtimeFolder, 'compile-cache'),
});

/**
 * New objects of an import die within a batch or two. A young generation larger than a batch costs memory (twice what is
 * used otherwise) and no less time (docs/performance.md).
 */
const flags = ['--max-semi-space-size=16'];

/**
 * Runs `file` under the project's Node in our place: same streams, signals passed on, same end.
 * Resolves with the exit code; a child ended by a signal gives 128 + its number, as a shell would.
 */
export function runInOurPlace(file, args) {
  const node = findNode();
  if (node === undefined) throw new Error('no Node is installed for the project: run `npm ci` and try again');
  const child = spawn(node, [...flags, file, ...args], { stdio: 'inherit', env: environmentFor(node) });
  // A terminal sends Ctrl-C to the whole group, so the child has it already; the others come to us alone.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  whenNpmIsGone(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

/**
 * npm and npx run us in a shell that dies of a signal without passing it on, which would leave us running unseen.
 * Ending with them makes `kill` of npm a clean stop.
 */
export function whenNpmIsGone(act) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    act();
  }, parentCheckMs);
  watch.unref();
}
