import { shortHash } from '../../src/domain/documents/hash.ts';
import type {
  Component,
  CreditLine,
  FulfilmentContent,
  OrderContent,
  PartContent,
  PaymentContent,
  RefundContent,
  Tax,
} from '../../src/domain/documents/parts.ts';
import { type Currency, minor } from '../../src/domain/money/minor.ts';
import { MemoryBook } from '../../src/domain/plan/memory-book.ts';
import { documentKey, type Incoming, type Plan } from '../../src/domain/plan/state.ts';
import { DEFAULT_POLICY, type PolicyBody } from '../../src/domain/posting/policy.ts';
import { RATE_SCALE, type Rate } from '../../src/domain/posting/rates.ts';
import { type Instant, instant, type LocalDate, parseInstant } from '../../src/domain/time/when.ts';

/** A noon in 2026: '03-05' is the fifth of March. */
export function on(day: string): Instant {
  const at = parseInstant(`2026-${day}T12:00:00Z`);
  if (at === null) throw new RangeError(`no day of 2026: ${day}`);
  return at;
}

export function rate(id: number, currency: Currency, quote: Currency, day: string, units: number): Rate {
  return {
    rateId: id,
    currency,
    quote,
    date: `2026-${day}` as LocalDate,
    units: BigInt(Math.round(units * 1e6)) * 10n ** BigInt(RATE_SCALE - 6),
  };
}

export interface Given {
  readonly quantity?: number;
  readonly discount?: number;
  readonly tax?: number;
  readonly taxes?: readonly Tax[];
  readonly kind?: Component['kind'];
  readonly sku?: string;
  readonly ships?: boolean;
  readonly account?: string;
}

/** A component of an order by its id and net; `tax` is German VAT on it. */
export function component(id: string, net: number, given: Given = {}): Component {
  const { kind = id === 'shipping' ? 'shipping' : 'goods', account } = given;
  return {
    id,
    kind,
    sku: given.sku ?? '',
    quantity: given.quantity ?? 1,
    ships: given.ships ?? true,
    net: minor(net),
    discount: minor(given.discount ?? 0),
    taxes: given.taxes ?? (given.tax === undefined ? [] : [vat(given.tax, net)]),
    ...(account === undefined ? {} : { account }),
  };
}

export function vat(amount: number, base: number, more: Partial<Tax> = {}): Tax {
  return { code: 'DE:VAT:19', amount: minor(amount), base: minor(base), liable: 'merchant', charged: true, ...more };
}

/** What is given back of a component. */
export function back(id: string, quantity: number, net: number, tax?: number): CreditLine {
  return { component: id, quantity, net: minor(net), taxes: tax === undefined ? [] : [vat(tax, net)] };
}

export interface ShopOptions {
  readonly baseCurrency?: Currency;
  readonly currency?: Currency;
  readonly zone?: string;
  readonly policy?: Partial<PolicyBody>;
  readonly rates?: readonly Rate[];
  readonly cutOver?: string;
}

const OWN = 1;
const SHOP = 2;

/** A shop with one order in a book in memory: tells facts one by one, and reads what they were booked as. */
export class Shop {
  readonly book: MemoryBook;
  plan: Plan | null = null;
  readonly #currency: Currency;
  #order: OrderContent | null = null;
  #told = 0;

  constructor(options: ShopOptions = {}) {
    const { baseCurrency = 'EUR', zone = 'UTC', policy = {}, rates = [] } = options;
    const cutOver = options.cutOver === undefined ? null : (`2026-${options.cutOver}` as LocalDate);
    this.#currency = options.currency ?? baseCurrency;
    this.book = new MemoryBook({
      baseCurrency,
      zone,
      policies: [{ version: 1, effectiveFrom: '0001-01-01' as LocalDate, body: { ...DEFAULT_POLICY, ...policy } }],
      connections: [
        { connectionId: OWN, channel: '', sells: false, cutOver: null },
        { connectionId: SHOP, channel: 'shop', sells: true, cutOver },
      ],
      rates,
    });
  }

  /** The order as the shop shows it from a day on: of what is not given, as it was. */
  order(day: string, given: Partial<OrderContent> = {}): this {
    const known = this.#order;
    const components = given.components ?? known?.components ?? [];
    this.#order = {
      type: 'order',
      number: '#1',
      placedAt: on(day),
      currency: this.#currency,
      status: 'open',
      terms: 'prepay',
      cancelledAt: null,
      pricesIncludeTax: false,
      tellsShipments: false,
      cancellations: [],
      unit: 1,
      paid: null,
      overpaidIsInterest: false,
      ...known,
      changedAt: known === null ? null : on(day),
      total: given.components === undefined && known !== null ? known.total : totalOf(components),
      ...given,
      components,
    };
    return this.tell(day, 'order', this.#order);
  }

  cancel(day: string): this {
    return this.order(day, { status: 'cancelled', cancelledAt: on(day) });
  }

  pay(id: string, day: string, amount: number, given: Partial<PaymentContent> = {}): this {
    return this.tell(day, `payment:${id}`, {
      type: 'payment',
      id,
      tender: { kind: 'gateway', gateway: 'Stripe' },
      status: 'captured',
      currency: this.#currency,
      amount: minor(amount),
      at: on(day),
      ...given,
    });
  }

  refund(id: string, day: string, amount: number, given: Partial<RefundContent> = {}): this {
    return this.tell(day, `refund:${id}`, {
      type: 'refund',
      id,
      status: 'settled',
      at: on(day),
      currency: this.#currency,
      amount: minor(amount),
      tender: null,
      lines: [],
      statedTaxes: null,
      ...given,
    });
  }

  /** Ships units of components by id; none named ships all that is left. */
  ship(
    id: string,
    day: string,
    units?: Readonly<Record<string, number>>,
    given: Partial<FulfilmentContent> = {},
  ): this {
    const lines =
      units === undefined ? null : Object.entries(units).map(([name, quantity]) => ({ component: name, quantity }));
    return this.tell(day, `fulfilment:${id}`, {
      type: 'fulfilment',
      id,
      status: 'shipped',
      shippedAt: on(day),
      cancelledAt: null,
      lines,
      ...given,
    });
  }

  tell(day: string, key: string, content: PartContent, remoteId = 'o1'): this {
    const kind =
      key === 'manual'
        ? 'manual'
        : content.type === 'opening'
          ? 'cut-over'
          : content.type === 'credit-note'
            ? 'credit-note'
            : 'order';
    const at = on(day);
    this.plan = this.book.post([
      incoming(
        { kind, remoteId, parts: [{ key, version: null, content, at }], lists: [], newestInstant: null, person: null },
        at + this.#told++,
        kind === 'order' || kind === 'credit-note' ? SHOP : OWN,
      ),
    ]);
    return this;
  }

  /** What stands under a posting key, by account: amounts, debit positive. */
  booked(key: string, figure: 'amount' | 'base' | 'taxBase' = 'amount'): Record<string, number> {
    return this.#sums((entry) => entry.postingKey === key, figure);
  }

  /** Balances of the order's currency by account, at the end of a day by true date, or at the very end. */
  balances(day?: string, figure: 'amount' | 'base' = 'amount'): Record<string, number> {
    return this.#sums((entry) => day === undefined || entry.belongsTo <= `2026-${day}`, figure);
  }

  /** True dates of a posting key that hold something. */
  dates(key: string): string[] {
    const dates = this.book.entries
      .filter((entry) => entry.postingKey === key)
      .map(({ belongsTo }) => belongsTo as string);
    const holds = (date: string) =>
      Object.keys(this.#sums((entry) => entry.postingKey === key && entry.belongsTo === date, 'amount')).length > 0;
    return [...new Set(dates)].filter(holds).map((date) => date.slice(5));
  }

  /** Open discrepancies as 'kind amount'. */
  get open(): string[] {
    return [...this.book.discrepancies.values()].map(({ kind, amount }) => `${kind} ${amount}`);
  }

  get keys(): string[] {
    const keys = new Set(this.book.entries.map(({ postingKey }) => postingKey));
    return [...keys].filter((key) => !key.startsWith('deposits:') && Object.keys(this.booked(key)).length > 0);
  }

  get state() {
    return this.book.documents.get(documentKey(SHOP, 'order', 'o1'));
  }

  #sums(
    isOne: (entry: MemoryBook['entries'][number]) => boolean,
    figure: 'amount' | 'base' | 'taxBase',
  ): Record<string, number> {
    const sums = new Map<string, number>();
    for (const entry of this.book.entries.filter(isOne)) {
      for (const line of entry.lines) {
        const name = this.book.accountNamed(line.account)?.name ?? line.account;
        sums.set(name, (sums.get(name) ?? 0) + line[figure]);
      }
    }
    return Object.fromEntries([...sums].filter(([, sum]) => sum !== 0));
  }
}

function totalOf(components: readonly Component[]) {
  let total = 0;
  for (const { net, taxes } of components) {
    total += net + taxes.reduce((sum, tax) => sum + (tax.charged ? tax.amount : 0), 0);
  }
  return minor(total);
}

export function incoming(
  report: Extract<Incoming['content'], { kind: 'report' }>['report'],
  seenAt: number,
  connectionId = SHOP,
): Incoming {
  return {
    connectionId,
    contentHash: shortHash(JSON.stringify(report)).repeat(2),
    via: 'read',
    seenAt: instant(seenAt),
    decoderVersion: 1,
    evidence: { receivedMonth: '2026-01-01' as LocalDate, segmentId: 1, slot: 0 },
    content: { kind: 'report', report },
  };
}
