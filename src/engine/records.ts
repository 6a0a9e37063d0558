import { takeIn } from '../books/import/import.ts';
import type { SourceRecord } from '../books/import/source.ts';
import type { RemoteRecord } from '../connectors/contract.ts';
import type { Report } from '../domain/documents/report.ts';
import { Trouble } from '../domain/trouble.ts';
import type { Store } from './store.ts';

/** Takes records into the books, as files are (design.md 2); returns what could be read of them. */
export async function takeRecords(store: Store, records: readonly SourceRecord[]): Promise<readonly Report[]> {
  if (records.length === 0) return [];
  const { row, connector, settings, intake, clock, surroundings } = store;
  const reports: Report[] = [];
  const source = {
    async *[Symbol.asyncIterator]() {
      yield records;
    },
    progress: () => ({ bytesRead: 0, bytesTotal: null }),
  };
  const options = {
    ...{ bookId: row.bookId, connectionId: row.connectionId, remoteAccount: row.remoteAccount, connector, settings },
    ...{ asOf: null, dryRun: false },
    onReport: (report: Report) => void reports.push(report),
    onParked: (place: string, reason: string) => surroundings.log(`${row.channel}: ${place} is parked (${reason})`),
  };
  const result = await takeIn(intake, source, options, clock);
  if (result.kind === 'other-shop') {
    throw new Trouble(
      `the store now calls itself ${result.named}, it was ${result.known}`,
      'if it has moved, connect it anew under its name and say so (--moved); else give the address it was connected with',
    );
  }
  if (result.kind === 'needs-as-of') throw new Error('a record that was read has an instant');
  return reports;
}

/** What was read from a platform, as a record for the books. */
export function recordOf({ raw, payload, seenAt, place }: RemoteRecord): SourceRecord {
  return { raw, payload, place, arrival: { via: 'read', topic: '' }, receivedAt: seenAt };
}
