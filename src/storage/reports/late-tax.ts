import type { Currency } from '../../domain/money/minor.ts';
import type { LocalDate } from '../../domain/time/when.ts';
import type { Reader } from '../snapshot.ts';

export interface LateTaxQuery {
  readonly bookId: number;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly asKnownAt: number | null;
}

export interface LateTax {
  readonly accountId: number;
  readonly currency: Currency;
  readonly taxCode: string;
  readonly liable: string;
  /** First day of the month that the correction belongs to. */
  readonly month: LocalDate;
  /** Debit positive. */
  readonly amount: number;
  readonly base: number;
  readonly taxBase: number;
}

/**
 * What entries of the period correct of earlier ones: their true date lies before it, because that was locked when
 * they came (accounting.md 22, 37). The index holds late entries only, so that this costs what there is of them.
 */
const LATE_TAX = `select p.account_id as "accountId", p.currency, p.tax_code as "taxCode", p.liable,
    date_trunc('month', e.belongs_to)::date as month,
    sum(p.amount)::int8 as amount, sum(p.base_amount)::int8 as base, sum(p.tax_base)::int8 as "taxBase"
  from (
    -- Kept apart, so that it is the index of late entries that is read, however many entries the period has.
    select * from entry where book_id = $1 and belongs_to < $2 and date <> belongs_to offset 0
  ) e
  cross join lateral (
    select * from posting p where p.book_id = e.book_id and p.number = e.number and p.tax_code <> ''
    -- And postings are looked up by number, however many late entries are expected.
    offset 0
  ) p
  where e.date between $2 and $3 and ($4::int8 is null or e.number <= $4)
  group by 1, 2, 3, 4, 5 order by 5, 1, 2, 3, 4`;

export async function readLateTax(reader: Reader, { bookId, from, to, asKnownAt }: LateTaxQuery): Promise<LateTax[]> {
  return (await reader.query<LateTax>(LATE_TAX, [bookId, from, to, asKnownAt])).rows;
}
