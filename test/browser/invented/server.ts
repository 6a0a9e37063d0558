// The API by its contract, answered from an invented world: to look at the dashboard full, empty and broken.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { raisedDifferences } from './certificates.ts';
import { answerStores } from './stores.ts';
import { CHANNELS, minor, mix, TODAY, World } from './world.ts';

const worlds: Record<string, World> = {
  'Northwind Trading': new World(100_000),
  'Empty company': new World(0),
  Broken: new World(10),
};
const BASE = 'EUR';
const iso = (days: number) => new Date(TODAY + days * 86_400_000).toISOString().slice(0, 10);
const base = (amount: number) => minor(amount, BASE);
let policies = [
  {
    version: 1,
    effectiveFrom: '0001-01-01',
    madeAt: '2025-01-02T09:00:00.000Z',
    madeBy: 'cli',
    body: {
      recognition: 'by-channel',
      discounts: 'separate',
      amountOnlyRefundTax: 'pro-rata-when-prices-include-tax',
      taxPoint: 'recognition',
      tips: 'income',
      roundingCap: 5,
      rateDays: 7,
      schemes: { FR: 'OSS', IT: 'OSS' },
      gateways: { system_default: 'Stripe' },
    },
  },
];
let parkedLeft = 4;
const accepted = new Set<number>();
let importStarted = 0;

function orderRow(world: World, i: number) {
  const o = world.order(i);
  const { currency } = o.channel;
  return {
    document: `id:${o.remoteId}`,
    number: o.number,
    placedOn: o.date,
    customer: o.customer,
    channel: o.channel.name,
    currency,
    total: minor(o.total, currency),
    paid: minor(o.paid, currency),
    refunded: minor(o.back, currency),
    due: minor(o.due, currency),
    status: o.status,
    fulfilled: o.fulfilled,
    discrepancies: o.odd,
  };
}

function shown(world: World, entry: ReturnType<World['entriesOf']>[number]) {
  const o = world.order(entry.order);
  const { currency } = o.channel;
  return {
    number: entry.number,
    date: entry.date,
    trueDate: entry.date,
    key: entry.key,
    revision: 1,
    cause: 'fact',
    note: '',
    recordedAt: o.placedAt,
    versions: { policy: 1, decoder: 1, rules: 1 },
    hash: mix(entry.number, 7).toString(16).padStart(8, '0').repeat(8),
    document: {
      ref: `id:${o.remoteId}`,
      kind: 'order',
      number: o.number,
      remoteId: o.remoteId,
      channel: o.channel.name,
    },
    postings: entry.postings.map((p) => ({
      code: p.code,
      name: p.name,
      amount: minor(p.amount, currency),
      currency,
      baseAmount: base(p.base),
      channel: o.channel.name,
      sku: '',
      taxCode: p.taxCode ?? '',
      taxBase: minor(p.taxBase ?? 0, currency),
      liable: p.taxCode ? 'merchant' : '',
    })),
  };
}

function discrepancies(world: World) {
  const list = [];
  for (let i = 0; i < world.size && list.length < 60; i += 211) {
    const o = world.order(i);
    list.push({
      id: i + 1,
      kind: i % 2 ? 'refund-owed' : 'does-not-add-up',
      state: accepted.has(i + 1) ? 'accepted' : 'open',
      amount: minor(1240, o.channel.currency),
      currency: o.channel.currency,
      note: 'the lines add up to 12.40 more than the total',
      openedAt: o.placedAt,
      settledAt: accepted.has(i + 1) ? new Date().toISOString() : null,
      settledBy: accepted.has(i + 1) ? 'you' : null,
      document: {
        ref: `id:${o.remoteId}`,
        kind: 'order',
        number: o.number,
        remoteId: o.remoteId,
        channel: o.channel.name,
      },
      ...{ sides: null, certificate: null },
    });
  }
  return list;
}

interface Sum {
  code: string;
  name: string;
  type: string;
  currency: string;
  opening: number;
  debit: number;
  credit: number;
  base: number;
  openingBase: number;
  months: Map<string, number>;
}

function sums(world: World, from: string, to: string): Sum[] {
  const found = new Map<string, Sum>();
  for (let i = 0; i < world.size; i++) {
    for (const entry of world.entriesOf(i)) {
      if (entry.date > to) continue;
      const { currency } = world.order(i).channel;
      for (const p of entry.postings) {
        const key = `${p.code} ${currency}`;
        const sum = found.get(key) ?? {
          code: p.code,
          name: p.name,
          type: p.type,
          currency,
          opening: 0,
          debit: 0,
          credit: 0,
          base: 0,
          openingBase: 0,
          months: new Map(),
        };
        found.set(key, sum);
        if (entry.date < from) {
          sum.opening += p.amount;
          sum.openingBase += p.base;
        } else {
          if (p.amount > 0) sum.debit += p.amount;
          else sum.credit -= p.amount;
          const month = entry.date.slice(0, 7);
          sum.months.set(month, (sum.months.get(month) ?? 0) + p.base);
        }
        sum.base += p.base;
      }
    }
  }
  return [...found.values()].sort((a, b) =>
    a.code < b.code ? -1 : a.code > b.code ? 1 : a.currency < b.currency ? -1 : 1,
  );
}

const lastDay = (month: string) =>
  new Date(Date.UTC(+month.slice(0, 4), +month.slice(5, 7), 0)).toISOString().slice(0, 10);

function report(world: World, name: string, query: URLSearchParams) {
  const from = query.get('from') ?? iso(-719);
  const to = query.get('to') ?? iso(0);
  const all = sums(world, from, to);
  const basis = {
    book: 'x',
    baseCurrency: BASE,
    period: world.size ? { from, to } : null,
    entries: world.entryCount,
    head: 'ab'.repeat(32),
  };
  const head = { book: 'x', baseCurrency: BASE };
  const months: string[] = [];
  for (let m = from.slice(0, 7); m <= to.slice(0, 7); ) {
    months.push(m);
    const d = new Date(`${m}-15`);
    d.setUTCMonth(d.getUTCMonth() + 1);
    m = d.toISOString().slice(0, 7);
  }
  if (name === 'trial-balance')
    return {
      basis,
      report: {
        ...head,
        rows: all.map((s) => ({
          code: s.code,
          name: s.name,
          type: s.type,
          currency: s.currency,
          opening: minor(s.opening, s.currency),
          debit: minor(s.debit, s.currency),
          credit: minor(s.credit, s.currency),
          balance: minor(s.opening + s.debit - s.credit, s.currency),
          baseBalance: base(s.base),
        })),
      },
    };
  if (name === 'clearing')
    return {
      basis,
      report: {
        ...head,
        rows: all
          .filter((s) => s.code.startsWith('1100'))
          .map((s) => ({
            code: s.code,
            name: s.name,
            currency: s.currency,
            opening: minor(s.opening, s.currency),
            payments: minor(s.debit, s.currency),
            refunds: minor(-s.credit, s.currency),
            other: minor(0, s.currency),
            closing: minor(s.opening + s.debit - s.credit, s.currency),
            baseClosing: base(s.base),
          })),
      },
    };
  if (name === 'tax')
    return {
      basis,
      report: {
        ...head,
        corrections: [],
        rows: all
          .filter((s) => s.code.startsWith('2100'))
          .map((s) => ({
            scheme: s.code.slice(5),
            jurisdiction: s.code.slice(5, 7),
            code: 'VAT',
            rate: '19',
            liable: 'merchant',
            currency: s.currency,
            base: minor(Math.round((s.credit - s.debit) / 0.19), s.currency),
            charged: minor(s.credit, s.currency),
            credited: minor(s.debit, s.currency),
            due: minor(s.credit - s.debit, s.currency),
            baseDue: base(s.openingBase - s.base),
          })),
      },
    };
  const byAccount = new Map<string, Sum>();
  for (const s of all) {
    const known = byAccount.get(s.code);
    if (known === undefined) byAccount.set(s.code, { ...s, months: new Map(s.months) });
    else {
      known.base += s.base;
      known.openingBase += s.openingBase;
      for (const [m, v] of s.months) known.months.set(m, (known.months.get(m) ?? 0) + v);
    }
  }
  if (name === 'balance-sheet') {
    const at = query.get('by') === 'month' ? months.map((m) => (lastDay(m) < to ? lastDay(m) : to)) : [to];
    const upTo = (s: Sum, day: string) =>
      s.openingBase + [...s.months].filter(([m]) => m <= day.slice(0, 7)).reduce((sum, [, v]) => sum + v, 0);
    const rows = [...byAccount.values()]
      .filter((s) => s.type === 'asset' || s.type === 'liability')
      .map((s) => ({
        section: s.type,
        code: s.code,
        name: s.name,
        currency: BASE,
        amounts: at.map((d) => base(upTo(s, d))),
      }));
    const profit = at.map(
      (d) => -[...byAccount.values()].filter((s) => s.type.includes('income')).reduce((sum, s) => sum + upTo(s, d), 0),
    );
    const total = (type: string, d: string, sign: number) =>
      [...byAccount.values()].filter((s) => s.type === type).reduce((sum, s) => sum + sign * upTo(s, d), 0);
    return {
      basis,
      report: {
        ...head,
        columns: at.map((d) => ({ at: d })),
        rows: [
          ...rows,
          {
            section: 'equity',
            code: '',
            name: 'Result of the year',
            currency: BASE,
            amounts: profit.map((p) => base(-p)),
          },
        ],
        totals: [
          { name: 'assets', currency: BASE, amounts: at.map((d) => base(total('asset', d, 1))) },
          { name: 'liabilities', currency: BASE, amounts: at.map((d) => base(-total('liability', d, -1))) },
          { name: 'equity', currency: BASE, amounts: profit.map((p) => base(-p)) },
          {
            name: 'check',
            currency: BASE,
            amounts: at.map((d, n) => base(total('asset', d, 1) - total('liability', d, -1) - (profit[n] ?? 0))),
          },
        ],
      },
    };
  }
  if (name === 'profit-and-loss') {
    const shownMonths = query.get('by') === 'month' ? months : [];
    const section = (code: string) => (code === '4000' ? 'sales' : code === '4100' ? 'shipping' : 'deductions');
    const income = [...byAccount.values()].filter((s) => s.type.includes('income'));
    const of = (s: Sum) => {
      const all = [...s.months.values()].reduce((a, b) => a + b, 0);
      return [...shownMonths.map((m) => -(s.months.get(m) ?? 0)), -all, Math.round(-all * 0.9)];
    };
    const columns = [
      ...shownMonths.map((m) => ({ kind: 'period', from: `${m}-01`, to: lastDay(m), channel: '' })),
      { kind: query.get('by') === 'month' ? 'total' : 'period', from, to, channel: '' },
      { kind: 'prior', from: iso(-1400), to: iso(-720), channel: '' },
    ];
    const net = columns.map((_, n) => income.reduce((sum, s) => sum + (s.code === '4100' ? 0 : (of(s)[n] ?? 0)), 0));
    const figures = (amounts: number[]) => ({
      currency: BASE,
      amounts: amounts.map((a) => base(-a)),
      percentOfNetSales: amounts.map((a, n) => (net[n] ? `${Math.round((1000 * a) / (net[n] ?? 1)) / 10}` : null)),
    });
    const result = columns.map((_, n) => income.reduce((sum, s) => sum + (of(s)[n] ?? 0), 0));
    return {
      basis,
      report: {
        ...head,
        columns,
        rows: income.map((s) => ({
          section: section(s.code),
          code: s.code,
          name: s.name,
          type: s.type,
          ...figures(of(s)),
        })),
        totals: [
          { name: 'net-sales', ...figures(net) },
          { name: 'gross-margin', ...figures(result) },
          { name: 'contribution', ...figures(result) },
          { name: 'result', ...figures(result) },
        ],
      },
    };
  }
  if (name === 'sales-by-channel') {
    const rows = CHANNELS.map((c, n) => {
      const f = 12_345_678 - n * 2_111_111;
      return {
        channel: c.name,
        from,
        to,
        currency: BASE,
        orders: 4000 - n * 700,
        units: 9000 - n * 999,
        gross: base(f),
        discounts: base(-Math.round(f / 20)),
        returns: base(-Math.round(f / 11)),
        net: base(f - Math.round(f / 20) - Math.round(f / 11)),
        shipping: base(Math.round(f / 14)),
        tips: '0.00',
        other: '0.00',
        tax: base(Math.round(f / 6)),
        marketplaceTax: '0.00',
        charged: base(f),
        refunded: base(Math.round(f / 11)),
      };
    });
    return { basis, report: { ...head, rows: world.size ? rows : [] } };
  }
  return null;
}

function today(world: World, from: string, to: string) {
  const span = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
  const before = (day: string) => new Date(Date.parse(day) - span * 86_400_000).toISOString().slice(0, 10);
  const revenue = (a: string, b: string) => {
    const found = new Map<string, Map<string, number>>();
    for (const o of world.between(a, b)) {
      const by = found.get(o.channel.name) ?? new Map();
      found.set(o.channel.name, by);
      const sale = world.entriesOf(o.i)[0];
      const amount = (sale?.postings ?? []).filter((p) => p.type === 'income').reduce((sum, p) => sum - p.base, 0);
      by.set(o.date, (by.get(o.date) ?? 0) + amount);
    }
    return [...found].map(([channel, by]) => ({
      channel,
      points: [...by].sort().map(([date, amount]) => ({ date, amount: base(amount) })),
    }));
  };
  const byKind = world.size
    ? [
        { kind: 'does-not-add-up', count: 2 },
        { kind: 'untreated-tax', count: 1 },
      ]
    : [];
  const latestOrders = Array.from({ length: Math.min(8, world.size) }, (_, n) => orderRow(world, world.size - 1 - n));
  return {
    period: { from, to },
    previousPeriod: { from: before(from), to: before(to) },
    by: 'day',
    revenue: revenue(from, to),
    previous: revenue(before(from), before(to)),
    atGateways: base(world.size ? 821_410 : 0),
    receivable: base(world.size ? 1_240_055 : 0),
    deposits: base(world.size ? -41_200 : 0),
    taxDue: base(world.size ? 190_322 : 0),
    parked: { count: world.size ? parkedLeft : 0 },
    discrepancies: { count: world.size ? 3 : 0, byKind },
    latestOrders,
    verified: world.size ? { at: '2026-11-21T14:02:00.000Z', entries: world.entryCount, head: 'ab'.repeat(32) } : null,
  };
}

function orders(world: World, query: URLSearchParams) {
  const q = (query.get('q') ?? '').toLowerCase();
  const limit = Number(query.get('limit') ?? 100);
  const found = [];
  let i = Number(query.get('cursor') ?? world.size) - 1;
  for (; i >= 0 && found.length < limit; i--) {
    const row = orderRow(world, i);
    if (query.get('channel') && row.channel !== query.get('channel')) continue;
    if (query.get('status') && row.status !== query.get('status')) continue;
    if (query.get('from') && row.placedOn < (query.get('from') ?? '')) continue;
    if (query.get('to') && row.placedOn > (query.get('to') ?? '')) continue;
    if (q && !`${row.number} ${row.customer}`.toLowerCase().includes(q)) continue;
    found.push(row);
  }
  return {
    orders: found,
    next: i >= 0 ? String(i + 1) : null,
    count: q || query.get('channel') || query.get('status') ? null : world.size,
  };
}

function story(world: World, i: number) {
  const o = world.order(i);
  const { currency } = o.channel;
  const money = (n: number) => minor(n, currency);
  const entries = world.entriesOf(i).map((e) => shown(world, e));
  return {
    document: {
      ref: `id:${o.remoteId}`,
      kind: 'order',
      number: o.number,
      remoteId: o.remoteId,
      channel: o.channel.name,
      platform: o.channel.platform,
      fulfilled: o.fulfilled,
      placedOn: o.date,
      currency,
      total: money(o.total),
      paid: money(o.paid),
      refunded: money(o.back),
      due: money(o.due),
      status: o.status,
      policyVersion: 1,
      decoder: 1,
      rules: 1,
      parts: [
        { key: 'order', text: `placed ${o.date} 10:15, 2 units in 1 line, total ${money(o.total)} ${currency}` },
        { key: `payment:ch_${o.remoteId}`, text: `${money(o.total)} ${currency} captured ${o.date} 10:16 by Stripe` },
        { key: 'fulfilment:f1', text: `2 units shipped ${o.date} 17:40` },
        ...(o.back
          ? [
              {
                key: `refund:re_${o.remoteId}`,
                text: `${money(o.back)} ${currency} back, settled ${o.date} 18:00 by Stripe, no goods named`,
              },
            ]
          : []),
      ],
    },
    observations: [
      {
        id: i * 3 + 1,
        kind: 'order',
        remoteId: o.remoteId,
        via: 'file',
        seenAt: o.placedAt,
        lastSeenAt: o.placedAt,
        decoder: 1,
        contentHash: 'cd'.repeat(32),
        parked: null,
      },
    ],
    entries,
    discrepancies: o.odd ? discrepancies(world).filter((d) => d.document.remoteId === o.remoteId) : [],
    person: { name: o.customer, email: 'someone@example.com' },
  };
}

function register(world: World, code: string, query: URLSearchParams) {
  const rows = [];
  let balance = 0;
  for (
    let i = Number(query.get('after') ?? query.get('cursor') ?? Math.max(0, world.size - 20_000));
    i < world.size;
    i++
  ) {
    for (const e of world.entriesOf(i))
      for (const p of e.postings)
        if (p.code === code) {
          balance += p.base;
          const o = world.order(i);
          rows.push({
            date: e.date,
            entry: e.number,
            key: e.key,
            document: o.number,
            channel: o.channel.name,
            text: '',
            counterAccounts: e.postings.filter((x) => x !== p).map((x) => x.code),
            debit: base(Math.max(0, p.base)),
            credit: base(Math.max(0, -p.base)),
            balance: base(balance),
            currency: BASE,
            originalAmount: minor(p.amount, o.channel.currency),
            originalCurrency: o.channel.currency,
            taxCode: p.taxCode ?? '',
            trueDate: e.date,
            recordedAt: o.placedAt,
          });
        }
    if (rows.length >= 200)
      return {
        book: 'x',
        baseCurrency: BASE,
        code,
        name: rows.length ? code : '',
        opening: [{ currency: BASE, balance: '0.00' }],
        rows,
        next: String(i + 1),
      };
  }
  return {
    book: 'x',
    baseCurrency: BASE,
    code,
    name:
      world
        .entriesOf(0)
        .flatMap((e) => e.postings)
        .find((p) => p.code === code)?.name ?? code,
    opening: [{ currency: BASE, balance: '0.00' }],
    rows,
    next: null,
  };
}

function entryAt(world: World, number: number) {
  const i = number > 2 * world.size ? (number - 2 * world.size - 1) * 9 : Math.floor((number - 1) / 2);
  return world.entriesOf(i).find((e) => e.number === number);
}

function answer(method: string, parts: string[], query: URLSearchParams): unknown {
  const name = decodeURIComponent(parts[1] ?? '');
  if (parts[1] === undefined)
    return Object.entries(worlds).map(([book, world]) => ({
      name: book,
      baseCurrency: BASE,
      zone: 'Europe/Berlin',
      entries: world.entryCount,
      lastVerify: null,
    }));
  const world = worlds[name];
  if (world === undefined) return null;
  const [, , room, a, b] = parts.map(decodeURIComponent);
  const from = query.get('from') ?? iso(-364);
  const to = query.get('to') ?? iso(0);
  if (room === undefined)
    return {
      name,
      baseCurrency: BASE,
      zone: 'Europe/Berlin',
      entries: world.entryCount,
      channels: world.size ? CHANNELS.map((c) => ({ channel: c.name, platform: c.platform, cutOver: null })) : [],
    };
  if (name === 'Broken') throw new Error('out of order');
  if (room === 'today') return today(world, from, to);
  if (room === 'orders' && a === undefined) return orders(world, query);
  if (room === 'orders' && b === 'payloads')
    return {
      raw: JSON.stringify({
        id: Number(a),
        status: 'processing',
        currency: 'EUR',
        total: '98.88',
        line_items: [{ id: 1, sku: 'TEE-M', quantity: 2, total: '74.87' }],
      }),
    };
  if (room === 'orders') {
    const i = a?.startsWith('#') ? Number(a.slice(1)) - 1000 : Number(a?.replace('id:', '')) - 50_000;
    return i >= 0 && i < world.size ? story(world, i) : null;
  }
  if (room === 'entries' && a !== undefined) {
    const e = entryAt(world, Number(a));
    return e
      ? { ...shown(world, e), evidence: [{ document: world.order(e.order).remoteId, observation: e.order * 3 + 1 }] }
      : null;
  }
  if (room === 'entries') {
    let n = Number(query.get('before') ?? world.entryCount + 1) - 1;
    const entries = [];
    for (; n > 0 && entries.length < Number(query.get('limit') ?? 25); n--) {
      const e = entryAt(world, n);
      if (e && e.date >= (query.get('from') ?? '') && (!query.get('key') || e.key.startsWith(query.get('key') ?? '')))
        entries.push(shown(world, e));
    }
    return { entries, next: n > 0 && entries.length ? n + 1 : null };
  }
  if (room === 'accounts' && a === undefined)
    return sums(world, '0', iso(0)).reduce<
      {
        code: string;
        name: string;
        type: string;
        balances: { currency: string; balance: string }[];
        baseBalance: string;
        n: number;
      }[]
    >((list, s) => {
      const known = list.find((x) => x.code === s.code);
      const balance = { currency: s.currency, balance: minor(s.opening + s.debit - s.credit, s.currency) };
      if (known) {
        known.balances.push(balance);
        known.n += s.base;
        known.baseBalance = base(known.n);
      } else
        list.push({
          code: s.code,
          name: s.name,
          type: s.type,
          balances: [balance],
          baseBalance: base(s.base),
          n: s.base,
        });
      return list;
    }, []);
  if (room === 'accounts') return register(world, a ?? '', query);
  if (room === 'reports') return report(world, a ?? '', query);
  if (room === 'parked' && method === 'POST') {
    const before = parkedLeft;
    parkedLeft = 1;
    return { tried: before, posted: before - 1, parked: 1 };
  }
  if (room === 'parked')
    return {
      parked: Array.from({ length: world.size ? parkedLeft : 0 }, (_, n) => ({
        id: 900 + n,
        reason: n % 2 ? 'rate' : 'order',
        detail: n % 2 ? 'no rate KWD to EUR within 7 days of 2026-11-20' : 'refund 7712 waits for order 50999',
        since: '2026-11-20T08:00:00.000Z',
        attempts: n + 1,
        channel: 'Shop DE',
        platform: 'woocommerce',
        kind: n % 2 ? 'order' : 'refund',
        remoteId: String(7712 + n),
        via: 'file',
        seenAt: '2026-11-20T08:00:00.000Z',
        document: n % 2 ? `#${1500 + n}` : null,
        ref: n % 2 ? `id:${50_500 + n}` : null,
      })),
      next: null,
      counts: world.size
        ? [
            { reason: 'order', count: 2 },
            { reason: 'rate', count: 2 },
          ]
        : [],
    };
  if (room === 'discrepancies' && method === 'POST') return { accepted: 1 };
  if (room === 'discrepancies') {
    const all = [...raisedDifferences(world.size > 10), ...discrepancies(world)];
    const list = all.filter((d) => !query.get('state') || d.state === query.get('state'));
    return {
      discrepancies: list,
      next: null,
      open: [...new Set(list.map(({ kind }) => kind))].map((kind) => ({
        kind,
        count: list.filter((d) => d.kind === kind).length,
      })),
    };
  }
  if (room === 'policy' && a === 'preview')
    return {
      documents: world.size,
      changed: 812,
      entries: 1_204,
      effect: [
        { month: '2026-10', code: '4000', name: 'Sales', type: 'income', base: '-412.50' },
        { month: '2026-11', code: '4000', name: 'Sales', type: 'income', base: '1284.10' },
        { month: '2026-11', code: '2200', name: 'Customer deposits', type: 'liability', base: '-1284.10' },
        { month: '2026-10', code: '2200', name: 'Customer deposits', type: 'liability', base: '412.50' },
      ],
    };
  if (room === 'policy' && method === 'POST') {
    const last = policies.at(-1);
    if (last)
      policies = [
        ...policies,
        { ...last, version: last.version + 1, effectiveFrom: iso(0), madeBy: 'you', madeAt: new Date().toISOString() },
      ];
    return { kind: 'set', version: policies.length };
  }
  if (room === 'policy') return policies;
  if (room === 'apply') return { documents: world.size, changed: 812, entries: 1_204, effect: [] };
  if (room === 'imports' && a === 'recognise')
    return {
      as: 'woocommerce',
      profile: null,
      shop: 'https://shop.example',
      currencies: ['EUR'],
      problems: [],
      confidence: 0.98,
      records: 214,
      entries: world.size ? world.entriesOf(1).map((e) => shown(world, e)) : [],
    };
  if (room === 'imports' && method === 'POST') {
    importStarted = Date.now();
    return { import: '7' };
  }
  if (room === 'imports' && a === undefined) return { imports: [], next: null };
  if (room === 'imports') {
    const read = Math.min(214, Math.floor((Date.now() - importStarted) / 15));
    return {
      state: read < 214 ? 'running' : 'done',
      read,
      posted: Math.max(0, read - 6),
      unchanged: Math.min(read, 4),
      parked: Math.min(read, 2),
      rate: 66,
      share: read / 214,
      secondsLeft: Math.ceil((214 - read) / 66),
      dryRun: false,
      discrepancies: 1,
      problem: null,
      firstParked: [{ place: 'orders.jsonl:12', reason: 'rate', detail: 'no rate KWD to EUR' }],
      firstEntries: world.size ? [1, 2].flatMap((n) => entryAt(world, n) ?? []).map((e) => shown(world, e)) : [],
    };
  }
  if (room === 'locks') return [];
  if (room === 'verify')
    return {
      verification: {
        ok: true,
        at: new Date().toISOString(),
        entries: world.entryCount,
        documents: world.size,
        head: 'ab'.repeat(32),
        firstDifference: null,
      },
    };
  return null;
}

function live(request: IncomingMessage, response: ServerResponse) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const tell = () =>
    response.write(
      `data: ${JSON.stringify({ entries: 211_112, documents: 100_000, head: 'ab', parked: parkedLeft, discrepancies: 3 })}\n\n`,
    );
  tell();
  const timer = setInterval(() => response.write(': ping\n\n'), 5_000);
  request.on('close', () => clearInterval(timer));
}

const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.html': 'text/html',
};
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

async function page(path: string, response: ServerResponse) {
  const folder = join(import.meta.dirname, '../../../dist/web');
  const file = extname(path) === '' ? '/index.html' : path;
  const body = await readFile(join(folder, file)).catch(() => null);
  if (body === null) return response.writeHead(404).end();
  return response
    .writeHead(200, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': CSP,
    })
    .end(body);
}

/** Serves the built dashboard and its invented answers on a port that is free. */
export async function serveInvented(): Promise<Server> {
  const server = createServer(answerRequest);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function answerRequest(request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '/', 'http://x');
  const problem = (status: number, title: string, detail: string, remedy: string) =>
    response
      .writeHead(status, { 'content-type': 'application/problem+json' })
      .end(JSON.stringify({ type: 'about:blank', title, status, detail, remedy, id: `req-${status}a1` }));
  if (url.pathname === '/api/live') return live(request, response);
  if (!url.pathname.startsWith('/api/')) return void page(url.pathname, response);
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    try {
      if (url.pathname.endsWith('/accept')) for (const id of (JSON.parse(body).ids ?? []) as number[]) accepted.add(id);
      const parts = url.pathname.split('/').slice(2);
      const found = answerStores(parts, url.searchParams) ?? answer(request.method ?? 'GET', parts, url.searchParams);
      if (found === null)
        return problem(404, 'Not found', 'there is nothing under this address', 'go back to the list and choose again');
      const raw = (found as { raw?: string }).raw;
      if (raw !== undefined) return response.writeHead(200, { 'content-type': 'text/plain' }).end(raw);
      return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(found));
    } catch (error) {
      return problem(
        500,
        'It failed',
        `the books could not be read (${(error as Error).message})`,
        'try again; if it stays, look for the number below in the log',
      );
    }
  });
}
