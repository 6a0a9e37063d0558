import type pg from 'pg';
import { type OrderTruth, type Sums, sumsOf } from '../../sandbox/world/truth.ts';
import type { World } from '../../sandbox/world/world.ts';

/** What the books hold of an order, by what kind of account it stands on. Debits are above 0. */
interface Held {
  readonly money: number;
  readonly tax: number;
  readonly shipping: number;
  /** Income, its reductions, gift cards: what the order was worth besides tax and shipping. */
  readonly worth: number;
  readonly all: number;
}

const HELD = `select c.channel, d.remote_id as "remoteId", d.status,
    coalesce(sum(p.amount) filter (where a.code like '1100-%'), 0)::int8 as money,
    coalesce(sum(p.amount) filter (where a.code like '2100%'), 0)::int8 as tax,
    coalesce(sum(p.amount) filter (where a.code = '4100'), 0)::int8 as shipping,
    coalesce(sum(p.amount) filter (where a.code like '4%' and a.code <> '4100' or a.code = '2210'), 0)::int8 as worth,
    coalesce(sum(p.amount) filter (where a.code not in ('1900', '7000', '7100')), 0)::int8 as all
  from document d join connection c using (book_id, connection_id)
  left join entry e on e.book_id = d.book_id and e.document_id = d.document_id
  left join posting p on p.book_id = e.book_id and p.number = e.number
  left join account a on a.book_id = p.book_id and a.account_id = p.account_id
  where d.book_id = $1 and d.kind = 'order'
  group by c.channel, d.document_id, d.remote_id, d.status`;

/** Where the books and the world differ, in words; empty where they agree to the cent. */
export async function differences(pool: pg.Pool, bookId: number, world: World): Promise<string[]> {
  const { rows } = await pool.query<Held & { channel: string; remoteId: string; status: string }>(HELD, [bookId]);
  const held = new Map(rows.map((row) => [`${row.channel}/${numberIn(row.remoteId)}`, row]));
  if (held.size < rows.length) return ['an order stands in the books twice'];
  const found: string[] = [];
  for (const truth of world.truth.orders()) {
    const key = `${truth.shop}/${truth.id}`;
    const order = held.get(key);
    held.delete(key);
    found.push(...differencesOf(key, truth, order ?? null));
  }
  for (const key of held.keys()) found.push(`${key} is in the books and never was in the world`);
  return found;
}

/** 'gid://shopify/Order/1042' and '1042' are order 1042. */
function numberIn(remoteId: string): string {
  return /\d+$/.exec(remoteId)?.[0] ?? remoteId;
}

function differencesOf(key: string, truth: OrderTruth, held: Held | null): string[] {
  const sums = sumsOf(truth.facts);
  const expected = expectedOf(truth, sums);
  if (held === null) {
    const isNothing = Object.values(expected).every((amount) => amount === 0);
    return isNothing ? [] : [`${key} is not in the books`];
  }
  const wrong: string[] = [];
  for (const [name, amount] of Object.entries(expected)) {
    const posted = held[name as keyof typeof expected];
    if (posted !== amount) wrong.push(`${key}: ${name} is ${posted} and should be ${amount}`);
  }
  return wrong;
}

/** An order that was never accepted is no sale; an amount given back alone has its tax by policy, so sums stand for it. */
function expectedOf({ facts, deletedAt }: OrderTruth, sums: Sums): Partial<Held> {
  const money = sums.paid - sums.refunded;
  if (deletedAt !== null && sums.paid === 0) return { money: 0, tax: 0, shipping: 0, worth: 0, all: 0 };
  const isSale = facts.some(({ kind }) => kind === 'accepted');
  if (!isSale) return { money, tax: 0, shipping: 0, worth: 0 };
  if (sums.allowance !== 0) return { money };
  return { money, tax: -sums.tax, shipping: -sums.shipping, worth: -(sums.goods - sums.discount) };
}
