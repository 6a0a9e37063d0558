import { expect, test } from 'vitest';
import { ManualTimers } from '../manual-timers.ts';
import { Driver } from './driver.ts';
import { SHOPS } from './plans.ts';
import { World } from './world.ts';

const START = Date.UTC(2026, 0, 5);
const HOUR = 3_600_000;

function driven(speed: number, limit: number = Number.POSITIVE_INFINITY) {
  const timers = new ManualTimers();
  const world = World.create({ seed: 1, shops: SHOPS, start: START });
  const driver = new Driver(world, { timers, speed, limit: () => limit });
  return { timers, world, driver };
}

test('the world’s clock runs so many times as fast as the machine’s, and stands while it is stopped', () => {
  const { timers, world, driver } = driven(60);
  timers.pass(5000);
  expect(world.now).toBe(START);
  let ticks = 0;
  driver.start(() => {
    ticks += 1;
  });
  timers.pass(60_000);
  expect(world.now).toBe(START + HOUR);
  expect(ticks).toBe(600);
  driver.stop();
  timers.pass(60_000);
  expect(world.now).toBe(START + HOUR);
});

test('a change of speed counts from its moment', () => {
  const { timers, world, driver } = driven(60);
  driver.start(() => {});
  timers.pass(1000);
  driver.speed = 0;
  timers.pass(10_000);
  expect(world.now).toBe(START + 60_000);
  driver.speed = 1;
  timers.pass(1000);
  expect(world.now).toBe(START + 61_000);
  expect(() => {
    driver.speed = -1;
  }).toThrow(RangeError);
});

test('it never passes its limit', () => {
  const { timers, world, driver } = driven(3600, START + HOUR);
  driver.start(() => {});
  timers.pass(60_000);
  expect(world.now).toBe(START + HOUR);
});
