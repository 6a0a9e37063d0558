// An invented merchant of any size, made from order numbers alone: nothing is kept, everything can be asked for again.
import { DAY, TODAY } from './days.ts';

export const CHANNELS = [
  { name: 'Shop DE', platform: 'woocommerce', currency: 'EUR' },
  { name: 'Shop US', platform: 'shopify', currency: 'USD' },
  { name: 'Marketplace FR', platform: 'medusa', currency: 'EUR' },
  { name: '日本ストア', platform: 'vendure', currency: 'JPY' },
  { name: 'متجر الخليج', platform: 'woocommerce', currency: 'KWD' },
] as const;

const CUSTOMERS = [
  'Mia Berger',
  'Jonas Weber',
  'Şükran Yıldız-Kahramanoğlu of the Very Long Trading Company GmbH & Co. KG',
  'فاطمة الزهراء بنت محمد',
  '田中 美咲',
  "Seán O'Donoghue",
  'Ana-María Peña',
  'Li Wei',
  'Noa בן־דוד',
  'Ella Novak',
];

const DECIMALS: Record<string, number> = { JPY: 0, KWD: 3 };
const RATES: Record<string, number> = { EUR: 10000, USD: 9200, JPY: 61, KWD: 30000 };
const DAYS = 720;

export interface Posting {
  readonly code: string;
  readonly name: string;
  readonly type: string;
  readonly amount: number;
  readonly base: number;
  readonly taxCode?: string;
  readonly taxBase?: number;
}

export interface Entry {
  readonly number: number;
  readonly order: number;
  readonly date: string;
  readonly key: string;
  readonly postings: readonly Posting[];
}

export const mix = (n: number, salt: number) => {
  let h = Math.imul(n ^ (salt * 0x9e3779b1), 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

export const minor = (amount: number, currency: string) => {
  const places = DECIMALS[currency] ?? 2;
  const sign = amount < 0 ? '-' : '';
  const digits = String(Math.abs(amount)).padStart(places + 1, '0');
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
};

const iso = (time: number) => new Date(time).toISOString();
const NAMES: Record<string, [string, string]> = {
  '1200': ['Accounts receivable', 'asset'],
  '4000': ['Sales', 'income'],
  '4100': ['Shipping income', 'income'],
  '4810': ['Returns', 'contra-income'],
};

/** What the account of a code is called, and its type. */
export function accountNamed(code: string): readonly [name: string, type: string] {
  const known = NAMES[code];
  if (known !== undefined) return known;
  if (code.startsWith('1100')) return [`Clearing: ${code.slice(5).replace('-', ' ')}`, 'asset'];
  return [`Tax payable: ${code.slice(5)}`, 'liability'];
}

export class World {
  readonly size: number;

  constructor(size: number) {
    this.size = size;
  }

  order(i: number) {
    const channel = CHANNELS[[0, 0, 0, 1, 1, 2, 2, 3, 4, 0][mix(i, 1) % 10] ?? 0] ?? CHANNELS[0];
    const placed = TODAY + DAY - Math.floor(((this.size - i) / this.size) * DAYS * DAY) - (mix(i, 9) % 3_600_000);
    const { currency } = channel;
    const unit = currency === 'JPY' ? 1.4 : currency === 'KWD' ? 3 : 1;
    const goods = Math.round((900 + (mix(i, 2) % 18_000)) * unit);
    const shipping = mix(i, 3) % 3 === 0 ? 0 : Math.round(595 * unit);
    const tax = Math.round((goods + shipping) * 0.19);
    const total = goods + shipping + tax;
    const isRefunded = i % 9 === 0;
    const isOpen = i % 37 === 0;
    const back = isRefunded ? Math.round(total / 4) : 0;
    const backTax = Math.round((back * 19) / 119);
    return {
      i,
      number: `#${1000 + i}`,
      remoteId: String(50_000 + i),
      channel,
      placed,
      placedAt: iso(placed),
      date: iso(placed).slice(0, 10),
      customer: CUSTOMERS[mix(i, 4) % CUSTOMERS.length] ?? '',
      goods,
      shipping,
      tax,
      total,
      back,
      backTax,
      paid: isOpen ? 0 : total,
      due: isOpen ? total - back : 0,
      odd: i % 211 === 0 ? 1 : 0,
      status: i % 53 === 0 ? 'not-yet-a-sale' : 'posted',
      fulfilled: isOpen ? 'none' : mix(i, 6) % 8 === 0 ? 'partly' : 'all',
    };
  }

  entriesOf(i: number): Entry[] {
    const o = this.order(i);
    const { currency } = o.channel;
    const base = (amount: number) =>
      Math.round(
        (amount * (RATES[currency] ?? 10000)) / (currency === 'KWD' ? 100_000 : currency === 'JPY' ? 100 : 10_000),
      );
    const line = (code: string, amount: number, more: Partial<Posting> = {}): Posting => {
      const [name, type] = accountNamed(code);
      return { code, name, type, amount, base: base(amount), ...more };
    };
    const scheme = currency === 'EUR' ? 'DE' : currency === 'USD' ? 'US-CA' : currency === 'JPY' ? 'JP' : 'KW';
    const taxCode = `${scheme}:VAT:19`;
    const gateway = `1100-${i % 2 === 0 ? 'Stripe' : 'PayPal'}-${currency}`;
    const balanced = (lines: Posting[]) => {
      const rest = lines.reduce((sum, each) => sum + each.base, 0);
      const first = lines[0];
      return first === undefined ? lines : [{ ...first, base: first.base - rest }, ...lines.slice(1)];
    };
    const sale = balanced([
      line('1200', o.total),
      line('4000', -o.goods),
      ...(o.shipping > 0 ? [line('4100', -o.shipping)] : []),
      line(`2100-${scheme}`, -o.tax, { taxCode, taxBase: o.goods + o.shipping }),
    ]);
    const entries: Entry[] = [{ number: 2 * i + 1, order: i, date: o.date, key: 'sale', postings: sale }];
    if (o.paid > 0) {
      entries.push({
        number: 2 * i + 2,
        order: i,
        date: o.date,
        key: `payment:ch_${o.remoteId}`,
        postings: balanced([line(gateway, o.total), line('1200', -o.total)]),
      });
    }
    if (o.back > 0) {
      const postings = balanced([
        line('1200', -o.back),
        line('4810', o.back - o.backTax),
        line(`2100-${scheme}`, o.backTax, { taxCode, taxBase: -(o.back - o.backTax) }),
      ]);
      entries.push({
        number: 2 * this.size + Math.floor(i / 9) + 1,
        order: i,
        date: o.date,
        key: `credit:re_${o.remoteId}`,
        postings,
      });
    }
    return entries;
  }

  /** Every order placed between two days, the newest first. */
  *between(from: string, to: string) {
    for (let i = this.size - 1; i >= 0; i--) {
      const order = this.order(i);
      if (order.date >= from && order.date <= to) yield order;
    }
  }

  get entryCount() {
    return 2 * this.size + Math.ceil(this.size / 9);
  }
}

/** One whose orders cannot be read. */
export class BrokenWorld extends World {
  override order(): never {
    throw new Error('out of order');
  }
}
