// test.mjs all|check|data: runs the suites, prints what each said and how long it took. Each suite has a ceiling, so
// that slowness is noticed when it comes in. A failing suite does not hide the ones after it, nor they it: its last words
// are said again at the end, where who reads only the end of a log finds them.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './runtime.mjs';

const tool = (path) => join(root, 'node_modules', path);
const vitest = (...projects) => [tool('vitest/vitest.mjs'), 'run', ...projects.flatMap((name) => ['--project', name])];

const inner = [
  { name: 'types', secondsMax: 60, command: [tool('typescript/bin/tsc')] },
  { name: 'web types', secondsMax: 60, command: [tool('typescript/bin/tsc'), '-p', 'web'] },
  { name: 'lint', secondsMax: 60, command: [tool('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings'] },
  {
    name: 'boundaries',
    secondsMax: 60,
    command: [
      tool('dependency-cruiser/bin/dependency-cruiser.mjs'),
      '--config',
      '.dependency-cruiser.mjs',
      'src',
      'test',
      'sandbox',
      'web/src',
    ],
  },
  { name: 'dead code', secondsMax: 60, command: [tool('knip/bin/knip.js'), '--no-progress'] },
  { name: 'unit', secondsMax: 120, command: vitest('unit') },
];
const database = { name: 'database', secondsMax: 480, command: vitest('database') };
const browser = { name: 'browser', secondsMax: 420, command: vitest('browser') };
const data = { name: 'data', secondsMax: 1200, command: vitest('data') };
const suitesOf = { check: inner, all: [...inner, database, browser], data: [data] };

const lastWordsMax = 8000;
const lastWordsMs = 2000;

function run({ command, secondsMax }) {
  const startedAt = performance.now();
  const env = process.stdout.isTTY ? { ...process.env, FORCE_COLOR: '1' } : process.env;
  const child = spawn(process.execPath, command, { cwd: root, env, stdio: ['inherit', 'pipe', 'pipe'] });
  let lastWords = '';
  for (const [said, out] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ]) {
    said.setEncoding('utf8').on('data', (text) => {
      out.write(text);
      lastWords = (lastWords + text).slice(-lastWordsMax);
    });
  }
  const ceiling = setTimeout(() => child.kill('SIGTERM'), secondsMax * 1000);
  // A server that outlives its suite would else keep the streams open, and us waiting.
  child.once('exit', () => setTimeout(() => child.stdout.destroy() && child.stderr.destroy(), lastWordsMs).unref());
  return new Promise((resolve) => {
    child.once('close', (code) => {
      clearTimeout(ceiling);
      const seconds = (performance.now() - startedAt) / 1000;
      const verdict = seconds > secondsMax ? `over its ceiling of ${secondsMax} s` : code === 0 ? 'passed' : 'FAILED';
      resolve({ seconds, verdict, lastWords });
    });
  });
}

const suites = suitesOf[process.argv[2]];
if (suites === undefined) throw new Error(`test.mjs takes one of ${Object.keys(suitesOf).join(', ')}`);
const results = [];
for (const suite of suites) {
  process.stdout.write(`\n── ${suite.name}\n`);
  results.push({ name: suite.name, ...(await run(suite)) });
}
for (const { name, verdict, lastWords } of results) {
  if (verdict !== 'passed') process.stdout.write(`\n── ${name} ${verdict}; it ended with\n${lastWords}\n`);
}
const line = ({ name, seconds, verdict }) => `${name.padEnd(12)}${seconds.toFixed(1).padStart(7)} s  ${verdict}`;
process.stdout.write(`\n${results.map(line).join('\n')}\n`);
process.exitCode = results.every(({ verdict }) => verdict === 'passed') ? 0 : 1;
