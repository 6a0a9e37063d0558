import type { Decoded } from '../domain/documents/report.ts';
import { decimalsOf } from '../domain/money/currency.ts';
import { exactText, fromMinor } from '../domain/money/exact.ts';
import { instant, startOf } from '../domain/time/when.ts';
import type { Counted } from './contract.ts';

/**
 * An order of a census, by the decoder's own reading, so that both sides of a certificate mean the same by its total.
 * Null where it would not be booked; `stated` is what the payload says of itself, for one that cannot be decoded: it is
 * an order of the platform all the same.
 */
export function countedOf(decoded: Decoded, stated: () => Counted): Counted | null {
  if (decoded.kind === 'undecodable') return decoded.reason === 'no-record' ? null : stated();
  const { remoteId, parts } = decoded.report;
  for (const { content } of parts) {
    if (content.type !== 'order') continue;
    if (content.status === 'unplaced') return null;
    const { number, placedAt, currency, total } = content;
    const major = exactText(fromMinor(total, decimalsOf(currency)));
    return { remoteId, number, placedAt: instant(startOf(placedAt)), currency, total: major };
  }
  return stated();
}
