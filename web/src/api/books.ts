import type { Day } from './types.ts';

export interface Book {
  readonly name: string;
  readonly baseCurrency: string;
  readonly zone: string;
  readonly entries: number;
}

export interface Channel {
  readonly channel: string;
  readonly platform: string;
  readonly cutOver: Day | null;
}

export interface BookDetail extends Book {
  readonly channels: readonly Channel[];
}

export interface Live {
  readonly entries: number;
  readonly documents: number;
  readonly head: string;
  readonly parked: number;
  readonly discrepancies: number;
}
