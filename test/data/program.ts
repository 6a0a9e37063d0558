import type { ImportCounts } from '../../src/books/import/import.ts';
import type { ProfitAndLoss } from '../../src/books/reports/profit-and-loss.ts';
import type { TrialBalance } from '../../src/books/reports/trial-balance.ts';
import type { Verified } from '../../src/books/verify.ts';
import type { TestDatabase } from '../support/database.ts';
import { bookkeeper, startBookkeeper } from '../support/home.ts';

/** The program as a person calls it, on one book of a test's database. Whatever it refuses or parks throws. */
export class Program {
  readonly book: string;
  readonly #database: Pick<TestDatabase, 'url'>;

  constructor(database: Pick<TestDatabase, 'url'>, book: string) {
    this.#database = database;
    this.book = book;
  }

  async create(currency: string, zone: string): Promise<void> {
    await this.#call(['books', 'create', this.book, '--currency', currency, '--zone', zone]);
  }

  async importTables(profile: string, paths: readonly string[]): Promise<ImportCounts> {
    return await this.#tell(importArguments(profile, paths));
  }

  /** The same import as a process that may be killed. */
  startImport(profile: string, paths: readonly string[]) {
    return startBookkeeper([...importArguments(profile, paths), '--book', this.book, '--json'], this.#options);
  }

  async post(file: string, ...options: string[]): Promise<ImportCounts> {
    return await this.#tell(['post', file, ...options]);
  }

  async verify(): Promise<Omit<Verified, 'documents'>> {
    return await this.#tell(['verify']);
  }

  async trialBalance(): Promise<TrialBalance> {
    return await this.#tell(['report', 'trial-balance']);
  }

  async profitByMonth(): Promise<ProfitAndLoss> {
    return await this.#tell(['report', 'profit-and-loss', '--by', 'month', '--currency', 'original']);
  }

  async exportTo(file: string): Promise<void> {
    await this.#call(['export', 'hledger', '--book', this.book, '--out', file]);
  }

  get #options() {
    return { home: '', env: { DATABASE_URL: this.#database.url } };
  }

  async #tell<T>(args: readonly string[]): Promise<T> {
    return JSON.parse(await this.#call([...args, '--book', this.book, '--json']));
  }

  async #call(args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await bookkeeper(args, this.#options);
    if (code !== 0) throw new Error(`bookkeeper ${args.join(' ')} ended with ${code}:\n${stderr}${stdout}`);
    return stdout;
  }
}

function importArguments(profile: string, paths: readonly string[]): string[] {
  return ['import', ...paths, '--as', 'csv', '--profile', profile];
}
