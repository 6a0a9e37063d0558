import { expect, test } from 'vitest';
import { compareIds } from './ids.ts';

test('ids stand as a platform gave them out, numbers by value and ULIDs as texts', () => {
  const ids = ['1000', '100', '01J8ZB', '99', '01J8ZA', '100'];
  expect(ids.toSorted(compareIds)).toEqual(['99', '100', '100', '1000', '01J8ZA', '01J8ZB']);
});
