// complete-lock.mjs [FOLDER]: run after every change of dependencies. npm leaves an optional package out of the lock file
// if the registry at hand does not carry it, as mirrors often do for platforms nobody there uses; `npm ci` then refuses
// the lock file, at every registry. This adds what is left out: the version its parent asks for, and the platform its
// name tells.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './runtime.mjs';

const file = join(process.argv[2] ?? root, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));

const systems = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'aix', 'win32'];
const processors = ['arm64', 'arm', 'x64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x'];
const libraries = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' };

function platformOf(name) {
  const words = name.replace('windows', 'win32').split(/[-/]/);
  const os = systems.filter((word) => words.includes(word));
  const cpu = processors.filter((word) => words.includes(word));
  const libc = Object.keys(libraries)
    .filter((word) => words.includes(word))
    .map((word) => libraries[word]);
  if (os.length === 0 && cpu.length === 0 && !words.includes('wasm32'))
    throw new Error(`of which platform is ${name}?`);
  if (words.includes('wasm32')) cpu.push('wasm32');
  return { ...(os.length && { os }), ...(cpu.length && { cpu }), ...(libc.length && { libc }) };
}

/** As npm writes it, so that its next run changes nothing. */
const inNpmsOrder = ({ version, ...rest }) => ({
  version,
  ...Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))),
});

for (const parent of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    if (path in lock.packages) continue;
    lock.packages[path] = inNpmsOrder({
      version,
      ...platformOf(name),
      ...(parent.dev && { dev: true }),
      optional: true,
    });
    process.stdout.write(`added ${name}@${version}\n`);
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
