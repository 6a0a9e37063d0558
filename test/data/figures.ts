import type pg from 'pg';
import type { Connector } from '../../src/connectors/contract.ts';
import { isObject, type Json, objects, text } from '../oracle/json.ts';
import type { Told } from './captured.ts';

/** What the postings of one order say, in minor units of its currency. */
export interface Figures {
  readonly paid: number;
  readonly refunded: number;
  readonly tax: number;
  readonly shipping: number;
  readonly discount: number;
  readonly due: number;
  /** On clearing, gift cards and store credit, under whatever key. */
  readonly money: number;
  /** On every other account but the bridge: what was recognised and not given back, as a credit. */
  readonly kept: number;
  readonly currencies: string;
}

const MONEY = `(a.code like '1100-%' or a.code in ('2210', '2220'))`;
const BRIDGE = `a.code in ('1200', '2200')`;
const sum = (where: string, sign = '') => `coalesce(${sign}sum(p.amount) filter (where ${where}), 0)::int8`;

const FIGURES = `select d.remote_id,
    ${sum(`${MONEY} and e.posting_key like 'payment:%'`)} as paid,
    ${sum(`${MONEY} and e.posting_key like 'refund:%'`, '-')} as refunded,
    ${sum(`a.code like '2100-%' or a.code = '2120'`, '-')} as tax,
    ${sum(`a.code = '4100'`, '-')} as shipping,
    ${sum(`a.code = '4800'`)} as discount,
    ${sum(BRIDGE)} as due,
    ${sum(MONEY)} as money,
    ${sum(`not (${MONEY} or ${BRIDGE})`, '-')} as kept,
    coalesce(string_agg(distinct p.currency, ' '), '') as currencies
  from document d
  left join entry e on e.book_id = d.book_id and e.document_id = d.document_id
  left join posting p on p.book_id = e.book_id and p.number = e.number
  left join account a on a.book_id = p.book_id and a.account_id = p.account_id
  where d.book_id = $1 and d.kind = 'order' group by d.remote_id`;

/** By the order's own id. */
export async function figuresOf(pool: pg.Pool, bookId: number): Promise<Map<string, Figures>> {
  const { rows } = await pool.query<Figures & { remote_id: string }>(FIGURES, [bookId]);
  return new Map(rows.map(({ remote_id: id, ...figures }) => [id, figures]));
}

/** How much of an order's goods is recognised: what is not shipped has no figures yet. */
export type RecognisedShare = 'all' | 'some' | 'none';

const MONEY_FIGURES = ['paid', 'refunded'] as const;
const SOLD_FIGURES = ['tax', 'shipping', 'discount'] as const;

/** Where the books and the oracle part, in words. */
export function differences(told: Told, figures: Figures | undefined, share: RecognisedShare): string[] {
  const { place, expected } = told;
  if (figures === undefined) return [`${place}: is not in the books`];
  const found: string[] = [];
  const compare = (what: string, inBooks: number, wanted: bigint, tolerance = 0n) => {
    const off = BigInt(inBooks) - wanted;
    if (off > tolerance || -off > tolerance)
      found.push(`${place}: ${what} is ${inBooks} in the books, ${wanted} by the oracle`);
  };
  for (const what of MONEY_FIGURES) compare(what, figures[what], expected[what]);
  compare('receivable less deposits', figures.due, BigInt(figures.kept - figures.paid + figures.refunded));
  compare('money under other keys', figures.money, expected.paid - expected.refunded);
  if (share === 'all') {
    for (const what of SOLD_FIGURES) compare(what, figures[what], expected[what], expected.tolerance[what]);
    compare('due', figures.due, expected.due);
  }
  if (share === 'some') {
    for (const what of SOLD_FIGURES) {
      const most = Number(expected[what] + expected.tolerance[what]);
      if (figures[what] < 0 || figures[what] > most)
        found.push(`${place}: ${what} is ${figures[what]} in the books, of ${most}`);
    }
  }
  if (share === 'none') {
    for (const what of SOLD_FIGURES) compare(what, figures[what], 0n);
    compare('due', figures.due, expected.refunded - expected.paid);
  }
  if (!['', expected.currency].includes(figures.currencies)) found.push(`${place}: postings in ${figures.currencies}`);
  return found;
}

/** Read from the payload alone: goods that need no shipping count as shipped. */
export function recognisedShareOf(payload: Json, { platform, tellsShipments }: Connector): RecognisedShare {
  if (!tellsShipments) return 'all';
  const order = isObject(payload.order) ? payload.order : payload;
  const goods = platform === 'medusa' ? medusaGoods(order) : vendureGoods(order);
  const kept = goods.filter(({ units }) => units > 0);
  if (kept.every(({ units, gone }) => gone >= units)) return 'all';
  return kept.every(({ gone }) => gone === 0) ? 'none' : 'some';
}

interface Goods {
  readonly units: number;
  readonly gone: number;
}

function medusaGoods(order: Json): Goods[] {
  const sent = objects(order.fulfillments)
    .filter((one) => one.canceled_at === null && (one.shipped_at ?? one.delivered_at ?? null) !== null)
    .flatMap((one) => objects(one.items));
  return objects(order.items).map((item) => {
    const units = quantityOf(item);
    const gone = sent.filter((one) => one.line_item_id === item.id).reduce((total, one) => total + quantityOf(one), 0);
    return { units, gone: item.requires_shipping === false ? units : gone };
  });
}

const SENT = ['Shipped', 'Delivered'];

function vendureGoods(order: Json): Goods[] {
  const sent = objects(order.fulfillments)
    .filter(({ state }) => SENT.includes(text(state)))
    .flatMap((one) => objects(one.lines));
  return objects(order.lines).map((line) => ({
    units: quantityOf(line),
    gone: sent.filter((one) => one.orderLineId === line.id).reduce((total, one) => total + quantityOf(one), 0),
  }));
}

function quantityOf({ quantity }: Json): number {
  return Number(quantity);
}
