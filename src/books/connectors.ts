import type { Connector, StoreSettings } from '../connectors/contract.ts';
import { csvConnector } from '../connectors/csv/index.ts';
import { parseProfile } from '../connectors/csv/profile.ts';
import { medusa } from '../connectors/medusa/index.ts';
import { shopify } from '../connectors/shopify/index.ts';
import { vendure } from '../connectors/vendure/index.ts';
import { woocommerce } from '../connectors/woocommerce/index.ts';
import { Trouble } from '../domain/trouble.ts';
import type { ConnectionRow } from '../storage/books.ts';
import { withGone } from './gone.ts';
import { manualEntries } from './manual/entry-connector.ts';

/** Tabular exports: what they mean is declared by a profile, kept with the connection. */
export const CSV = 'csv';

const CONNECTORS: readonly Connector[] = [...[woocommerce, medusa, vendure, shopify].map(withGone), manualEntries];

/** Platforms that `--as` takes. */
export const PLATFORMS: readonly string[] = [woocommerce, medusa, vendure, shopify].map(({ platform }) => platform);

/** The connector that reads a connection's payloads, with what the connection knows of its store. */
export function connectorOf(connection: Pick<ConnectionRow, 'platform' | 'settings'>): {
  readonly connector: Connector;
  readonly settings: StoreSettings;
} {
  const { platform, settings } = connection;
  return {
    connector: platform === CSV ? csvConnector(parseProfile(settings.profile)) : named(platform),
    settings: storeSettings(settings),
  };
}

function named(platform: string): Connector {
  const connector = CONNECTORS.find((one) => one.platform === platform);
  if (connector === undefined)
    throw new Trouble(`there is no connector for '${platform}'`, `use one of ${PLATFORMS.join(', ')}, ${CSV}`);
  return connector;
}

function storeSettings({ decimals, giftCardSkus }: ConnectionRow['settings']): StoreSettings {
  return { decimals: decimals ?? null, giftCardSkus: new Set(giftCardSkus ?? []) };
}
