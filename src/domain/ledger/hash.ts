import { hash } from 'node:crypto';
import type { Entry } from './entry.ts';

/** The predecessor of the first entry: 32 zero bytes. */
export const GENESIS: Buffer = Buffer.alloc(32);

/** An entry before it has its hash, with the account ids the book gave its lines. */
export type Hashable = Omit<Entry, 'hash' | 'lines' | 'note'> & {
  readonly lines: readonly (Omit<Entry['lines'][number], 'account' | 'rateId'> & { readonly accountId: number })[];
};

/** One field as `<bytes in decimal>:<UTF-8 bytes>,`: no two lists of fields have the same text. */
function field(value: string | number): string {
  const text = String(value);
  const bytes = typeof value === 'number' ? text.length : Buffer.byteLength(text);
  return `${bytes}:${text},`;
}

/**
 * The canonical text of an entry (docs/hash.md): every field length-prefixed, in this order; no personal data and
 * nothing that changes later.
 */
export function canonical(entry: Hashable): string {
  let text =
    field(entry.number) +
    field(entry.date) +
    field(entry.belongsTo) +
    field(entry.documentId) +
    field(entry.postingKey) +
    field(entry.revision) +
    field(entry.cause) +
    field(entry.policyVersion) +
    field(entry.decoderVersion) +
    field(entry.rulesVersion) +
    field(entry.lines.length);
  for (const line of entry.lines) {
    text +=
      field(line.accountId) +
      field(line.currency) +
      field(line.amount) +
      field(line.base) +
      field(line.channel) +
      field(line.sku) +
      field(line.taxCode) +
      field(line.taxBase) +
      field(line.liable);
  }
  return text;
}

/** SHA-256 over the canonical text followed by the predecessor's hash in hexadecimal. */
export function entryHash(entry: Hashable, predecessor: Buffer): Buffer {
  return hash('sha256', canonical(entry) + field(predecessor.toString('hex')), 'buffer');
}
