import { expect, test } from 'vitest';
import { FAULT_KINDS, FAULTS, Faults } from './faults.ts';

test('nothing goes wrong until it is told to', () => {
  const faults = new Faults(1);
  for (const kind of FAULT_KINDS) expect(faults.next(kind)).toBeNull();
});

test.each(FAULT_KINDS)('%s happens as often as told, within its measure, and counts', (kind) => {
  const faults = new Faults(7);
  faults.set(kind, 250);
  const committed = Array.from({ length: 4000 }, () => faults.next(kind)).filter((by) => by !== null);
  expect(committed.length).toBeGreaterThan(900);
  expect(committed.length).toBeLessThan(1100);
  expect(faults.committed(kind)).toBe(committed.length);
  for (const by of committed) {
    expect(by).toBeGreaterThanOrEqual(FAULTS[kind].min);
    expect(by).toBeLessThanOrEqual(FAULTS[kind].max);
  }
});

test('the same seed commits the same, whatever else is switched on', () => {
  const one = new Faults(3);
  const other = new Faults(3);
  one.set('server error', 100);
  other.setAll(100);
  const ask = (faults: Faults) =>
    Array.from({ length: 500 }, () => {
      faults.next('bad gateway');
      return faults.next('server error');
    });
  expect(ask(one)).toEqual(ask(other));
});

test('a switch is flipped while it runs', () => {
  const faults = new Faults(3);
  faults.set('stale read', 1000);
  expect(faults.next('stale read')).not.toBeNull();
  faults.set('stale read', 0);
  expect(faults.next('stale read')).toBeNull();
  expect(() => faults.set('stale read', 1001)).toThrow(RangeError);
});
