import type { Register, RegisterRow } from '../../../web/src/api/accounts.ts';
import type { Answers, Asked } from './asked.ts';
import { BASE, base, basisOf } from './basis.ts';
import { accountNamed, minor, type World } from './world.ts';

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
  'GET /api/books/:book/accounts/:code': register,
};
