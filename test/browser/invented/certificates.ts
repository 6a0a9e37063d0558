// Certificates of the invented merchant: days that agree and days that do not, what they raise, and what lies between
// placed and recognised.
import type {
  Certificate,
  DaySums,
  Differing,
  Recognition,
  RecognitionOrders,
} from '../../../web/src/api/certificates.ts';
import type { OrderSum } from '../../../web/src/api/documents.ts';
import type { Reported } from '../../../web/src/api/reports.ts';
import type { Discrepancy } from '../../../web/src/api/waiting.ts';
import type { Answers, Asked } from './asked.ts';
import { basisOf } from './basis.ts';
import { ago, DAY, dayOf, MINUTE } from './days.ts';
import { minor, mix } from './world.ts';

const CERTIFIED: readonly (readonly [channel: string, currency: string, days: number])[] = [
  ['Shop DE', 'EUR', 400],
  ['Märkte "Ost"; Süd', 'EUR', 60],
  ['Marketplace FR', 'EUR', 84],
  ['Old shop', 'JPY', 200],
];

const sum = (amount: number, currency: string): OrderSum => ({ total: minor(amount, currency), currency });

const NEVER = 'The books never saw it.';
const PARKED =
  'The platform’s message of it is parked (unknown-shape): order.line_items[0].total: "١٢٫٥٠" is no amount.';

function differingIn(currency: string): Differing[] {
  return [
    { remoteId: '50901', number: '#1901', document: null, theirs: sum(5_120, currency), ours: null, why: NEVER },
    {
      ...{ remoteId: '50902', number: '#1902', document: 'id:50902', theirs: sum(9_800, currency) },
      ...{ ours: sum(7_500, currency), why: 'Its total differs.' },
    },
    {
      ...{ remoteId: '50903', number: '#1903', document: 'id:50903', theirs: null, ours: sum(990, 'USD') },
      why: 'The platform does not count it on this day: deleted there, or placed on another day.',
    },
  ];
}

function certificate(channel: string, currency: string, age: number, salt: number): Certificate {
  const orders = 20 + (mix(age, salt) % 60);
  const total = orders * (4_000 + (mix(age, salt + 1) % 3_000));
  const isBroken = age > 0 && mix(age, salt + 2) % 41 === 0;
  const isOpen = age === 0 || (age < 4 && salt === 12);
  const side = (count: number, amount: number, unit: string): DaySums => ({
    [unit]: { orders: count, total: minor(amount, unit) },
  });
  const off = isBroken ? 1 : 0;
  return {
    ...{ channel, day: dayOf(age) },
    verdict: isBroken ? 'broken' : isOpen ? 'provisional' : 'certified',
    theirs: { ...side(orders, total, currency), ...(isBroken && side(1, 990, 'USD')) },
    ours: side(orders - off, total - off * 7_420, currency),
    differing: isBroken ? differingIn(currency) : [],
    ...{ madeAt: ago(20 * MINUTE), age },
    nextAt: age > 30 && !isBroken ? null : ago(isBroken ? -10 * MINUTE : -DAY),
    problem: null,
  };
}

function certificates({ world, query: { from = '', to = '' } }: Asked): Certificate[] {
  return (world.size ? CERTIFIED : [])
    .flatMap(([channel, currency, days], index) =>
      Array.from({ length: days }, (_, age) => certificate(channel, currency, age, 10 + index)),
    )
    .filter(({ day }) => day >= from && day <= to);
}

const SIGNED: readonly (readonly [line: string, orders: number, amount: number])[] = [
  ['placed', 4_211, 21_448_310],
  ['not-a-sale', 31, -142_200],
  ['not-shipped', 388, -1_914_875],
  ['cancelled', 97, -411_020],
  ['reduced', 12, -33_390],
  ['given-back', 140, -519_905],
  ['shipped-from-before', 402, 2_001_450],
  ['changed-from-before', 3, -1_250],
  ['given-back-from-before', 66, -240_110],
  ['posted-elsewhere', 2, -9_990],
];

const ACCOUNTS: readonly (readonly [code: string, name: string, recognised: number, other: number])[] = [
  ['2100-DE', 'Tax payable: DE', -3_220_311, 0],
  ['4000', 'Sales', -17_604_200, -12_500],
  ['4100', 'Shipping income', -810_400, 0],
  ['4800', 'Discounts', 803_876, 0],
  ['4810', 'Returns', 654_015, 0],
];

function recognition({ world, query: { channel = '', from = '', to = '' } }: Asked): Reported<Recognition> {
  const [, currency = 'EUR'] = CERTIFIED.find(([name]) => name === channel) ?? [];
  const amount = (of: number) => minor(of, currency);
  const add = (some: typeof SIGNED) => some.reduce((all, [, , of]) => all + of, 0);
  return {
    basis: basisOf(world, { from, to }),
    report: {
      channel,
      period: { from, to },
      currencies: [
        {
          currency,
          counted: { theirs: amount(21_455_730), differing: amount(-7_420), since: amount(0) },
          lines: SIGNED.map(([line, orders, of]) => ({ line, orders, amount: amount(of) })),
          recognised: amount(add(SIGNED.slice(0, -1))),
          inLedger: amount(add(SIGNED)),
          accounts: ACCOUNTS.map(([code, name, recognised, other]) => ({
            ...{ code, name, recognised: amount(recognised), other: amount(other) },
            ledger: amount(recognised + other),
          })),
        },
      ],
    },
  };
}

function ordersBehind({ query: { currency = 'EUR', cursor = '0' } }: Asked): RecognitionOrders {
  const first = Number(cursor);
  const orders = Array.from({ length: 20 }, (_, index) => ({
    ...{ document: `id:${50_000 + first + index}`, number: `#${1_000 + first + index}`, placedOn: dayOf(index) },
    ...{ status: 'posted', amount: minor(-4_935 - index, currency) },
  }));
  return { orders, next: first === 0 ? 20 : null };
}

/** What broken days raised: an order that the books never saw, one whose message is parked, and one that differs. */
export function raisedDifferences(isFull: boolean): Discrepancy[] {
  if (!isFull) return [];
  const [missing, differs, gone] = differingIn('EUR');
  const raised = (
    id: number,
    kind: string,
    amount: string,
    order: Differing | undefined,
    note = order?.why ?? '',
  ): Discrepancy => ({
    ...{ id, kind, state: 'open', amount, currency: order?.theirs?.currency ?? order?.ours?.currency ?? '', note },
    ...{ openedAt: ago(3 * DAY), settledAt: null, settledBy: null, sides: null },
    document: {
      ...{ ref: order?.document ?? null, kind: 'order', number: order?.number ?? '', remoteId: order?.remoteId ?? '' },
      channel: 'Shop DE',
    },
    certificate: { day: dayOf(8), theirs: order?.theirs ?? null, ours: order?.ours ?? null },
  });
  return [
    raised(9_001, 'missing-in-books', '-51.20', missing),
    raised(9_002, 'missing-in-books', '-51.20', missing && { ...missing, number: '#1904' }, PARKED),
    raised(9_003, 'order-total-differs', '-23.00', differs),
    raised(9_004, 'missing-on-platform', '9.90', gone),
  ];
}

export const certificateAnswers: Answers = {
  'GET /api/books/:book/certificates': certificates,
  'GET /api/books/:book/certificates/recognition': recognition,
  'GET /api/books/:book/certificates/recognition/orders': ordersBehind,
};
