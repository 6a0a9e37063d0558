import { ApiError } from '../connectors/contract.ts';
import { ShapeError } from '../connectors/shape.ts';
import { Trouble } from '../domain/trouble.ts';
import { PrivateAddressError } from './api/api.ts';

/** Failures that no other work of the store would be spared. */
const OF_THE_STORE: ReadonlySet<ApiError['kind']> = new Set(['unauthorised', 'throttled', 'unavailable']);

/** True where the store as a whole does not answer: it is away, refuses the credentials, or asks for a pause. */
export function concernsStore(error: unknown): boolean {
  return error instanceof ApiError && OF_THE_STORE.has(error.kind);
}

/** True where one thing alone cannot be had, and others may be asked for all the same. */
export function isOfOneAlone(error: unknown): error is Error {
  return error instanceof ShapeError || (error instanceof ApiError && error.isOfThisAlone);
}

const REMEDIES: Readonly<Record<ApiError['kind'], string>> = {
  unauthorised: 'give new credentials: bookkeeper connect, or the store’s card under Connections',
  forbidden: 'give the credentials the permissions that are missing, then connect again',
  refused: 'see what the store answers; if it goes on, report it with the message',
  throttled: 'none needed: it is tried again when the platform allows it',
  unavailable: 'none needed if it passes; else see whether the store can be reached',
  unreadable: 'see whether a plugin or a firewall changes what the store answers',
};

const OF_PRIVATE_ADDRESSES =
  'start Bookkeeper with BOOKKEEPER_ALLOW_PRIVATE=1 if the store is yours, else correct its address';

/** What a failed work is told as. */
export function problemOf(error: unknown): { readonly cause: string; readonly remedy: string } {
  if (error instanceof PrivateAddressError) return { cause: error.message, remedy: OF_PRIVATE_ADDRESSES };
  if (error instanceof ApiError) return { cause: error.message, remedy: REMEDIES[error.kind] };
  if (error instanceof Trouble) return error.inParts();
  return {
    cause: error instanceof Error ? error.message : String(error),
    remedy: 'none needed if it passes; else report it',
  };
}
