import { createWriteStream } from 'node:fs';
import { readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const SAMPLES = join(import.meta.dirname, '..', '..', 'samples', 'woocommerce', 'orders.jsonl');

/** Orders a day are the same whatever the number of orders up to this; beyond, days get denser. */
const DAYS = 730;
const FIRST_DAY = Date.parse('2024-11-01T00:00:00Z');
const DAY_MS = 86_400_000;
const SHOP = 'https://shop.example';

/** Writes that many distinct orders, one a line, spread over two years; returns the size in bytes. */
export async function writeOrders(file: string, count: number): Promise<number> {
  const known = await stat(file).catch(() => null);
  if (known !== null) return known.size;
  const samples = (await readFile(SAMPLES, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Order);
  await pipeline(lines(samples, count), createWriteStream(`${file}.new`));
  await rename(`${file}.new`, file);
  return (await stat(file)).size;
}

function* lines(samples: readonly Order[], count: number): Generator<string> {
  let text = '';
  for (let index = 0; index < count; index += 1) {
    const sample = samples[index % samples.length];
    if (sample === undefined) return;
    text += `${JSON.stringify(copyOf(sample, index, FIRST_DAY + Math.floor((index / count) * DAYS * DAY_MS)))}\n`;
    if (text.length < 1 << 18) continue;
    yield text;
    text = '';
  }
  yield text;
}

interface Item {
  readonly id: number;
}

interface Order extends Item {
  readonly date_created_gmt: string;
  readonly line_items: readonly Item[];
  readonly shipping_lines: readonly Item[];
  readonly fee_lines: readonly Item[];
  readonly refunds: readonly Item[];
  readonly transaction_id: string;
  readonly order_key: string;
  readonly [field: string]: unknown;
}

const DATES = ['date_created', 'date_modified', 'date_completed', 'date_paid'].flatMap((name) => [name, `${name}_gmt`]);

/** The same order again, of another customer's another day: ids, numbers, keys and dates are its own. */
function copyOf(sample: Order, index: number, placedAt: number): Order {
  const id = 1_000 + index * 10;
  const moved = placedAt - Date.parse(`${sample.date_created_gmt}Z`);
  const dates = DATES.map((name) => [name, later(sample[name], moved)]);
  return {
    ...sample,
    ...Object.fromEntries(dates),
    id,
    number: String(id),
    transaction_id: sample.transaction_id === '' ? '' : `tx_${id}`,
    order_key: `wc_order_${id.toString(36).padStart(13, 'x')}`,
    line_items: numbered(sample.line_items, id * 4),
    shipping_lines: numbered(sample.shipping_lines, id * 4 + 10),
    fee_lines: numbered(sample.fee_lines, id * 4 + 20),
    refunds: numbered(sample.refunds, id + 1),
    _links: JSON.parse(
      JSON.stringify(sample._links)
        .replaceAll(/https?:\/\/[^/"]+/g, SHOP)
        .replaceAll(/orders\/\d+/g, `orders/${id}`),
    ),
  };
}

function numbered(items: readonly Item[], first: number): Item[] {
  return items.map((item, index) => ({ ...item, id: first + index }));
}

function later(value: unknown, ms: number): unknown {
  return typeof value === 'string' ? new Date(Date.parse(`${value}Z`) + ms).toISOString().slice(0, 19) : value;
}

/** Invented rates of the samples' currencies for every Monday of those years, in the form `bookkeeper rates import` takes. */
export function ratesCsv(): string {
  const base = { EUR: 1.0842, GBP: 1.2675, JPY: 0.0064412, KWD: 3.2541, CAD: 0.7138 };
  const rows = ['date,currency,quote,rate'];
  for (let day = -7; day <= DAYS + 7; day += 3) {
    const date = new Date(FIRST_DAY + day * DAY_MS).toISOString().slice(0, 10);
    for (const [currency, rate] of Object.entries(base)) {
      rows.push(`${date},${currency},USD,${(rate * (1 + (day % 50) / 1_000)).toFixed(7)}`);
    }
  }
  return `${rows.join('\n')}\n`;
}
