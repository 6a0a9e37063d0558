import type pg from 'pg';
import type { Policy, PolicyBody } from '../domain/posting/policy.ts';
import type { LocalDate } from '../domain/time/when.ts';

type Client = pg.ClientBase | pg.Pool;

export interface PolicyRow extends Policy {
  readonly madeAt: number;
  readonly madeBy: string;
}

const LIST = `select version, effective_from as "effectiveFrom", made_at as "madeAt", made_by as "madeBy", body
  from policy where book_id = $1 order by version`;

export async function listPolicies(client: Client, bookId: number): Promise<PolicyRow[]> {
  return (await client.query<PolicyRow>(LIST, [bookId])).rows;
}

const INSERT = `with h as (select 1 from book_head where book_id = $1 for update)
  insert into policy (book_id, version, effective_from, made_at, made_by, body)
  select $1, (select max(version) + 1 from policy where book_id = $1), $2, $3, $4, $5 from h returning version`;

export async function insertPolicy(
  client: Client,
  bookId: number,
  policy: { readonly effectiveFrom: LocalDate; readonly body: PolicyBody; readonly madeBy: string },
  now: number,
): Promise<number> {
  const values = [bookId, policy.effectiveFrom, new Date(now), policy.madeBy, JSON.stringify(policy.body)];
  const [row] = (await client.query<{ version: number }>(INSERT, values)).rows;
  if (row === undefined) throw new Error(`book ${bookId} is not there`);
  return row.version;
}
