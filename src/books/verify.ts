import type { DocumentState } from '../domain/documents/fold.ts';
import { shortHash } from '../domain/documents/hash.ts';
import { entryHash, GENESIS } from '../domain/ledger/hash.ts';
import { major } from '../domain/money/format.ts';
import { minor } from '../domain/money/minor.ts';
import type { Again, PlannedEntry } from '../domain/plan/state.ts';
import { documentKey } from '../domain/plan/state.ts';
import { RULES_VERSION } from '../domain/posting/derive.ts';
import { listConnections, OWN_CONNECTION } from '../storage/books.ts';
import type { Database } from '../storage/database.ts';
import { type DocumentWalkRow, documentsAfter } from '../storage/documents.ts';
import { type ChainRow, chainFrom, firstBalanceDifference, firstDateDifference, headOf } from '../storage/verify.ts';
import { type Refolded, Refolder } from './refold.ts';
import { BookWriter, type Clock } from './writer.ts';

export interface VerifyOptions {
  readonly bookId: number;
  /** Check the chain from this entry on; 1: from the first. */
  readonly since: number;
  /** Check every n-th document only; 1: all. */
  readonly every: number;
  /** The head (hexadecimal) that was noted earlier for the entry `headAt`; null: none. */
  readonly head: string | null;
  readonly onProgress?: (done: { readonly entries: number; readonly documents: number }) => void;
}

export interface Verified {
  readonly ok: boolean;
  /** Entries whose hashes were recomputed. */
  readonly entries: number;
  readonly documents: number;
  /** The last entry's hash: noted elsewhere, it proves later that nothing before it was rewritten. */
  readonly head: string;
  /** Documents that an older version of decoder or rules posted, and that today's would post otherwise. */
  readonly restatable: number;
  readonly firstDifference: Difference | null;
}

/** What does not hold, in words. */
export interface Difference {
  readonly what: 'chain' | 'head' | 'balance' | 'date' | 'document' | 'posting';
  readonly document: string | null;
  readonly key: string | null;
  readonly account: string | null;
  readonly derived: string;
  readonly posted: string;
}

const ENTRIES = 2_000;
const DOCUMENTS = 500;
/** Times that documents are looked at before a fault is believed. */
const LOOKS = 3;

/**
 * Proves a book (design.md 6): the chain of hashes and its head; kept balances = sums of postings; and for every
 * document fold(evidence) = document, and what the rules want = what is posted. Reads only.
 */
export async function verify(database: Database, options: VerifyOptions, clock: Clock): Promise<Verified> {
  const walk = new VerifyWalk(database, options, clock);
  const firstDifference = (await walk.chain()) ?? (await walk.balances()) ?? (await walk.documents());
  const { entries, documentsSeen, head, restatable } = walk;
  return { ok: firstDifference === null, entries, documents: documentsSeen, head, restatable, firstDifference };
}

class VerifyWalk {
  entries = 0;
  documentsSeen = 0;
  restatable = 0;
  head = '';
  readonly #database: Database;
  readonly #options: VerifyOptions;
  readonly #clock: Clock;

  constructor(database: Database, options: VerifyOptions, clock: Clock) {
    this.#database = database;
    this.#options = options;
    this.#clock = clock;
  }

  async chain(): Promise<Difference | null> {
    const { bookId, since } = this.#options;
    const { pool } = this.#database;
    const head = await headOf(pool, bookId);
    this.head = head.hash.toString('hex');
    let predecessor = since <= 1 ? GENESIS : await this.#hashBefore(since);
    let headSeen = this.#options.head === null;
    for (let first = Math.max(1, since); first < head.nextEntry; first += ENTRIES) {
      const rows = await chainFrom(pool, bookId, first, Math.min(ENTRIES, head.nextEntry - first));
      for (const [index, row] of rows.entries()) {
        const fault = chainFault(row, first + index, predecessor);
        if (fault !== null) return fault;
        predecessor = row.hash;
        headSeen ||= row.hash.toString('hex') === this.#options.head;
      }
      if (rows.length < Math.min(ENTRIES, head.nextEntry - first))
        return difference('chain', `entry ${first + rows.length}`, 'missing');
      this.entries += rows.length;
      this.#tell();
    }
    if (!predecessor.equals(head.hash)) return difference('head', predecessor.toString('hex'), this.head);
    return headSeen ? null : difference('head', this.#options.head ?? '', 'no entry has this hash');
  }

  async #hashBefore(number: number): Promise<Buffer> {
    const [row] = await chainFrom(this.#database.pool, this.#options.bookId, number - 1, 1);
    return row?.hash ?? GENESIS;
  }

  async balances(): Promise<Difference | null> {
    const { pool } = this.#database;
    const { bookId } = this.#options;
    const moved = await firstDateDifference(pool, bookId);
    if (moved !== null) return difference('date', `entry ${moved.number}`, 'its postings have another date');
    const off = await firstBalanceDifference(pool, bookId);
    if (off === null) return null;
    const text = (debit: number, credit: number) =>
      `${major(debit, off.currency)} debit, ${major(credit, off.currency)} credit`;
    return {
      ...difference(
        'balance',
        text(off.postedDebit, off.postedCredit),
        `${text(off.keptDebit, off.keptCredit)} kept for ${off.date}`,
      ),
      account: `${off.code} ${off.currency}`,
    };
  }

  async documents(): Promise<Difference | null> {
    const { bookId } = this.#options;
    const connections = await listConnections(this.#database.pool, bookId);
    const refolder = new Refolder(this.#database, bookId, connections, { connectionId: OWN_CONNECTION });
    const writer = await BookWriter.open(this.#database, bookId, this.#clock);
    try {
      let after = 0;
      for (;;) {
        const checked = await this.#checkNext(after, refolder, writer);
        if (checked === null || checked.fault !== null) return checked?.fault ?? null;
        after = checked.last;
        this.#tell();
      }
    } finally {
      await writer.close();
    }
  }

  /**
   * The next documents after one; null where there are none. Documents, evidence and journal are read one after the
   * other: what was written in between looks like a fault, and is none when looked at again.
   */
  async #checkNext(
    after: number,
    refolder: Refolder,
    writer: BookWriter,
  ): Promise<{ readonly last: number; readonly fault: Difference | null } | null> {
    const { bookId, every } = this.#options;
    for (let look = 1; ; look += 1) {
      const rows = await documentsAfter(this.#database.pool, bookId, after, DOCUMENTS);
      const last = rows.at(-1);
      if (last === undefined) return null;
      const chosen = rows.filter(({ documentId }) => documentId % every === 0);
      const fault = await this.#check(chosen, refolder, writer);
      if (fault !== null && look < LOOKS) continue;
      this.documentsSeen += chosen.length;
      return { last: last.documentId, fault };
    }
  }

  async #check(rows: readonly DocumentWalkRow[], refolder: Refolder, writer: BookWriter): Promise<Difference | null> {
    const refolded = await refolder.refold(rows);
    const older = new Set<number>();
    for (const row of rows) {
      const made = refolded.get(row.documentId);
      const isOlder = row.decoder !== refolder.decoderVersion(row.connectionId) || row.rules !== RULES_VERSION;
      if (isOlder) older.add(row.documentId);
      else if (made?.kind !== 'refolded')
        return { ...difference('document', made?.detail ?? 'no evidence', 'stored'), document: nameOf(row) };
      else if (canonicalState(made.state) !== canonicalState(row.state)) {
        return {
          ...difference('document', shortHash(canonicalState(made.state)), shortHash(canonicalState(row.state))),
          document: nameOf(row),
        };
      }
    }
    const plan = await writer.preview(
      [],
      rows.map((row) => againOf(row, refolded)),
    );
    for (const entry of plan.entries) {
      if (older.has(entry.documentId)) continue;
      const row = rows.find(({ documentId }) => documentId === entry.documentId);
      return postingDifference(entry, row);
    }
    this.restatable += new Set(plan.entries.map(({ documentId }) => documentId)).size;
    return null;
  }

  #tell(): void {
    this.#options.onProgress?.({ entries: this.entries, documents: this.documentsSeen });
  }
}

function againOf(row: DocumentWalkRow, refolded: ReadonlyMap<number, Refolded>): Again {
  const key = documentKey(row.connectionId, row.kind, row.remoteId);
  const made = refolded.get(row.documentId);
  return made?.kind === 'refolded'
    ? { key, policy: 'standing', restated: { state: made.state, decoderVersion: made.decoderVersion } }
    : { key, policy: 'standing' };
}

function difference(what: Difference['what'], derived: string, posted: string): Difference {
  return { what, document: null, key: null, account: null, derived, posted };
}

function nameOf(row: DocumentWalkRow): string {
  return `${row.kind} ${row.number === '' ? row.remoteId : row.number}`;
}

/** The difference that posting the entry would settle. */
function postingDifference(entry: PlannedEntry, row: DocumentWalkRow | undefined): Difference {
  const [line] = entry.lines;
  const amount =
    line === undefined ? '' : `${major(line.amount, line.currency)} ${line.currency} more on ${entry.belongsTo}`;
  return {
    what: 'posting',
    document: row === undefined ? null : nameOf(row),
    key: entry.postingKey,
    account: line?.account ?? null,
    derived: amount,
    posted: 'not in the journal',
  };
}

function chainFault(row: ChainRow, number: number, predecessor: Buffer): Difference | null {
  if (row.number !== number) return difference('chain', `entry ${number}`, `entry ${row.number} stands there`);
  const computed = entryHash(
    {
      number: row.number,
      date: row.date,
      belongsTo: row.belongsTo,
      documentId: row.documentId,
      postingKey: row.postingKey,
      revision: row.revision,
      cause: row.cause,
      policyVersion: row.policyVersion,
      decoderVersion: row.decoder,
      rulesVersion: row.rules,
      lines: row.lines.map(([accountId, currency, amount, base, channel, sku, taxCode, taxBase, liable]) => ({
        accountId,
        currency,
        amount: minor(amount),
        base: minor(base),
        channel,
        sku,
        taxCode,
        taxBase: minor(taxBase),
        liable,
      })),
    },
    predecessor,
  );
  if (computed.equals(row.hash)) return null;
  return {
    ...difference('chain', computed.toString('hex'), row.hash.toString('hex')),
    document: `entry ${number}`,
    key: row.postingKey,
  };
}

/** A state as text that does not depend on the order in which its parts were seen. */
function canonicalState(state: DocumentState): string {
  return JSON.stringify(sorted(state));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
