import { type Ask, asking } from './rest.ts';

/** An empty server with one person who may do everything. */
export interface Server {
  readonly address: string;
  readonly email: string;
  readonly password: string;
}

/** What is needed to trade in the shop. */
export interface Shop {
  readonly admin: Ask;
  readonly store: Ask;
  readonly apiKey: string;
  readonly regions: Readonly<Record<Country, string>>;
  readonly location: string;
  readonly salesChannel: string;
  /** By SKU. */
  readonly products: ReadonlyMap<string, Product>;
}

export interface Product {
  readonly id: string;
  readonly variant: string;
  readonly inventoryItem: string;
}

export type Country = 'de' | 'us' | 'jp';

interface Has {
  readonly id: string;
}

const REGIONS = [
  { country: 'de', currency: 'eur', tax: { name: 'USt', code: 'DE19', rate: 19 } },
  { country: 'us', currency: 'usd', tax: { name: 'NY sales tax', code: 'NY', rate: 8.875 } },
  { country: 'jp', currency: 'jpy', tax: { name: 'JCT', code: 'JP10', rate: 10 } },
] as const;

const SHIPPING = { eur: 4.9, usd: 9.95, jpy: 800 };

const PRODUCTS = [
  { sku: 'MUG-1', title: 'Stoneware Mug', stock: 200, prices: { eur: 12.99, usd: 15.49, jpy: 1999 } },
  { sku: 'BOOK-1', title: 'Pattern Book', stock: 50, prices: { eur: 33.33, usd: 35.95, jpy: 5500 } },
];

/** Makes a small shop through the Admin API. */
export async function seed({ address, email, password }: Server): Promise<Shop> {
  const { token } = await asking(address)<{ token: string }>('POST', '/auth/user/emailpass', { email, password });
  const person = asking(address, { authorization: `Bearer ${token}` });
  const secret = { title: 'Bookkeeper', type: 'secret' };
  const { api_key } = await person<{ api_key: { token: string } }>('POST', '/admin/api-keys', secret);
  const authorization = `Basic ${Buffer.from(`${api_key.token}:`).toString('base64')}`;
  const admin = asking(address, { authorization });
  const salesChannel = await salesChannelOf(admin);
  const store = asking(address, { 'x-publishable-api-key': await storefrontKey(admin, salesChannel) });
  await chooseCurrencies(admin);
  const regions = await makeRegions(admin);
  const profile = await shippingProfile(admin);
  const location = await makeLocation(admin, salesChannel, profile);
  const products = await makeProducts(admin, { salesChannel, profile, location });
  return { admin, store, apiKey: api_key.token, regions, location, salesChannel, products };
}

async function salesChannelOf(admin: Ask): Promise<string> {
  const {
    sales_channels: [known],
  } = await admin<{ sales_channels: Has[] }>('GET', '/admin/sales-channels');
  if (known !== undefined) return known.id;
  const made = await admin<{ sales_channel: Has }>('POST', '/admin/sales-channels', { name: 'Web' });
  return made.sales_channel.id;
}

async function storefrontKey(admin: Ask, salesChannel: string): Promise<string> {
  const body = { title: 'Storefront', type: 'publishable' };
  const { api_key } = await admin<{ api_key: Has & { token: string } }>('POST', '/admin/api-keys', body);
  await admin('POST', `/admin/api-keys/${api_key.id}/sales-channels`, { add: [salesChannel] });
  return api_key.token;
}

async function chooseCurrencies(admin: Ask): Promise<void> {
  const {
    stores: [store],
  } = await admin<{ stores: Has[] }>('GET', '/admin/stores');
  await admin('POST', `/admin/stores/${store?.id}`, {
    name: 'Peer shop',
    supported_currencies: REGIONS.map(({ currency }, index) => ({ currency_code: currency, is_default: index === 0 })),
  });
}

async function makeRegions(admin: Ask): Promise<Shop['regions']> {
  const made: [string, string][] = [];
  for (const { country, currency, tax } of REGIONS) {
    const { region } = await admin<{ region: Has }>('POST', '/admin/regions', {
      name: country,
      currency_code: currency,
      countries: [country],
      payment_providers: ['pp_system_default'],
    });
    const taxes = { country_code: country, provider_id: 'tp_system', default_tax_rate: tax };
    await admin('POST', '/admin/tax-regions', taxes);
    made.push([country, region.id]);
  }
  return Object.fromEntries(made) as Shop['regions'];
}

async function shippingProfile(admin: Ask): Promise<string> {
  const {
    shipping_profiles: [known],
  } = await admin<{ shipping_profiles: Has[] }>('GET', '/admin/shipping-profiles');
  if (known !== undefined) return known.id;
  const body = { name: 'Default', type: 'default' };
  return (await admin<{ shipping_profile: Has }>('POST', '/admin/shipping-profiles', body)).shipping_profile.id;
}

async function makeLocation(admin: Ask, salesChannel: string, profile: string): Promise<string> {
  const body = { name: 'Warehouse', address: { address_1: 'Dock 1', country_code: 'de' } };
  const {
    stock_location: { id },
  } = await admin<{ stock_location: Has }>('POST', '/admin/stock-locations', body);
  const path = `/admin/stock-locations/${id}`;
  await admin('POST', `${path}/sales-channels`, { add: [salesChannel] });
  await admin('POST', `${path}/fulfillment-providers`, { add: ['manual_manual'] });
  const sets = await admin<{ stock_location: { fulfillment_sets: Has[] } }>(
    'POST',
    `${path}/fulfillment-sets?fields=*fulfillment_sets`,
    { name: 'Parcels', type: 'shipping' },
  );
  const zones = await admin<{ fulfillment_set: { service_zones: Has[] } }>(
    'POST',
    `/admin/fulfillment-sets/${sets.stock_location.fulfillment_sets[0]?.id}/service-zones?fields=*service_zones`,
    { name: 'World', geo_zones: REGIONS.map(({ country }) => ({ type: 'country', country_code: country })) },
  );
  await admin('POST', '/admin/shipping-options', {
    name: 'Standard',
    service_zone_id: zones.fulfillment_set.service_zones[0]?.id,
    shipping_profile_id: profile,
    provider_id: 'manual_manual',
    price_type: 'flat',
    type: { label: 'Standard', description: 'In three days', code: 'standard' },
    prices: pricesOf(SHIPPING),
    rules: [],
  });
  return id;
}

interface Surroundings {
  readonly salesChannel: string;
  readonly profile: string;
  readonly location: string;
}

async function makeProducts(admin: Ask, { salesChannel, profile, location }: Surroundings): Promise<Shop['products']> {
  const products = new Map<string, Product>();
  for (const { sku, title, stock, prices } of PRODUCTS) {
    const { product } = await admin<{ product: Has & { variants: Has[] } }>('POST', '/admin/products', {
      title,
      status: 'published',
      shipping_profile_id: profile,
      sales_channels: [{ id: salesChannel }],
      options: [{ title: 'Kind', values: ['One'] }],
      variants: [{ title: 'One', sku, manage_inventory: true, options: { Kind: 'One' }, prices: pricesOf(prices) }],
    });
    const found = await admin<{ inventory_items: Has[] }>('GET', `/admin/inventory-items?sku=${sku}`);
    const inventoryItem = found.inventory_items[0]?.id ?? '';
    const level = { location_id: location, stocked_quantity: stock };
    await admin('POST', `/admin/inventory-items/${inventoryItem}/location-levels`, level);
    products.set(sku, { id: product.id, variant: product.variants[0]?.id ?? '', inventoryItem });
  }
  return products;
}

export function pricesOf(amounts: Readonly<Record<string, number>>) {
  return Object.entries(amounts).map(([currency, amount]) => ({ currency_code: currency, amount }));
}
