import type { LiveBooks } from '../books/live.ts';
import type { Session } from '../books/session.ts';
import type { SignIns } from '../books/sign-in.ts';
import type { StoreDesk } from '../engine/desk.ts';

/** What every group of endpoints is given. */
export interface Context {
  readonly session: Session;
  /** The time of day in milliseconds. */
  readonly clock: () => number;
  /** Who asks, for the audit log, until people can sign in. */
  readonly who: string;
  readonly live: LiveBooks;
  readonly signIns: SignIns;
  /** Connected stores; null where nobody keeps up with them. */
  readonly desk: StoreDesk | null;
  /** Where shops send merchants back to, as the operator says it; null: to this server as it is. */
  readonly consentUrl: string | null;
  /** The folder in which uploaded files lie while they are read. */
  readonly uploads: string;
  /** Notes a fault that no request is waiting for. */
  readonly onFault: (error: unknown) => void;
}
