import type { Day } from './types.ts';

export interface Lock {
  readonly lockId: number;
  readonly kind: 'books' | 'tax';
  /** '' where the books are locked. */
  readonly scheme: string;
  readonly through: Day;
  readonly setAt: string;
  readonly setBy: string;
  readonly liftedAt: string | null;
  readonly liftedBy: string | null;
}
