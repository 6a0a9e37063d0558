import { randomBytes } from 'node:crypto';
import { decimalsOf, textOf, unitsOf } from './money.ts';
import { type Ask, Refused } from './rest.ts';

interface Tax {
  readonly id: number;
  readonly total: string;
}

interface Item {
  readonly id: number;
  readonly quantity?: number;
  readonly total: string;
  readonly taxes: readonly Tax[];
}

/** An order as the shop shows it. */
export interface Placed {
  readonly id: number;
  readonly status: string;
  readonly currency: string;
  readonly total: string;
  readonly date_paid_gmt: string | null;
  readonly line_items: readonly Item[];
  readonly shipping_lines: readonly Item[];
  readonly refunds: readonly { readonly total: string }[];
}

export interface Sale {
  readonly quantity: number;
  /** 'pending' where nothing is said. */
  readonly status?: 'pending' | 'on-hold';
  readonly isPaid?: boolean;
}

/** What of an item is given back: so many of its `of` parts. */
interface Part {
  readonly item: Item;
  readonly quantity: number;
  readonly of: number;
}

const BILLING = { first_name: 'Peer', last_name: 'Test', address_1: '1 Mill Lane', city: 'Leeds', postcode: 'LS1 1AA' };

/**
 * A shop's staff at work through REST v3, with a product and a payment method of their own: whatever else the shop holds,
 * what was paid by that method is what they did.
 */
export class Driver {
  readonly ask: Ask;
  readonly product: number;
  readonly sku: string;
  /** What the orders of this run are paid with, and nothing else. */
  readonly gateway: string;
  /** Every order that was made, gone or not. */
  readonly made: number[] = [];

  private constructor(ask: Ask, product: number, name: string) {
    this.ask = ask;
    this.product = product;
    this.sku = name.toUpperCase();
    this.gateway = name;
  }

  /** Makes the product. */
  static async open(ask: Ask): Promise<Driver> {
    const name = `peer-${randomBytes(4).toString('hex')}`;
    const { id } = await ask<{ id: number }>('POST', '/products', {
      name: `Bookkeeper test ${name}`,
      type: 'simple',
      sku: name.toUpperCase(),
      regular_price: '13',
      manage_stock: true,
      stock_quantity: 100,
      catalog_visibility: 'hidden',
    });
    return new Driver(ask, id, name);
  }

  async place({ quantity, status = 'pending', isPaid = false }: Sale): Promise<Placed> {
    const order = await this.ask<Placed>('POST', '/orders', {
      status,
      set_paid: isPaid,
      payment_method: this.gateway,
      payment_method_title: 'Bookkeeper test',
      billing: BILLING,
      line_items: [{ product_id: this.product, quantity }],
      shipping_lines: [{ method_id: 'flat_rate', method_title: 'Flat rate', total: '5' }],
    });
    this.made.push(order.id);
    return order;
  }

  /** What staff set in the order's page. */
  async set({ id }: Placed, change: { readonly status?: string; readonly set_paid?: boolean }): Promise<void> {
    await this.ask('PUT', `/orders/${id}`, change);
  }

  /** Some of the units, with their share of what was charged. */
  async refundUnits({ id }: Placed, quantity: number): Promise<void> {
    const order = await this.#now(id);
    const [item] = order.line_items;
    if (item !== undefined) await this.#refund(order, [{ item, quantity, of: item.quantity ?? 1 }]);
  }

  async refundShipping({ id }: Placed): Promise<void> {
    const order = await this.#now(id);
    await this.#refund(order, order.shipping_lines.map(whole));
  }

  /** All goods and the shipping, and all of the money. */
  async refundAll({ id }: Placed): Promise<void> {
    const order = await this.#now(id);
    await this.#refund(order, [...order.line_items, ...order.shipping_lines].map(whole), order.total);
  }

  /** Money alone. */
  async refundAmount({ id }: Placed, amount: string): Promise<void> {
    await this.#refund(await this.#now(id), [], amount);
  }

  async putIntoBin({ id }: Placed): Promise<void> {
    await this.ask('DELETE', `/orders/${id}`);
  }

  async destroy({ id }: Placed): Promise<void> {
    await this.ask('DELETE', `/orders/${id}`, undefined, { force: true });
  }

  async change(change: { readonly regular_price?: string; readonly stock_quantity?: number }): Promise<void> {
    await this.ask('PUT', `/products/${this.product}`, change);
  }

  /** An order as it is now; null: the shop has it no more. */
  async look(id: number): Promise<Placed | null> {
    try {
      return await this.#now(id);
    } catch (error) {
      if (error instanceof Refused && error.status === 404) return null;
      throw error;
    }
  }

  /** Takes out of the shop what was put into it, as far as it is still there; throws at the end what could not be. */
  async restore(): Promise<void> {
    const paths = [...this.made.map((id) => `/orders/${id}`), `/products/${this.product}`];
    const left: unknown[] = [];
    for (const path of paths) {
      await this.ask('DELETE', path, undefined, { force: true }).catch((error: unknown) => {
        if (!(error instanceof Refused && error.status === 404)) left.push(error);
      });
    }
    if (left.length > 0) throw new AggregateError(left, `not all was taken out of the shop again: ${left.join('; ')}`);
  }

  async #now(id: number): Promise<Placed> {
    return await this.ask<Placed>('GET', `/orders/${id}`);
  }

  /** The money is given back by hand: no gateway is asked. The amount is what the items come to, unless it is said. */
  async #refund({ id, total }: Placed, parts: readonly Part[], amount?: string): Promise<void> {
    const decimals = decimalsOf(total);
    const share = (text: string, { quantity, of }: Part) => Math.floor((unitsOf(text, decimals) * quantity) / of);
    const items = parts.map((part) => ({
      id: part.item.id,
      ...(part.item.quantity !== undefined && { quantity: part.quantity }),
      refund_total: share(part.item.total, part),
      refund_tax: part.item.taxes.map((tax) => ({ id: tax.id, refund_total: share(tax.total, part) })),
    }));
    const sum = items.flatMap((item) => [item, ...item.refund_tax]).reduce((all, one) => all + one.refund_total, 0);
    const written = <T extends { readonly refund_total: number }>(one: T) => {
      return { ...one, refund_total: textOf(one.refund_total, decimals) };
    };
    await this.ask('POST', `/orders/${id}/refunds`, {
      amount: amount ?? textOf(sum, decimals),
      reason: 'Bookkeeper test',
      api_refund: false,
      line_items: items.map((item) => written({ ...item, refund_tax: item.refund_tax.map(written) })),
    });
  }
}

const whole = (item: Item): Part => ({ item, quantity: item.quantity ?? 1, of: item.quantity ?? 1 });
