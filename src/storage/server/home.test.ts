import { expect, test } from 'vitest';
import { homeOf, type Machine } from './home.ts';

const ada: Machine = { platform: 'linux', isRoot: false, userHome: '/home/ada' };
const root: Machine = { platform: 'linux', isRoot: true, userHome: '/root' };
const mac: Machine = { platform: 'darwin', isRoot: false, userHome: '/Users/ada' };

test.each<readonly [string, Readonly<Record<string, string>>, Machine, string]>([
  ['what BOOKKEEPER_HOME says', { BOOKKEEPER_HOME: '/somewhere', XDG_DATA_HOME: '/data' }, ada, '/somewhere'],
  ['for root the place for data of the machine', { XDG_DATA_HOME: '/data' }, root, '/var/lib/bookkeeper'],
  [
    'the place for data that the user has chosen',
    { BOOKKEEPER_HOME: '', XDG_DATA_HOME: '/data' },
    ada,
    '/data/bookkeeper',
  ],
  [
    'the usual one, since a relative XDG_DATA_HOME does not count',
    { XDG_DATA_HOME: 'data' },
    ada,
    '/home/ada/.local/share/bookkeeper',
  ],
  ['the usual one of macOS', {}, mac, '/Users/ada/Library/Application Support/bookkeeper'],
])('the home is %s', (_, env, machine, home) => {
  expect(homeOf(env, machine)).toBe(home);
});
