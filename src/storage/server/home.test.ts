import { expect, test } from 'vitest';
import { homeOf } from './home.ts';

const isRoot = process.getuid?.() === 0;

test('BOOKKEEPER_HOME decides', () => {
  expect(homeOf({ BOOKKEEPER_HOME: '/somewhere', XDG_DATA_HOME: '/data' })).toBe('/somewhere');
});

test.runIf(process.platform === 'linux')('else it is the place for data, of the machine or of the user', () => {
  const usual = isRoot ? '/var/lib/bookkeeper' : '/data/bookkeeper';
  expect(homeOf({ BOOKKEEPER_HOME: '', XDG_DATA_HOME: '/data' })).toBe(usual);
});

test.runIf(process.platform === 'linux' && !isRoot)('a relative XDG_DATA_HOME does not count', () => {
  expect(homeOf({ XDG_DATA_HOME: 'data' })).toMatch(/\/\.local\/share\/bookkeeper$/);
});
