import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const linesMax = 600;

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(root, path)));

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const code = files.filter((path) => /\.(ts|tsx|mjs|sql)$/.test(path) && path !== 'test/tidy.test.ts');

/** path:line of every line that matches. */
const linesWith = (pattern: RegExp, paths: readonly string[]): string[] =>
  paths.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
  );

const isTest = (path: string) => path.endsWith('.test.ts');
const inRooms = (rooms: string) => code.filter((path) => new RegExp(`^src/(${rooms})/`).test(path) && !isTest(path));

test('there is something to look at', () => {
  expect(code).not.toEqual([]);
});

test('no leftovers', () => {
  expect(linesWith(/\b(TODO|FIXME|XXX|HACK)\b/, code)).toEqual([]);
  expect(linesWith(/\b(it|test|describe)\.(only|skip|todo)\b/, code)).toEqual([]);
  const mayPrint = /^(src\/cli|bench|scripts)\//;
  expect(
    linesWith(
      /\bconsole\.\w+\(|\bdebugger\b/,
      code.filter((path) => !mayPrint.test(path)),
    ),
  ).toEqual([]);
});

test('no floating point near money', () => {
  expect(linesWith(/\b(parseFloat|toFixed|toPrecision)\b/, inRooms('domain|connectors|books|storage'))).toEqual([]);
});

test(`no file over ${linesMax} lines`, () => {
  const long = code
    .map((path) => [path, read(path).split('\n').length] as const)
    .filter(([, lines]) => lines > linesMax);
  expect(long).toEqual([]);
});

test('every page in docs/ is linked from ARCHITECTURE.md', () => {
  const architecture = files.includes('ARCHITECTURE.md') ? read('ARCHITECTURE.md') : undefined;
  const pages = architecture === undefined ? [] : files.filter((path) => /^docs\/[^/]+\.md$/.test(path));
  expect(pages.filter((path) => !architecture?.includes(`](${path}`))).toEqual([]);
});

interface Lock {
  readonly packages: Readonly<Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>>;
}

test('the lock file names no registry, and every platform (if not: node scripts/complete-lock.mjs)', () => {
  expect(linesWith(/"resolved":/, ['package-lock.json'])).toEqual([]);
  const { packages } = JSON.parse(read('package-lock.json')) as Lock;
  const wanted = Object.values(packages).flatMap((parent) => Object.keys(parent.optionalDependencies ?? {}));
  expect(wanted.filter((name) => !(`node_modules/${name}` in packages))).toEqual([]);
});
