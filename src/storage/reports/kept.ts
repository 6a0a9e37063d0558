import type { Currency } from '../../domain/money/minor.ts';
import type { LocalDate } from '../../domain/time/when.ts';
import type { Reader } from '../snapshot.ts';

/*
 * Every report is a sum of kept balances (accounting.md 37): one row per account, currency, day, channel, tax code and
 * liable, however many orders there are; of whole months one a month. `asKnownAt` takes off what the entries after that
 * number added, which is the only way here that reads postings.
 */
export interface KeptQuery {
  readonly bookId: number;
  /** Days, ascending, on which buckets begin; the last one ends the last bucket. */
  readonly boundaries: readonly LocalDate[];
  /** Also what lies before the first boundary, as bucket 0. */
  readonly withBefore: boolean;
  /** Null: all accounts. */
  readonly accountIds: readonly number[] | null;
  readonly by: 'account' | 'channel' | 'tax';
  readonly asKnownAt: number | null;
}

export interface KeptSum {
  readonly accountId: number;
  readonly currency: Currency;
  readonly bucket: number;
  /** 0 unless asked for by channel. */
  readonly channel: number;
  /** '' unless asked for by tax. */
  readonly taxCode: string;
  readonly liable: string;
  readonly debit: number;
  readonly credit: number;
  readonly baseDebit: number;
  readonly baseCredit: number;
  readonly taxBase: number;
}

const DIMENSIONS = {
  account: `0 as channel, '' as "taxCode", '' as liable`,
  channel: `k.channel, '' as "taxCode", k.liable`,
  tax: `0 as channel, k.tax_code as "taxCode", k.liable`,
};

/** What lies in months that no boundary cuts, and the days of those that one does. */
const KEPT = `select account_id, currency, month as date, channel, tax_code, liable, debit, credit, base_debit, base_credit, tax_base
    from balance_month where book_id = $1 and month <> all($5::date[])
  union all
  select d.* from unnest($5::date[]) as cut(month) cross join lateral (
    select account_id, currency, date, channel, tax_code, liable, debit, credit, base_debit, base_credit, tax_base
    from balance where book_id = $1 and date >= cut.month and date < cut.month + interval '1 month' offset 0) d`;

const ADDED_LATER = `select account_id, currency, date, channel, tax_code, liable, -greatest(amount, 0), least(amount, 0),
      -greatest(base_amount, 0), least(base_amount, 0), -tax_base
    from posting where book_id = $1 and number > $6`;

function statement({ by, accountIds, withBefore, asKnownAt }: KeptQuery): string {
  return `select k.account_id as "accountId", k.currency, width_bucket(k.date, $2::date[]) as bucket, ${DIMENSIONS[by]},
    sum(k.debit)::int8 as debit, sum(k.credit)::int8 as credit,
    sum(k.base_debit)::int8 as "baseDebit", sum(k.base_credit)::int8 as "baseCredit", sum(k.tax_base)::int8 as "taxBase"
  from (${asKnownAt === null ? KEPT : `${KEPT} union all ${ADDED_LATER}`}) k
  where k.date < $3::date ${withBefore ? '' : 'and k.date >= ($2::date[])[1]'}
    ${accountIds === null ? 'and $4::int4[] is null' : 'and k.account_id = any($4::int4[])'}
    ${by === 'tax' ? `and k.tax_code <> ''` : ''}
  group by k.account_id, k.currency, 3, 4, 5, 6`;
}

export async function sumKept(reader: Reader, query: KeptQuery): Promise<KeptSum[]> {
  const { bookId, boundaries, accountIds, asKnownAt } = query;
  const values = [bookId, boundaries, boundaries.at(-1), accountIds, monthsCut(boundaries)];
  const { rows } = await reader.query<KeptSum>(statement(query), asKnownAt === null ? values : [...values, asKnownAt]);
  return rows.filter((sum) => !isNothing(sum));
}

/** The first days of the months inside which a boundary lies. */
function monthsCut(boundaries: readonly LocalDate[]): LocalDate[] {
  const cut = boundaries.filter((day) => !day.endsWith('-01')).map((day) => `${day.slice(0, 7)}-01` as LocalDate);
  return [...new Set(cut)];
}

/** What was only added later leaves an empty row behind. */
function isNothing({ debit, credit, baseDebit, baseCredit, taxBase }: KeptSum): boolean {
  return debit === 0 && credit === 0 && baseDebit === 0 && baseCredit === 0 && taxBase === 0;
}

/** The first and the last day with postings; null for a book without any. */
export async function readSpan(
  reader: Reader,
  bookId: number,
): Promise<{ readonly first: LocalDate; readonly last: LocalDate } | null> {
  const { rows } = await reader.query<{ first: LocalDate | null; last: LocalDate }>(
    'select min(date) as first, max(date) as last from entry where book_id = $1',
    [bookId],
  );
  const [span] = rows;
  return span === undefined || span.first === null ? null : { first: span.first, last: span.last };
}
