// Installs what is missing: a Node that is new enough, then the packages of package-lock.json. Does nothing, in a few
// milliseconds, when all is there. Speaks on stderr only, so that a command's own output stays clean.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environmentFor, findNode, nodeMajor, root, runtimeFolder } from './runtime.mjs';

const oldestNode = 20;

/** Brings the checkout into a state in which the project can run. Throws with words when it cannot. */
export function bootstrap() {
  if (Number.parseInt(process.versions.node, 10) < oldestNode) {
    throw new Error(`Node ${process.versions.node} is too old: install Node ${oldestNode} or newer`);
  }
  if (findNode() === undefined) installNode();
  // Named, because NODE_ENV=production or a user's setting would leave out what the checks or the database need.
  installPackages(root, ['--include=dev', '--include=optional']);
}

/** Installs what a folder's lock file names, unless that is there already. */
export function installPackages(folder, flags) {
  if (arePackagesCurrent(folder)) return;
  say(`installing packages (npm ci${folder === root ? '' : ` in ${relative(root, folder)}`})`);
  npm(folder, ['ci', ...flags], environmentFor(findNode()));
}

function installNode() {
  say(
    `this is Node ${process.versions.node}; installing Node ${nodeMajor} for the project into ${basename(runtimeFolder)}/`,
  );
  mkdirSync(runtimeFolder, { recursive: true });
  // The package fetches the binary of the platform in its install script, so that script must be allowed.
  const manifest = { private: true, allowScripts: { node: true } };
  writeFileSync(join(runtimeFolder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  npm(runtimeFolder, ['install', '--no-package-lock', '--ignore-scripts=false', `node@${nodeMajor}`], process.env);
  if (findNode() === undefined) throw new Error(`Node ${nodeMajor} did not install: install it by hand and try again`);
}

/**
 * npm leaves a lock file of what it installed; equal to ours but for packages of other platforms means nothing to do.
 * Better than a stamp of our own: it is also right after a plain `npm install`, and absent after an interrupted one.
 */
export function arePackagesCurrent(folder) {
  const installedFile = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const installed = lockedPackages(installedFile);
  const wanted = lockedPackages(join(folder, 'package-lock.json'));
  delete wanted[''];
  return (
    Object.entries(wanted).every(([path, entry]) => {
      const found = installed[path];
      return found === undefined ? entry.optional === true : found.version === entry.version;
    }) && Object.keys(installed).every((path) => path in wanted)
  );
}

const lockedPackages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

function npm(cwd, args, env) {
  const script = npmScript();
  const [command, first] = script === undefined ? ['npm', []] : [findNode() ?? process.execPath, [script]];
  const options = {
    cwd,
    env: withoutOuterNpm(env),
    stdio: ['ignore', 2, 2],
    shell: script === undefined && process.platform === 'win32',
  };
  const { status, error } = spawnSync(
    command,
    [...first, ...args, '--no-fund', '--no-audit', '--no-update-notifier'],
    options,
  );
  if (error) throw new Error(`npm could not be run (${error.message}): install npm and try again`);
  if (status !== 0) throw new Error(`npm ${args[0]} failed (exit ${status}): see above; is the registry reachable?`);
}

/** The npm that runs us, if one does; npx names itself there, with npm beside it. */
function npmScript() {
  const running = process.env.npm_execpath;
  if (running === undefined || !/^np[mx]-cli\.js$/.test(basename(running))) return undefined;
  return join(dirname(running), 'npm-cli.js');
}

/** The npm that runs us tells its scripts of its own call (its prefix, its package); a call of another folder must not hear it. */
const withoutOuterNpm = (env) =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^npm_(config_(local_)?prefix$|package_|lifecycle_|command$)/.test(name)),
  );

const say = (text) => process.stderr.write(`bookkeeper: ${text}\n`);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    bootstrap();
  } catch (error) {
    say(error.message);
    process.exitCode = 1;
  }
}
