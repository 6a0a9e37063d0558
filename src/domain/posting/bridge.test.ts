import { describe, expect, test } from 'vitest';
import { minor } from '../money/minor.ts';
import { Bridge } from './bridge.ts';

/** Moves as [amount, what one unit of it is worth in base, base of the leg that comes of it]. */
type Move = readonly [amount: number, worth: number, base: number];

describe('the bridge', () => {
  test.each<readonly [string, readonly Move[], readonly [number, number]]>([
    [
      'builds up at each movement’s own base',
      [
        [100, 1, 100],
        [50, 2, 200 - 100],
      ],
      [150, 200],
    ],
    [
      'settles at the base it carries',
      [
        [100, 2, 200],
        [-50, 3, -100],
        [-50, 4, -100],
      ],
      [0, 0],
    ],
    [
      'crosses over: what settles is carried, the rest comes in fresh',
      [
        [100, 2, 200],
        [-150, 3, -350],
      ],
      [-50, -150],
    ],
    [
      'works the same from the other side',
      [
        [-60, 2, -120],
        [100, 3, 240],
      ],
      [40, 120],
    ],
    [
      'rounds shares of what it carries',
      [
        [3, 1, 3],
        [-1, 9, -1],
        [-1, 9, -1],
        [-1, 9, -1],
      ],
      [0, 0],
    ],
    ['nothing moves nothing', [[0, 7, 0]], [0, 0]],
  ])('%s', (_, moves, [balance, base]) => {
    const bridge = new Bridge();
    for (const [amount, worth, leg] of moves) {
      expect(bridge.move(minor(amount), (rest) => minor(rest * worth))).toBe(leg);
    }
    expect([bridge.balance, bridge.base]).toEqual([balance, base]);
  });
});
