import { expect, test } from 'vitest';
import { socketDirectoryOf } from './socket.ts';

test('the socket lies in the home while its path is short enough', () => {
  expect(socketDirectoryOf('/var/lib/bookkeeper')).toBe('/var/lib/bookkeeper/run');
});

test('else in a folder that follows from the home alone', () => {
  const deep = `/${'deep/'.repeat(30)}`;
  expect(socketDirectoryOf(deep)).toMatch(/^\/tmp\/bookkeeper-[0-9a-f]{16}$/);
  expect(socketDirectoryOf(deep)).toBe(socketDirectoryOf(deep));
  expect(socketDirectoryOf(deep)).not.toBe(socketDirectoryOf(`${deep}er`));
});
