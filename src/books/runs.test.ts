import { expect, test } from 'vitest';
import { Trouble } from '../domain/trouble.ts';
import { problemOf, seldom } from './runs.ts';

test('what goes on is told seldom, and never twice at once', async () => {
  let now = 0;
  const told: number[] = [];
  const waiting: (() => void)[] = [];
  const tell = seldom(
    () => now,
    1_000,
    async () => {
      told.push(now);
      await new Promise<void>((resolve) => waiting.push(resolve));
    },
  );
  for (now of [1, 999, 1_000, 1_500, 2_100, 3_000]) tell();
  expect(told).toEqual([1_000]);
  waiting.shift()?.();
  await new Promise(setImmediate);
  for (now of [3_100, 3_200]) tell();
  expect(told).toEqual([1_000, 3_100]);
});

test('a failure to tell is no failure of the run', async () => {
  let calls = 0;
  const tell = seldom(
    () => calls * 10,
    5,
    async () => {
      throw new Error('gone');
    },
  );
  for (calls = 1; calls < 4; calls += 1) {
    tell();
    await new Promise(setImmediate);
  }
  expect(calls).toBe(4);
});

test('trouble is told in words, a fault keeps them', () => {
  expect(problemOf(new Trouble('no file', 'name one'))).toEqual({ detail: 'no file', remedy: 'name one' });
  expect(problemOf(new Error('secret')).detail).toBe('it failed');
});
