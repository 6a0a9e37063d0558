import { onTestFinished } from 'vitest';
import { closeStore, openStore, type Store } from '../../src/engine/store.ts';
import type { LiveRow } from '../../src/storage/live/connections.ts';
import type { TestWorld } from './live-store.ts';

/** A store open for work until the test that calls this ends. */
export async function openForTest({ surroundings }: TestWorld, row: LiveRow): Promise<Store> {
  const store = await openStore(surroundings, row, new Map());
  onTestFinished(() => closeStore(store));
  return store;
}
