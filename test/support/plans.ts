import type { Session } from '../../src/books/session.ts';
import type { TestDatabase } from './database.ts';
import { sessionOf } from './ledger.ts';

/** How the database went about one statement. */
export interface Plan {
  readonly statement: string;
  /** Rows read per relation, with those that a filter threw away. */
  readonly rowsRead: ReadonlyMap<string, number>;
  /** `Seq Scan on balance`, `Index Scan on posting by posting_by_account` … */
  readonly scans: readonly string[];
  /** Pages of tables and indexes that were looked at. */
  readonly blocks: number;
}

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly Node[];
}

/** A session that has every question of a report explained, with its real figures, before it is asked. */
export function explaining(database: TestDatabase): { readonly session: Session; readonly plans: Plan[] } {
  const plans: Plan[] = [];
  const session = sessionOf(database);
  const connect = async () => {
    const client = await database.pool.connect();
    const ask = client.query.bind(client) as (
      text: string,
      values?: unknown[],
    ) => Promise<{ rows: Record<string, unknown>[] }>;
    const query = async (text: string, values?: unknown[]) => {
      if (/^\s*(select|with)/.test(text)) {
        const { rows } = await ask(`explain (analyze, buffers, format json) ${text}`, values);
        const [explained] = (rows[0]?.['QUERY PLAN'] ?? []) as { Plan: Node }[];
        if (explained !== undefined) plans.push(planOf(text, explained.Plan));
      }
      return await ask(text, values);
    };
    return Object.assign(Object.create(client), { query, release: (error?: Error) => client.release(error) });
  };
  const pool = Object.assign(Object.create(database.pool), { connect });
  return { session: { ...session, database: { ...session.database, pool } }, plans };
}

function planOf(statement: string, root: Node): Plan {
  const rowsRead = new Map<string, number>();
  const scans: string[] = [];
  const walk = (node: Node): void => {
    const relation = node['Relation Name'];
    if (relation !== undefined) {
      const rows = (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
      rowsRead.set(relation, (rowsRead.get(relation) ?? 0) + rows);
      const index = node['Index Name'] ?? node.Plans?.[0]?.['Index Name'];
      scans.push(`${node['Node Type']} on ${relation}${index === undefined ? '' : ` by ${index}`}`);
    }
    for (const child of node.Plans ?? []) walk(child);
  };
  walk(root);
  return { statement, rowsRead, scans, blocks: root['Shared Hit Blocks'] + root['Shared Read Blocks'] };
}
