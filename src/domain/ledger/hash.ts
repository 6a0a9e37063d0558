import { hash } from 'node:crypto';
import type { Entry } from './entry.ts';

/** The predecessor of the first entry: 32 zero bytes. */
export const GENESIS: Buffer = Buffer.alloc(32);

/** An entry before it has its hash, with the account ids the book gave its lines. */
export type Hashable = Omit<Entry, 'hash' | 'lines' | 'note'> & {
  readonly lines: readonly (Omit<Entry['lines'][number], 'account' | 'rateId'> & { readonly accountId: number })[];
};

/** One field as `<bytes in decimal>:<UTF-8 bytes>,`: no two lists of fields have the same text. */
function written(value: string): string {
  return `${Buffer.byteLength(value)}:${value},`;
}

/** Fields written before: currencies, SKUs and tax codes come again and again. */
const known = new Map<string, string>();
const KNOWN_MAX = 10_000;

function field(value: string): string {
  let text = known.get(value);
  if (text === undefined) {
    text = written(value);
    if (known.size === KNOWN_MAX) known.clear();
    known.set(value, text);
  }
  return text;
}

/** A field whose text is all ASCII: a number, a date, a hash. */
function plain(value: string | number): string {
  const text = String(value);
  return `${text.length}:${text},`;
}

/**
 * The canonical text of an entry (docs/hash.md): every field length-prefixed, in this order; no personal data and
 * nothing that changes later.
 */
export function canonical(entry: Hashable): string {
  let text =
    plain(entry.number) +
    plain(entry.date) +
    plain(entry.belongsTo) +
    plain(entry.documentId) +
    written(entry.postingKey) +
    plain(entry.revision) +
    field(entry.cause) +
    plain(entry.policyVersion) +
    plain(entry.decoderVersion) +
    plain(entry.rulesVersion) +
    plain(entry.lines.length);
  for (const line of entry.lines) {
    text +=
      plain(line.accountId) +
      field(line.currency) +
      plain(line.amount) +
      plain(line.base) +
      plain(line.channel) +
      field(line.sku) +
      field(line.taxCode) +
      plain(line.taxBase) +
      field(line.liable);
  }
  return text;
}

/** SHA-256 over the canonical text followed by the predecessor's hash in hexadecimal. */
export function entryHash(entry: Hashable, predecessor: Buffer): Buffer {
  // By way of hexadecimal: a buffer made by the hash itself has memory of its own, which costs more than the hash.
  return Buffer.from(hash('sha256', canonical(entry) + plain(predecessor.toString('hex')), 'hex'), 'hex');
}
