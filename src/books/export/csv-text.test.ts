import { expect, test } from 'vitest';
import { csvLine } from './csv-text.ts';

test.each([
  [['a', 1, null], 'a,1,'],
  [['a,b', 'say "yes"', 'two\nlines'], '"a,b","say ""yes""","two\nlines"'],
  [['-12.50', '+1', '=1+1', '@sum', '-x'], "-12.50,'+1,'=1+1,'@sum,'-x"],
])('%j', (values, line) => {
  expect(csvLine(values)).toBe(line);
});
