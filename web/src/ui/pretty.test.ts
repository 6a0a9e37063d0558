import { expect, test } from 'vitest';
import { pretty } from './pretty.ts';

test.each([
  [
    'figures stay as they came',
    '{"total":1.50,"id":12345678901234567890}',
    '{\n  "total": 1.50,\n  "id": 12345678901234567890\n}',
  ],
  ['what is empty stays on its line', '{"lines":[],"tax":{ }}', '{\n  "lines": [],\n  "tax": {}\n}'],
  ['signs within a text lay nothing out', '["a: {\\"b\\", c}"]', '[\n  "a: {\\"b\\", c}"\n]'],
  ['words', '502 Bad Gateway', '502 Bad Gateway'],
  ['closed more often than opened', '}', '}'],
  ['cut off', '{"id": 1, "lines": [', '{"id": 1, "lines": ['],
])('%s', (_what, text, shown) => {
  expect(pretty(text)).toBe(shown);
});
