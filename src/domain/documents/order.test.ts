import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Exact, exact, toMinor, total as totalOf } from '../money/exact.ts';
import { creditLinesInMinorUnits, type ExactComponent, inMinorUnits } from './order.ts';

const read = (text: string): Exact => exact(text) ?? { units: 0n, scale: 0 };

const component = (id: string, net: string, tax: string | null, charged = true): ExactComponent => ({
  id,
  kind: 'goods',
  sku: '',
  quantity: 1,
  ships: true,
  net: read(net),
  discount: read('0'),
  taxes: tax === null ? [] : [{ code: 'X', amount: read(tax), base: read(net), liable: 'merchant', charged }],
});

describe('an order’s figures in minor units (accounting.md 16)', () => {
  test('are taken as they are where none is finer', () => {
    const { components, total } = inMinorUnits([component('A', '10.00', '1.90')], read('11.91'), 'EUR');
    expect(components[0]).toMatchObject({ net: 1000, taxes: [{ amount: 190, base: 1000 }] });
    expect(total).toBe(1191);
  });

  test('finer ones: the sum is rounded once, its parts are allocated to it', () => {
    const lines = [component('A', '10.004', null), component('B', '10.004', null), component('C', '10.004', null)];
    const { components, total } = inMinorUnits(lines, read('30.012'), 'EUR');
    expect(components.map(({ net }) => net)).toEqual([1001, 1000, 1000]);
    expect(total).toBe(3001);
  });

  test('tax that is only told is rounded by itself', () => {
    const { components } = inMinorUnits([component('A', '10.004', '0.885', false)], read('10.004'), 'EUR');
    expect(components[0]).toMatchObject({ net: 1000, taxes: [{ amount: 89, base: 1000 }] });
  });

  test('adds up to the rounded sum, whatever the figures', () => {
    const amount = fc
      .integer({ min: -200_000, max: 2_000_000 })
      .map((units): Exact => ({ units: BigInt(units), scale: 4 }));
    fc.assert(
      fc.property(fc.array(fc.tuple(amount, amount), { minLength: 1, maxLength: 5 }), (figures) => {
        const lines = figures.map(([net, tax], index) => ({
          ...component(`${index}`, '0', null),
          net,
          taxes: [{ code: 'X', amount: tax, base: net, liable: 'merchant' as const, charged: true }],
        }));
        const { components } = inMinorUnits(lines, totalOf(figures.flat()), 'EUR');
        const sum = components.reduce((so, { net, taxes }) => so + net + (taxes[0]?.amount ?? 0), 0);
        expect(sum).toBe(toMinor(totalOf(figures.flat()), 2));
      }),
    );
  });

  test('lines of a refund likewise', () => {
    const taxes = [
      { code: 'X', amount: read('0.9504'), base: read('5.002'), liable: 'merchant' as const, charged: true },
    ];
    const [line] = creditLinesInMinorUnits([{ component: 'A', quantity: 1, net: read('5.002'), taxes }], 'EUR');
    expect(line).toMatchObject({ net: 500, taxes: [{ amount: 95, base: 500 }] });
  });
});
