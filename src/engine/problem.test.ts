import { expect, test } from 'vitest';
import { ApiError } from '../connectors/contract.ts';
import { Trouble } from '../domain/trouble.ts';
import { PrivateAddressError } from './api/api.ts';
import { problemOf } from './problem.ts';

test('a private address is refused by us, not by the store: who starts the program can allow it', () => {
  const { cause, remedy } = problemOf(new PrivateAddressError('127.0.0.1 leads to a private address'));
  expect(cause).toMatch(/^127\.0\.0\.1 leads to a private address, which is refused/);
  expect(remedy).toContain('start Bookkeeper with BOOKKEEPER_ALLOW_PRIVATE=1');
});

test('what a store refuses is the store’s to explain', () => {
  const { cause, remedy } = problemOf(new ApiError('refused', 'shop.example/orders answered with 418', 418));
  expect(cause).toBe('shop.example/orders answered with 418');
  expect(remedy).toContain('see what the store answers');
});

test('a trouble brings its own remedy, and anything else is worth a report', () => {
  expect(problemOf(new Trouble('the disk is full', 'make room'))).toEqual({
    cause: 'the disk is full',
    remedy: 'make room',
  });
  expect(problemOf(new Error('odd'))).toMatchObject({ cause: 'odd', remedy: expect.stringContaining('report it') });
});
