import type { Account, Register, RegisterRow } from '../../../web/src/api/accounts.ts';
import type { Answers, Asked } from './asked.ts';
import { BASE, base, basisOf } from './basis.ts';
import { dayOf } from './days.ts';
import { accountNamed, minor, type World } from './world.ts';

/** What an account was moved by in a currency; what is called `base` is in the currency of the book. */
export interface Sum {
  readonly code: string;
  readonly name: string;
  readonly type: string;
  readonly currency: string;
  opening: number;
  debit: number;
  credit: number;
  base: number;
  openingBase: number;
  /** Base, by month of the period. */
  readonly months: Map<string, number>;
}

export const balanceOf = ({ opening, debit, credit }: Sum) => opening + debit - credit;

const NOTHING = { opening: 0, debit: 0, credit: 0, base: 0, openingBase: 0 };

/** By account and currency, ordered by both. */
export function sumsOf(world: World, from: string, to: string): Sum[] {
  const found = new Map<string, Sum>();
  for (let index = 0; index < world.size; index++) {
    const { currency } = world.order(index).channel;
    for (const { date, postings } of world.entriesOf(index)) {
      if (date > to) continue;
      for (const { code, name, type, amount, base } of postings) {
        const key = `${code} ${currency}`;
        const sum = found.get(key) ?? { ...NOTHING, code, name, type, currency, months: new Map() };
        found.set(key, sum);
        sum.base += base;
        if (date < from) {
          sum.opening += amount;
          sum.openingBase += base;
          continue;
        }
        if (amount > 0) sum.debit += amount;
        else sum.credit -= amount;
        const month = date.slice(0, 7);
        sum.months.set(month, (sum.months.get(month) ?? 0) + base);
      }
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}

function list({ world }: Asked): Account[] {
  const accounts = Map.groupBy(sumsOf(world, '0', dayOf(0)), ({ code }) => code);
  return [...accounts].map(([code, sums]) => {
    const [name, type] = accountNamed(code);
    const balances = sums.map((sum) => ({ currency: sum.currency, balance: minor(balanceOf(sum), sum.currency) }));
    return { code, name, type, balances, baseBalance: base(sums.reduce((all, sum) => all + sum.base, 0)) };
  });
}

const ROWS = 200;

/** The newest 20,000 orders, page by page. */
function register({ world, params: { code = '' }, query }: Asked): Register {
  const rows: RegisterRow[] = [];
  let index = Number(query.cursor ?? Math.max(0, world.size - 20_000));
  let balance = 0;
  for (; index < world.size && rows.length < ROWS; index++) {
    for (const row of rowsOf(world, index, code)) {
      balance += row.base;
      rows.push({ ...row.shown, balance: base(balance) });
    }
  }
  const next = index < world.size ? String(index) : null;
  const opening = [{ currency: BASE, balance: '0.00' }];
  return { code, name: accountNamed(code)[0], baseCurrency: BASE, opening, rows, next, basis: basisOf(world, null) };
}

function rowsOf(world: World, index: number, code: string) {
  const { number: document, placedAt, channel } = world.order(index);
  return world.entriesOf(index).flatMap(({ number, date, key, postings }) =>
    postings
      .filter((posting) => posting.code === code)
      .map((posting) => ({
        base: posting.base,
        shown: {
          ...{ date, trueDate: date, entry: number, key, document, channel: channel.name, text: '' },
          counterAccounts: postings.filter((other) => other !== posting).map((other) => other.code),
          ...{ debit: base(Math.max(0, posting.base)), credit: base(Math.max(0, -posting.base)), currency: BASE },
          ...{ originalAmount: minor(posting.amount, channel.currency), originalCurrency: channel.currency },
          ...{ taxCode: posting.taxCode ?? '', recordedAt: placedAt },
        },
      })),
  );
}

export const accountAnswers: Answers = {
  'GET /api/books/:book/accounts': list,
  'GET /api/books/:book/accounts/:code': register,
};
