import { join } from 'node:path';
import { exact, minor, sum } from './amounts.ts';
import { Movements } from './movements.ts';
import { byColumn, readTable } from './table.ts';

/*
 * The Olist tables by the rules of accounting.md B and D, in reais: recognised when shipped, money on its clearing
 * account when it was approved, the bridge at the end of each day. Written for these tables alone.
 */

export interface OlistOrder {
  readonly id: string;
  readonly status: string;
  /** Local times as written; '' where there is none. */
  readonly purchased: string;
  readonly approved: string;
  readonly sent: string;
  readonly delivered: string;
  readonly payments: readonly { readonly type: string; readonly amount: bigint }[];
  /** Of the file of real items, else of the modelled one. */
  readonly items: readonly { readonly price: bigint; readonly freight: bigint }[];
}

export const RECEIVABLE = '1200';
export const DEPOSITS = '2200';
export const clearingOf = (type: string) => `1100-${type}-BRL`;

export async function readOlist(folder: string): Promise<OlistOrder[]> {
  const itemColumns = ['order_id', 'price', 'freight_value'] as const;
  const [orders, payments, real, modelled] = await Promise.all([
    readTable(join(folder, 'olist_orders_dataset.csv.gz'), [
      'order_id',
      'order_status',
      'order_purchase_timestamp',
      'order_approved_at',
      'order_delivered_carrier_date',
      'order_delivered_customer_date',
    ]),
    readTable(join(folder, 'olist_order_payments_dataset.csv.gz'), ['order_id', 'payment_type', 'payment_value']),
    readTable(join(folder, 'olist_order_items_real_subset.csv.gz'), itemColumns),
    readTable(join(folder, 'olist_order_items_MODELLED.csv.gz'), itemColumns),
  ]);
  const paymentsOf = byColumn(payments, 'order_id');
  const [realOf, modelledOf] = [byColumn(real, 'order_id'), byColumn(modelled, 'order_id')];
  return orders.map((row) => {
    const id = row.order_id;
    return {
      id,
      status: row.order_status,
      purchased: row.order_purchase_timestamp,
      approved: row.order_approved_at,
      sent: row.order_delivered_carrier_date,
      delivered: row.order_delivered_customer_date,
      payments: (paymentsOf.get(id) ?? []).map((one) => ({ type: one.payment_type, amount: cents(one.payment_value) })),
      items: (realOf.get(id) ?? modelledOf.get(id) ?? []).map((one) => ({
        price: cents(one.price),
        freight: cents(one.freight_value),
      })),
    };
  });
}

const cents = (text: string) => minor(exact(text), 'BRL');
const dayOf = (time: string) => time.slice(0, 10);
const latest = (...texts: string[]) => texts.reduce((a, b) => (b > a ? b : a));

export function movementsOf(order: OlistOrder): string[] {
  const moves = new Movements();
  const bridge = new Bridge(moves);
  const { purchased, approved, payments, items } = order;
  const paidOn = dayOf(approved === '' ? purchased : approved);
  for (const { type, amount } of payments) {
    moves.add(paidOn, clearingOf(type), amount);
    bridge.add(paidOn, -amount);
  }
  if (items.length > 0) sell(order, paidOn, moves, bridge);
  bridge.post();
  return moves.lines();
}

function sell(order: OlistOrder, paidOn: string, moves: Movements, bridge: Bridge): void {
  const { id, status, purchased, approved, sent, delivered, items, payments } = order;
  const paid = sum(payments.map(({ amount }) => amount));
  if (paid <= 0n) throw new Error(`${id} has items and was never paid: when is it a sale?`);
  const soldOn = latest(dayOf(purchased), paidOn);
  const goods = sum(items.map(({ price }) => price));
  const freight = sum(items.map((item) => item.freight));
  const recognise = (date: string, into: string, sign: bigint) => {
    moves.add(date, into, -sign * goods);
    moves.add(date, '4100', -sign * freight);
    bridge.add(date, sign * (goods + freight));
  };

  const interest = beyond(order) > capOf(order) ? beyond(order) : 0n;
  moves.add(paidOn, '4240', -interest);
  bridge.add(paidOn, interest);

  const left = sent === '' && status === 'delivered' ? delivered : sent;
  if (left !== '') recognise(latest(dayOf(left), soldOn), '4000', 1n);
  // A cancel without a date counts from the last instant that its row names.
  const cancelledOn = latest(soldOn, dayOf(latest(purchased, approved, sent, delivered)));
  if (status === 'canceled' && left !== '') recognise(cancelledOn, '4810', -1n);

  const isSettled = left !== '' || status === 'canceled';
  const rest = bridge.balance;
  if (!isSettled || rest > capOf(order) || -rest > capOf(order)) return;
  const settledOn = latest(soldOn, left === '' ? '' : dayOf(left), status === 'canceled' ? cancelledOn : '');
  moves.add(settledOn, '7100', rest);
  bridge.add(settledOn, -rest);
}

/** What was paid beyond the items and their freight. */
export function beyond({ items, payments }: OlistOrder): bigint {
  return sum(payments.map(({ amount }) => amount)) - sum(items.map(({ price, freight }) => price + freight));
}

/** One centavo a line and a freight line, five at most (accounting.md 16). */
export function capOf({ items }: OlistOrder): bigint {
  return BigInt(Math.min(2 * items.length, 5));
}

/** An order's running balance: its debit part stands in receivable, its credit part in deposits, at the end of each day. */
class Bridge {
  readonly #moves: Movements;
  readonly #changes = new Map<string, bigint>();

  constructor(moves: Movements) {
    this.#moves = moves;
  }

  get balance(): bigint {
    return sum(this.#changes.values());
  }

  add(date: string, amount: bigint): void {
    this.#changes.set(date, (this.#changes.get(date) ?? 0n) + amount);
  }

  post(): void {
    let before = 0n;
    for (const date of [...this.#changes.keys()].sort()) {
      const after = before + (this.#changes.get(date) ?? 0n);
      this.#moves.add(date, RECEIVABLE, debit(after) - debit(before));
      this.#moves.add(date, DEPOSITS, debit(-before) - debit(-after));
      before = after;
    }
  }
}

const debit = (amount: bigint) => (amount > 0n ? amount : 0n);
