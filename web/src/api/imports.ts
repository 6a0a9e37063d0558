import type { Entry, SampleEntry } from './entries.ts';

export interface Recognised {
  readonly as: string | null;
  /** Of a csv: the shipped profile that fits. */
  readonly profile: string | null;
  readonly confidence: number;
  readonly records: number;
  readonly shop: string | null;
  readonly currencies: readonly string[];
  readonly problems: readonly string[];
  readonly entries: readonly SampleEntry[];
}

export interface ImportState {
  readonly id: number;
  readonly state: 'running' | 'done' | 'failed' | 'interrupted';
  readonly command: string;
  readonly recognised: { readonly as: string; readonly channel: string; readonly files: readonly string[] } | null;
  readonly dryRun: boolean;
  readonly startedAt: string;
  readonly read: number;
  readonly posted: number;
  readonly unchanged: number;
  readonly parked: number;
  readonly discrepancies: number;
  readonly rate: number | null;
  /** From 0 to 1. */
  readonly share: number | null;
  readonly secondsLeft: number | null;
  readonly firstEntries: readonly Entry[];
  /** Of a dry run. */
  readonly sample: readonly SampleEntry[];
  readonly firstParked: readonly { readonly place: string; readonly reason: string; readonly detail: string }[];
  readonly problem: { readonly detail: string; readonly remedy: string } | null;
}

export interface ImportPage {
  readonly imports: readonly ImportState[];
  readonly next: string | null;
}
