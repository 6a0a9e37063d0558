import { Missing, Trouble } from '../domain/trouble.ts';
import { type DocumentRow, findDocuments, readDocument } from '../storage/lists/documents.ts';
import type { Reader } from '../storage/snapshot.ts';
import { documentIdOf } from './refs.ts';

/** The document of that ref, number or platform id; a channel is needed only where several have it. */
export async function findDocument(
  reader: Reader,
  bookId: number,
  asked: string,
  channel?: string,
): Promise<DocumentRow> {
  const id = documentIdOf(asked);
  if (id !== null) {
    const document = await readDocument(reader, bookId, id);
    return theOne(document === null ? [] : [document], asked);
  }
  const names = asked.startsWith('#') ? [asked, asked.slice(1)] : [asked, `#${asked}`];
  return theOne(await findDocuments(reader, bookId, names, channel ?? null), asked);
}

function theOne(found: readonly DocumentRow[], asked: string): DocumentRow {
  const [only, ...others] = found;
  if (only === undefined) {
    throw new Missing(
      `there is no order ${asked}`,
      'give its number or its id on the platform as `bookkeeper entries` shows them',
    );
  }
  if (others.length === 0) return only;
  const channels = [...new Set(found.map(({ channel }) => `"${channel}"`))];
  throw new Trouble(
    `${found.length} documents are called ${asked}`,
    channels.length > 1
      ? `say which with --channel (${channels.join(', ')})`
      : `give the platform's id (${found.map(({ remoteId }) => remoteId).join(', ')})`,
  );
}
