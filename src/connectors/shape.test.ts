import { expect, test } from 'vitest';
import { decoded } from './shape.ts';

test('a fault of a decoder parks the payload by itself, and stops nothing behind it', () => {
  const broken = decoded(() => {
    throw new TypeError('x is not a function');
  });
  expect(broken).toEqual({ kind: 'undecodable', reason: 'fault', detail: 'x is not a function' });
});
