import type { Connector } from '../../connectors/contract.ts';
import {
  amount,
  currency,
  decoded,
  id,
  type Json,
  list,
  object,
  optionalText,
  ShapeError,
  text,
} from '../../connectors/shape.ts';
import type { ManualLine, OpeningContent } from '../../domain/documents/parts.ts';
import type { Decoded, Report } from '../../domain/documents/report.ts';
import { isControl } from '../../domain/ledger/account.ts';
import { decimalsOf } from '../../domain/money/currency.ts';
import { isFiner, toMinor } from '../../domain/money/exact.ts';
import { type Minor, minor } from '../../domain/money/minor.ts';
import { type LocalDate, parseDate } from '../../domain/time/when.ts';

/** Manual entries and openings come as documents of the book's own connection: `{ id, date, text, maker, lines }` (accounting.md 34). */
export const manualEntries: Connector = {
  platform: 'bookkeeper',
  decoderVersion: 1,
  volatile: [],
  tellsShipments: false,
  decode,
  shopOf: () => null,
  redact: (payload) => payload,
  live: null,
};

function decode(payload: unknown): Decoded {
  return decoded(() => {
    const entry = object(payload, 'entry');
    return 'gateway' in entry ? openingOf(entry) : reportOf(entry);
  });
}

function reportOf(payload: Json): Report {
  const date = dateOf(payload, 'entry');
  const reference = optionalText(payload, 'reference');
  const lines = list(payload, 'lines', 'entry').map((line, index) => lineOf(line, `entry.lines[${index}]`, reference));
  refuseUnbalanced(lines);
  return {
    kind: 'manual',
    remoteId: id(payload, 'id', 'entry'),
    parts: [
      {
        key: 'manual',
        version: null,
        at: null,
        content: {
          type: 'manual',
          at: date,
          text: optionalText(payload, 'text'),
          maker: optionalText(payload, 'maker'),
          lines,
        },
      },
    ],
    lists: [],
    newestInstant: null,
    person: null,
  };
}

/** The document of a clearing account's opening: there is one for a gateway and currency. */
export function openingId(gateway: string, money: string): string {
  return `${gateway} ${money.toUpperCase()}`;
}

/** A clearing account's own balance at cut-over: `{ gateway, date, currency, amount }` (accounting.md 33). */
function openingOf(payload: Json): Report {
  const gateway = text(payload, 'gateway', 'opening');
  const money = currency(payload, 'currency', 'opening');
  const account = openingId(gateway, money);
  const content: OpeningContent = {
    type: 'opening',
    at: dateOf(payload, 'opening'),
    gateway,
    currency: money,
    amount: moneyOf(payload, 'amount', money, 'opening'),
  };
  return {
    kind: 'cut-over',
    remoteId: account,
    parts: [{ key: `opening:${account}`, version: null, at: null, content }],
    lists: [],
    newestInstant: null,
    person: null,
  };
}

function dateOf(payload: Json, path: string): LocalDate {
  const date = parseDate(text(payload, 'date', path));
  if (date === null) throw new ShapeError(`${path}.date`, 'expected a day (YYYY-MM-DD)');
  return date;
}

function lineOf(line: Json, path: string, entryReference: string): ManualLine {
  const code = text(line, 'account', path);
  const money = currency(line, 'currency', path);
  const reference = optionalText(line, 'reference') || entryReference;
  if (isControl(code) && reference === '') {
    throw new ShapeError(`${path}.reference`, `account ${code} needs an order, gateway or SKU named`);
  }
  return {
    account: code,
    currency: money,
    amount: moneyOf(line, 'amount', money, path),
    base: null,
    channel: optionalText(line, 'channel'),
    taxCode: optionalText(line, 'taxCode'),
    taxBase: line.taxBase === undefined ? minor(0) : moneyOf(line, 'taxBase', money, path),
    reference,
  };
}

function moneyOf(line: Json, key: string, money: string, path: string): Minor {
  const read = amount(line, key, path);
  if (isFiner(read, decimalsOf(money)))
    throw new ShapeError(`${path}.${key}`, `${money} has ${decimalsOf(money)} decimals`);
  return toMinor(read, decimalsOf(money));
}

function refuseUnbalanced(lines: readonly ManualLine[]): void {
  if (lines.length < 2) throw new ShapeError('entry.lines', 'an entry has at least two lines');
  const sums = new Map<string, number>();
  for (const line of lines) sums.set(line.currency, (sums.get(line.currency) ?? 0) + line.amount);
  for (const [money, off] of sums) {
    if (off !== 0) throw new ShapeError('entry.lines', `debits and credits in ${money} differ by ${off} minor units`);
  }
}
