import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { NO_SETTINGS } from '../../src/connectors/contract.ts';
import { woocommerce } from '../../src/connectors/woocommerce/index.ts';
import { type DocumentState, emptyDocument, fold } from '../../src/domain/documents/fold.ts';
import { stateJson } from '../../src/domain/documents/json.ts';
import { instant } from '../../src/domain/time/when.ts';

/** Every sample as one document, seen twice and in two ways. */
function states(): DocumentState[] {
  const lines = ['orders', 'refunds'].flatMap((name) =>
    readFileSync(new URL(`../../samples/woocommerce/${name}.jsonl`, import.meta.url), 'utf8')
      .trim()
      .split('\n'),
  );
  const byId = new Map<string, DocumentState>();
  for (const [via, at] of [['file', 1] as const, ['event', 2] as const, ['read', 3] as const]) {
    for (const line of lines) {
      const decoded = woocommerce.decode(JSON.parse(line), NO_SETTINGS, { via, topic: '' });
      if (decoded.kind !== 'report') throw new Error(decoded.detail);
      const { report } = decoded;
      const state = byId.get(report.remoteId) ?? emptyDocument(report.kind);
      byId.set(report.remoteId, fold(state, report, { via, seenAt: instant(at) }));
    }
  }
  return [...byId.values(), emptyDocument('manual')];
}

it('a state put together from its contents is the state', () => {
  for (const state of states()) expect(JSON.parse(stateJson(state))).toEqual(JSON.parse(JSON.stringify(state)));
});
