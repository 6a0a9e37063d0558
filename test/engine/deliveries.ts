import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A webhook that a real WooCommerce sent, but for the shop's name. */
export interface Recorded {
  readonly name: string;
  readonly topic: string;
  readonly body: string;
}

export const recorded: readonly Recorded[] = readFileSync(
  join(import.meta.dirname, 'fixtures', 'woocommerce-webhooks.jsonl'),
  'utf8',
)
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line));

/** Those that are signed: WooCommerce's ping is not. */
export const signed = recorded.filter(({ topic }) => topic !== '');
