import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExactComponent, ExactTax } from '../domain/documents/order.ts';
import type { CreditLine } from '../domain/documents/parts.ts';
import { decimalsOf } from '../domain/money/currency.ts';
import { fromMinor, minus, toMinor } from '../domain/money/exact.ts';
import type { Instant } from '../domain/time/when.ts';
import { type ExactSale, grossOf, saleInMinorUnits } from './cancelled.ts';

const AT = 0 as Instant;

function tax(amount: number, base: number): ExactTax {
  return {
    code: 'DE:VAT:19',
    amount: fromMinor(amount, 4),
    base: fromMinor(base, 4),
    liable: 'merchant',
    charged: true,
  };
}

function component(id: string, net: number, vat: number): ExactComponent {
  const amounts = { net: fromMinor(net, 4), discount: fromMinor(0, 4), taxes: [tax(vat, net)] };
  return { id, kind: 'goods', sku: id, quantity: 1, ships: true, ...amounts };
}

function line(of: string, net: number, vat: number) {
  return { component: of, quantity: 1, net: fromMinor(net, 4), taxes: [tax(vat, net)] };
}

/** Amounts of one component in ten-thousandths, and how much of it each of two cancellations takes, in percent. */
const taken = fc.record({
  net: fc.integer({ min: 0, max: 5_000_000 }),
  vat: fc.integer({ min: 0, max: 900_000 }),
  first: fc.integer({ min: 0, max: 100 }),
  second: fc.integer({ min: 0, max: 100 }),
});

function saleOf(pieces: readonly { net: number; vat: number; first: number; second: number }[]): ExactSale {
  const components = pieces.map(({ net, vat }, index) => component(`c${index}`, net, vat));
  const first = pieces.map(({ net, vat, first }, index) =>
    line(`c${index}`, Math.floor((net * first) / 100), Math.floor((vat * first) / 100)),
  );
  const second = pieces.map(({ net, vat, second }, index) => {
    const [gone] = first.slice(index);
    const left = (whole: number, off: bigint | undefined) => Math.floor(((whole - Number(off ?? 0n)) * second) / 100);
    return line(`c${index}`, left(net, gone?.net.units), left(vat, gone?.taxes[0]?.amount.units));
  });
  const cancellations = [first, second].map((lines, index) => ({ id: String(index), at: AT, lines }));
  return { components, cancellations, total: grossOf(components) };
}

function sumOf(lines: readonly Pick<CreditLine, 'net' | 'taxes'>[]): number {
  return lines
    .flatMap(({ net, taxes }) => [net, ...taxes.map(({ amount }) => amount)])
    .reduce((a: number, b) => a + b, 0);
}

describe('a sale with cancellations in minor units', () => {
  it.each(['JPY', 'EUR', 'KWD'])('leaves in %s what stands exactly, rounded once', (currency) => {
    fc.assert(
      fc.property(fc.array(taken, { minLength: 1, maxLength: 5 }), (pieces) => {
        const sale = saleOf(pieces);
        const settled = saleInMinorUnits(sale, currency);
        expect(sumOf(settled.components)).toBe(settled.total);
        let left = sale.total;
        let standing: number = settled.total;
        settled.cancellations.forEach(({ lines }, index) => {
          left = minus(left, grossOf(sale.cancellations[index]?.lines ?? []));
          standing -= sumOf(lines);
          expect(standing).toBe(toMinor(left, decimalsOf(currency)));
        });
      }),
    );
  });

  it('leaves nothing of a line that goes whole beside one that goes in part', () => {
    // 12.5 yen of shipping were settled as 13; rounded by itself the cancellation would take 12 of them.
    const sale: ExactSale = {
      components: [component('goods', 1_000_000, 0), component('shipping', 125_000, 0)],
      cancellations: [{ id: '1', at: AT, lines: [line('goods', 106_000, 0), line('shipping', 125_000, 0)] }],
      total: fromMinor(1_125_000, 4),
    };
    const { components, cancellations, total } = saleInMinorUnits(sale, 'JPY');
    expect(components.map(({ net }) => net)).toEqual([100, 13]);
    expect(cancellations[0]?.lines.map(({ net }) => net)).toEqual([11, 13]);
    expect(total - sumOf(cancellations[0]?.lines ?? [])).toBe(89);
  });

  it('is the plain figures where nothing is finer than the minor unit', () => {
    const sale: ExactSale = {
      components: [component('goods', 200_000, 38_000)],
      cancellations: [{ id: '1', at: null, lines: [line('goods', 50_000, 9_500)] }],
      total: fromMinor(238_000, 4),
    };
    expect(saleInMinorUnits(sale, 'EUR').cancellations).toEqual([
      {
        id: '1',
        at: null,
        lines: [
          {
            component: 'goods',
            quantity: 1,
            net: 500,
            taxes: [{ code: 'DE:VAT:19', amount: 95, base: 500, liable: 'merchant', charged: true }],
          },
        ],
      },
    ]);
  });
});
