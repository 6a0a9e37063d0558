import { type Access, ApiError, type LiveConnector } from '../connectors/contract.ts';
import { Trouble } from '../domain/trouble.ts';

/** Asks a store that is being connected. What it refuses, and answers that are not its platform's, are a Trouble. */
export async function asked<T>(live: LiveConnector, access: Access, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const cause = `${live.title} was not connected: ${error.message}`;
    throw new Trouble(cause, remedyFor(error, live, access), { cause: error });
  }
}

function remedyFor({ kind }: ApiError, { title }: LiveConnector, { baseUrl }: Access): string {
  if (kind === 'unreadable') return `check the address: ${baseUrl} answers, but not as ${title} does`;
  const isDenied = kind === 'unauthorised' || kind === 'forbidden';
  return isDenied ? 'see whether the credentials are complete and still valid' : 'see whether the address is right';
}
