import { expect, it } from 'vitest';
import { contentHash } from './content-hash.ts';

const payload = { id: 1, note: 'n', lines: [{ id: 2, image: 'x', price: '1.00' }], links: { self: 'a' } };
const hashOf = (value: unknown, volatile: readonly string[] = []) => contentHash(value, '', volatile);

it('is that of the JSON, white space aside', () => {
  expect(hashOf(payload)).toMatch(/^[0-9a-f]{32}$/);
  expect(hashOf(JSON.parse(JSON.stringify(payload, null, 2)))).toBe(hashOf(payload));
  expect(hashOf({ ...payload, id: 2 })).not.toBe(hashOf(payload));
});

it('leaves volatile fields out, there or not, also in lists', () => {
  const volatile = ['links', 'lines.image', 'lines.other', 'missing.field'];
  const { links: _, ...rest } = payload;
  const without = { ...rest, lines: [{ id: 2, price: '1.00' }] };
  expect(hashOf(payload, volatile)).toBe(hashOf(without, volatile));
  expect(hashOf(payload, volatile)).toBe(hashOf(without));
  expect(hashOf({ ...payload, note: 'm' }, volatile)).not.toBe(hashOf(payload, volatile));
  expect(payload.lines[0]).toHaveProperty('image');
});

it('is that of the bytes where they are no JSON', () => {
  expect(contentHash(undefined, Buffer.from('é'), [])).toBe(contentHash(undefined, 'é', ['links']));
});
