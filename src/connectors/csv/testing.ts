import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { CreditNoteContent, OrderContent, PartContent } from '../../domain/documents/parts.ts';
import type { Decoded, Report } from '../../domain/documents/report.ts';
import { NO_SETTINGS, type StoreSettings } from '../contract.ts';
import { csvConnector } from './index.ts';
import { parseProfile } from './profile.ts';

/* For tests only: documents written as CSV, and what is decoded of them. */

const root = join(import.meta.dirname, '..', '..', '..');

/** A profile of the project, as it stands in its file. */
export const profileFile = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'));

/** The smallest useful profile: one file of lines, on account; with what a test wants otherwise. */
export function smallProfile(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    name: 'shop',
    files: { orders: { key: 'Order' } },
    dates: { zone: 'UTC' },
    currency: 'EUR',
    document: { placedAt: 'Date', terms: 'on-account' },
    lines: { code: 'Sku', quantity: 'Qty', price: 'Price' },
    ...changes,
  };
}

/** A payload as the importer makes it from rows of one document, written as CSV. */
export function payloadOf(profile: string, key: string, files: Readonly<Record<string, string>>): unknown {
  const tables = Object.entries(files).map(([file, csv]) => [
    file,
    parse(csv, { trim: true, relax_column_count: true }) as string[][],
  ]);
  return { profile, key, files: Object.fromEntries(tables) };
}

export function decodeCsv(
  profileJson: unknown,
  files: Readonly<Record<string, string>>,
  settings: StoreSettings = NO_SETTINGS,
): Decoded {
  const profile = parseProfile(profileJson);
  return csvConnector(profile).decode(payloadOf(profile.name, 'A1', files), settings, { via: 'file', topic: '' });
}

export function reportOf(decoded: Decoded): Report {
  if (decoded.kind !== 'report') throw new Error(`${decoded.reason}: ${decoded.detail}`);
  return decoded.report;
}

export function orderOf(decoded: Decoded): OrderContent {
  const content = reportOf(decoded).parts.find(({ key }) => key === 'order')?.content;
  if (content?.type !== 'order') throw new Error('no order');
  return content;
}

export function creditNoteOf(decoded: Decoded): CreditNoteContent {
  const content = reportOf(decoded).parts[0]?.content;
  if (content?.type !== 'credit-note') throw new Error('no credit note');
  return content;
}

/** The content of the parts with this prefix, by key. */
export function partsOf(decoded: Decoded, prefix: string): Record<string, PartContent> {
  const parts = reportOf(decoded).parts.filter(({ key }) => key.startsWith(prefix));
  return Object.fromEntries(parts.map(({ key, content }) => [key, content]));
}

/** Why it cannot be decoded. */
export function faultOf(decoded: Decoded): string {
  if (decoded.kind === 'report') throw new Error('it was decoded');
  return decoded.detail;
}
