import { NO_SETTINGS } from '../../connectors/contract.ts';
import { instant, type LocalDate } from '../../domain/time/when.ts';
import { Trouble } from '../../domain/trouble.ts';
import { OWN_CONNECTION } from '../../storage/books.ts';
import type { Database } from '../../storage/database.ts';
import { readWait } from '../../storage/lists/parked.ts';
import { type ImportCounts, type ImportOptions, importRecords } from '../import/import.ts';
import type { Source, SourceRecord } from '../import/source.ts';
import type { Clock } from '../writer.ts';
import { ManualFileFault, manualCsvSource } from './csv-source.ts';
import { manualEntries, openingId } from './entry-connector.ts';

/**
 * Posts an opening balance. What it waits for, in words, where it waits for a rate: it is kept, and posts itself once one
 * is loaded; null where it is posted. Throws a Trouble where it cannot be read.
 */
export async function postOpening(
  database: Database,
  bookId: number,
  opening: { readonly gateway: string; readonly currency: string; readonly amount: string; readonly date: LocalDate },
  clock: Clock,
): Promise<string | null> {
  await postSource(database, bookId, oneRecord(opening), clock, {
    onParked: (_place, reason, detail) => {
      if (reason !== 'waits-for-rate') throw new Trouble(detail, 'mend it and post it again; nothing was posted');
    },
  });
  const remoteId = openingId(opening.gateway, opening.currency);
  return await readWait(database.pool, bookId, { connectionId: OWN_CONNECTION, kind: 'cut-over', remoteId });
}

function oneRecord(payload: object): Source {
  const record: SourceRecord = {
    raw: JSON.stringify(payload),
    payload,
    place: 'entry',
    arrival: { via: 'file', topic: '' },
    receivedAt: null,
  };
  return {
    async *[Symbol.asyncIterator]() {
      yield [record];
    },
    progress: () => ({ bytesRead: 0, bytesTotal: null }),
  };
}

/** Posts a file of manual entries; an entry that is there already and says the same is left alone, one that says otherwise is revised. */
export async function postManual(
  database: Database,
  book: { readonly bookId: number },
  file: string,
  maker: string,
  clock: Clock,
  watch: Pick<ImportOptions, 'onProgress' | 'onParked'> = {},
): Promise<ImportCounts> {
  try {
    return await postSource(database, book.bookId, manualCsvSource(file, maker), clock, watch);
  } catch (error) {
    if (error instanceof ManualFileFault)
      throw new Trouble(error.message, 'mend the file and post it again; entries before that place are posted');
    throw error;
  }
}

async function postSource(
  database: Database,
  bookId: number,
  source: Source,
  clock: Clock,
  watch: Pick<ImportOptions, 'onProgress' | 'onParked'>,
): Promise<ImportCounts> {
  const options: ImportOptions = {
    bookId,
    connectionId: OWN_CONNECTION,
    remoteAccount: null,
    connector: manualEntries,
    settings: NO_SETTINGS,
    // An entry says when it is for, not when it was written: it counts from when it is posted.
    asOf: instant(clock()),
    dryRun: false,
    ignoreRepeats: true,
    ...watch,
  };
  const result = await importRecords(database, source, options, clock);
  if (result.kind !== 'done') throw new Error(`manual entries ended as ${result.kind}`);
  return result.counts;
}
