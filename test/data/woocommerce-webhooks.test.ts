import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Delivery } from '../../src/connectors/contract.ts';
import { webhooks } from '../../src/connectors/woocommerce/webhook.ts';
import { shared } from './shared.ts';

const { folder, isHere } = shared('captures/woocommerce/webhooks');

/** The secret that the recorded store signed with. */
const SECRET = 'woo-secret-1';

interface Recording {
  readonly headers: Readonly<Record<string, string>>;
  readonly raw_body: string;
}

test.runIf(!isHere)('not run: the captures are not here', () => {});

test.runIf(isHere)('every delivery of a running store is a ping or verifies, and does not with a flipped byte', () => {
  const counts = { pings: 0, signed: 0, records: 0, reads: 0 };
  for (const file of readdirSync(folder)) {
    const { headers, raw_body }: Recording = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const delivery: Delivery = { headers, body: Buffer.from(raw_body) };
    if (webhooks.isPing(delivery)) {
      counts.pings += 1;
      expect(webhooks.verify(delivery, SECRET), file).toBe(false);
      continue;
    }
    expect(webhooks.verify(delivery, SECRET), file).toBe(true);
    const flipped = Buffer.from(delivery.body);
    const at = flipped.length >> 1;
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    expect(webhooks.verify({ ...delivery, body: flipped }, SECRET), file).toBe(false);
    const { isRecord, reads } = webhooks.hint(delivery);
    counts.signed += 1;
    counts.records += isRecord ? 1 : 0;
    counts.reads += reads.length;
  }
  // Two orders went to the bin, which names them alone; two bodies are errors, which do not.
  expect(counts).toEqual({ pings: 7, signed: 386, records: 351, reads: 353 });
});
