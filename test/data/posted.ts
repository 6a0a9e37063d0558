import type pg from 'pg';

const LINES = `select remote_id, array_agg(line) as lines from (
    select d.remote_id, concat_ws(' ', e.belongs_to, a.code, sum(p.amount)) as line
    from posting p
    join entry e on e.book_id = p.book_id and e.number = p.number
    join document d on d.book_id = p.book_id and d.document_id = e.document_id
    join account a on a.book_id = p.book_id and a.account_id = p.account_id
    join book b on b.book_id = p.book_id
    where b.name = $1
    group by d.document_id, d.remote_id, e.belongs_to, a.code having sum(p.amount) <> 0
  ) moved group by remote_id`;

/** What each document of a book moved on each account, by true date, as test/oracle/movements.ts writes it. */
export async function postedLines(pool: pg.Pool, book: string): Promise<Map<string, string[]>> {
  const { rows } = await pool.query<{ remote_id: string; lines: string[] }>(LINES, [book]);
  return new Map(rows.map(({ remote_id: id, lines }) => [id, lines.sort()]));
}

const SHOWN = 10;

/** The first documents of which the books and the oracle think otherwise; one without movements is not in the books' lines. */
export function differing(
  expected: ReadonlyMap<string, readonly string[]>,
  posted: ReadonlyMap<string, readonly string[]>,
): { id: string; expected: readonly string[]; posted: readonly string[] }[] {
  const found = [];
  for (const id of new Set([...expected.keys(), ...posted.keys()])) {
    const [wanted, told] = [expected.get(id) ?? [], posted.get(id) ?? []];
    if (wanted.join('\n') === told.join('\n')) continue;
    found.push({ id, expected: wanted, posted: told });
    if (found.length === SHOWN) break;
  }
  return found;
}

/** One figure of a book; its name is $1. */
export async function figure(pool: pg.Pool, book: string, query: string): Promise<number> {
  const { rows } = await pool.query<{ figure: number }>(query, [book]);
  return Number(rows[0]?.figure);
}
