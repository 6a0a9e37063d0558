import type { Currency } from '../../domain/money/minor.ts';
import type { LocalDate } from '../../domain/time/when.ts';
import type { Reader } from '../snapshot.ts';

/** A place in an account's register: after this line. */
export interface RegisterCursor {
  readonly date: LocalDate;
  readonly number: number;
  readonly line: number;
}

export interface RegisterQuery {
  readonly bookId: number;
  readonly accountId: number;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly after: RegisterCursor | null;
  readonly limit: number;
  readonly asKnownAt: number | null;
}

export interface RegisterLine {
  readonly date: LocalDate;
  readonly number: number;
  readonly line: number;
  readonly key: string;
  readonly trueDate: LocalDate;
  /** Milliseconds since 1970. */
  readonly recordedAt: number;
  readonly note: string;
  readonly documentKind: string;
  readonly documentNumber: string;
  readonly channel: string;
  readonly currency: Currency;
  readonly amount: number;
  readonly baseAmount: number;
  readonly taxCode: string;
  /** Codes of the entry's other accounts. */
  readonly counterAccounts: readonly string[];
}

/** Walks the index (book, account, date, number); what goes with a line is looked up for the page's lines only. */
const PAGE = `with page as materialized (
    select p.date, p.number, p.line, p.currency, p.amount, p.base_amount, p.channel, p.tax_code
    from posting p
    where p.book_id = $1 and p.account_id = $2 and p.date <= $4 and (p.date, p.number) >= ($5::date, $6::int8)
      and p.date >= $3 and not (p.date = $5 and p.number = $6 and p.line <= $7) and ($9::int8 is null or p.number <= $9)
    order by p.date, p.number, p.line limit $8
  )
  select p.date, p.number, p.line, e.posting_key as key, e.belongs_to as "trueDate", e.recorded_at as "recordedAt", e.note,
    d.kind as "documentKind", d.number as "documentNumber", coalesce(c.channel, '') as channel,
    p.currency, p.amount, p.base_amount as "baseAmount", p.tax_code as "taxCode",
    array(select distinct a.code from posting o join account a on a.book_id = $1 and a.account_id = o.account_id
      where o.book_id = $1 and o.number = p.number and o.account_id <> $2 order by a.code) as "counterAccounts"
  from page p
  join entry e on e.book_id = $1 and e.number = p.number
  join document d on d.book_id = $1 and d.document_id = e.document_id
  left join connection c on c.book_id = $1 and c.connection_id = p.channel
  order by p.date, p.number, p.line`;

export async function readRegister(reader: Reader, query: RegisterQuery): Promise<RegisterLine[]> {
  const { bookId, accountId, from, to, after, limit, asKnownAt } = query;
  const place = after ?? { date: from, number: 0, line: 0 };
  const values = [bookId, accountId, from, to, place.date, place.number, place.line, limit, asKnownAt];
  const { rows } = await reader.query<RegisterLine>(PAGE, values);
  return rows;
}

export interface Opening {
  readonly currency: Currency;
  readonly amount: number;
  readonly baseAmount: number;
}

/** What the account stood at before a page: the kept balances of the months and days before, and that day's lines up to the cursor. */
const OPENING = `select currency, sum(amount)::int8 as amount, sum(base_amount)::int8 as "baseAmount" from (
    select currency, debit - credit as amount, base_debit - base_credit as base_amount
      from balance_month where book_id = $1 and account_id = $2 and month < date_trunc('month', $3::date)::date
    union all
    select currency, debit - credit, base_debit - base_credit
      from balance where book_id = $1 and account_id = $2 and date >= date_trunc('month', $3::date)::date and date < $3
    union all
    select currency, amount, base_amount from posting
      where book_id = $1 and account_id = $2 and date = $3 and (number < $4 or (number = $4 and line <= $5))
        and ($6::int8 is null or number <= $6)
    union all
    select currency, -amount, -base_amount from posting
      where $6::int8 is not null and book_id = $1 and number > $6 and account_id = $2 and date < $3
  ) k group by currency`;

export async function readOpening(reader: Reader, query: RegisterQuery): Promise<Opening[]> {
  const { bookId, accountId, from, after, asKnownAt } = query;
  const place = after ?? { date: from, number: 0, line: 0 };
  const { rows } = await reader.query<Opening>(OPENING, [
    bookId,
    accountId,
    place.date,
    place.number,
    place.line,
    asKnownAt,
  ]);
  return rows;
}
