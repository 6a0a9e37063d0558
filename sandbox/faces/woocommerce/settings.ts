import type { ShopPlan } from '../../world/types.ts';
import { linksOf } from './links.ts';
import { WOOCOMMERCE } from './order.ts';

/** `GET /settings/general` and `/settings/tax`, as far as anyone asks. */
export function settingsOf(plan: ShopPlan, site: string, group: string): Record<string, unknown>[] {
  const values: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    general: {
      woocommerce_store_address: '',
      woocommerce_default_country: plan.country,
      woocommerce_calc_taxes: 'yes',
      woocommerce_currency: plan.currency.code,
      woocommerce_price_num_decimals: String(plan.currency.decimals),
    },
    tax: {
      woocommerce_prices_include_tax: plan.pricesIncludeTax ? 'yes' : 'no',
      woocommerce_tax_round_at_subtotal: 'no',
    },
  };
  return Object.entries(values[group] ?? {}).map(([id, value]) => ({
    id,
    label: id.replace('woocommerce_', ''),
    description: '',
    type: 'text',
    default: '',
    tip: '',
    value,
    group_id: group,
    _links: linksOf(site, `/settings/${group}/${id}`),
  }));
}

/** `GET /wp-json/`, open to everyone. */
export function indexOf({ name, zone }: ShopPlan, site: string): Record<string, unknown> {
  return {
    name,
    description: '',
    url: site,
    home: site,
    gmt_offset: '0',
    timezone_string: zone,
    namespaces: ['wc/v3', 'wp/v2'],
    authentication: {},
    routes: {},
  };
}

export function systemStatus({ currency }: ShopPlan, site: string): Record<string, unknown> {
  return {
    environment: { home_url: site, site_url: site, version: WOOCOMMERCE, wp_version: '6.8.2', log_directory: '' },
    database: {},
    active_plugins: [],
    theme: {},
    settings: {
      api_enabled: false,
      force_ssl: false,
      currency: currency.code,
      currency_symbol: currency.symbol,
      currency_position: 'left',
      thousand_separator: ',',
      decimal_separator: '.',
      number_of_decimals: currency.decimals,
      HPOS_enabled: true,
    },
  };
}
