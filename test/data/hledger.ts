import { execFile, spawnSync } from 'node:child_process';
import { rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import type pg from 'pg';
import { expect } from 'vitest';
import type { TrialBalance } from '../../src/books/reports/trial-balance.ts';
import { exact } from '../oracle/amounts.ts';
import type { Program } from './program.ts';
import { say } from './shared.ts';

const isInstalled = spawnSync('hledger', ['--version']).status === 0;

/** False without hledger, which is said; where CI should have installed it, it has to be there. */
export function hasHledger(): boolean {
  if (isInstalled) return true;
  if (process.env.CI === 'true') throw new Error('hledger is not installed: .ci/run installs it as root on Debian');
  say('hledger: not asked, it is not installed (Debian package hledger)');
  return false;
}

const run = promisify(execFile);

/** Exports a book; hledger has to accept it and to find the same balances, in every currency and at cost in base. */
export async function expectHledgerAgrees(pool: pg.Pool, program: Program, name = program.book): Promise<void> {
  const { book } = program;
  const file = join(tmpdir(), `bookkeeper-${process.pid}-${book.replaceAll(/\W+/g, '-')}.journal`);
  try {
    await program.exportTo(file);
    const trialBalance = await program.trialBalance();
    const startedAt = performance.now();
    await run('hledger', ['-f', file, 'check', '--strict', 'ordereddates']);
    const { baseCurrency, rows } = trialBalance;
    const codes = rows.map(({ code }) => code);
    expect(await balances(file, codes)).toEqual(await written(pool, book, trialBalance));
    const hasOthers = rows.some(({ currency }) => currency !== baseCurrency);
    if (hasOthers) expect(await balances(file, codes, '--cost')).toEqual(inBase(trialBalance));
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    const size = Math.ceil((await stat(file)).size / 1e6).toLocaleString('en');
    say(`${name}: hledger checked ${size} MB and found every balance equal, in ${seconds} s`);
  } finally {
    await rm(file, { force: true });
  }
}

/** `code currency` → amount; nothing for what is zero. */
type Balances = ReadonlyMap<string, bigint>;

async function balances(file: string, codes: readonly string[], ...options: string[]): Promise<Balances> {
  const wanted = ['balance', '--flat', '--no-total', '--layout', 'bare', '-O', 'csv', ...options];
  const { stdout } = await run('hledger', ['-f', file, ...wanted]);
  const rows = parse(stdout, { columns: true }) as { account: string; commodity: string; balance: string }[];
  return summed(rows.map(({ account, commodity, balance }) => [codeIn(account, codes), commodity, exact(balance)]));
}

/** `assets:1200 Accounts receivable` → 1200; a code that is a path is the whole name. */
function codeIn(account: string, codes: readonly string[]): string {
  const inner = account.slice(account.indexOf(':') + 1);
  const fits = codes.filter((code) => code === account || code === inner || inner.startsWith(`${code} `));
  const [code] = fits.sort((a, b) => b.length - a.length);
  if (code === undefined) throw new Error(`hledger names ${account}, the trial balance does not`);
  return code;
}

function summed(amounts: readonly (readonly [code: string, currency: string, amount: bigint])[]): Balances {
  const sums = new Map<string, bigint>();
  for (const [code, currency, amount] of amounts) {
    const key = `${code} ${currency}`;
    sums.set(key, (sums.get(key) ?? 0n) + amount);
  }
  return new Map([...sums].filter(([, amount]) => amount !== 0n).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function inBase({ rows, baseCurrency }: TrialBalance): Balances {
  return summed(rows.map(({ code, baseBalance }) => [code, baseCurrency, exact(baseBalance)]));
}

const BASE_ONLY = `select a.code, sum(p.base_amount)::text as amount from posting p
  join book b on b.book_id = p.book_id
  join account a on a.book_id = p.book_id and a.account_id = p.account_id
  where b.name = $1 and p.currency <> b.base_currency and p.base_amount <> 0 and sign(p.amount) <> sign(p.base_amount)
  group by a.code`;

/** Balances as a journal has them: what is in base only, without an amount or on its other side, is written in base currency (accounting.md 24). */
async function written(pool: pg.Pool, book: string, { rows, baseCurrency }: TrialBalance): Promise<Balances> {
  const baseOnly = await pool.query<{ code: string; amount: string }>(BASE_ONLY, [book]);
  const minorUnit = exact('1') / 100n;
  return summed([
    ...rows.map(({ code, currency, balance }) => [code, currency, exact(balance)] as const),
    ...baseOnly.rows.map(({ code, amount }) => [code, baseCurrency, BigInt(amount) * minorUnit] as const),
  ]);
}
