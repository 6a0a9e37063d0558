import type { Currency, Destination, Gateway, Habits, ShopPlan, TaxRate, Warehouse } from './types.ts';

/* Three shops to begin with: prices with tax and without, one rate and two at once, paid at once, later and on account. */

const EUR: Currency = { code: 'EUR', symbol: '€', decimals: 2 };
const USD: Currency = { code: 'USD', symbol: '$', decimals: 2 };
const CAD: Currency = { code: 'CAD', symbol: '$', decimals: 2 };

const BUSY: Habits = {
  failsFirst: 60,
  failsForGood: 30,
  abandons: 40,
  coupon: 200,
  editUnpaid: 40,
  editPaid: 50,
  splitShipment: 150,
  cancelUnpaid: 40,
  cancelPaid: 40,
  cancelRefundLater: 20,
  refundUnits: 90,
  refundFull: 40,
  refundShipping: 30,
  refundAmount: 40,
  restock: 700,
  deleteRefund: 0,
  trash: 300,
  destroy: 200,
  note: 100,
  priceChange: 30,
  stockCount: 40,
};

/**
 * WooCommerce keeps one payment an order and no shipments: what is edited after the payment, or shipped in parts, it cannot
 * show. It deletes refunds.
 */
const WOOCOMMERCE_HABITS: Habits = { ...BUSY, editPaid: 0, splitShipment: 0, deleteRefund: 100 };

const rate = (
  id: number,
  [country, region]: readonly [country: string, region: string],
  name: string,
  ppm: number,
  rest: Partial<TaxRate> = {},
): TaxRate => ({ id, country, region, name, ppm, taxClass: 'standard', taxesShipping: true, priority: 1, ...rest });

const place = (country: string, region: string, city: string, postcode: string): Destination => {
  return { country, region, city, postcode };
};

const DRESDEN: Warehouse = { key: 'dresden', name: 'Dresden', country: 'DE' };
const PORTLAND: Warehouse = { key: 'portland', name: 'Portland', country: 'US' };
const HALIFAX: Warehouse = { key: 'halifax', name: 'Halifax', country: 'CA' };

const BANK: Gateway = { code: 'bacs', title: 'Bank transfer', captures: 'on account' };

/** A WooCommerce shop in Germany; prices include tax. */
const MUGS: ShopPlan = {
  key: 'mugs',
  platform: 'woocommerce',
  name: "Ada's Mugs",
  currency: EUR,
  zone: 'Europe/Berlin',
  country: 'DE',
  pricesIncludeTax: true,
  taxRates: [
    rate(1, ['DE', ''], 'USt 19%', 190_000),
    rate(2, ['DE', ''], 'USt 7%', 70_000, { taxClass: 'reduced' }),
    rate(3, ['FR', ''], 'TVA 20%', 200_000),
    rate(4, ['FR', ''], 'TVA 5,5%', 55_000, { taxClass: 'reduced' }),
  ],
  destinations: [place('DE', '', 'Köln', '50667'), place('FR', '', 'Lyon', '69001'), place('CH', '', 'Bern', '3011')],
  gateways: [
    { code: 'stripe', title: 'Credit card', captures: 'at once' },
    { code: 'ppcp-gateway', title: 'PayPal', captures: 'at once' },
    BANK,
  ],
  shippingMethods: [
    { code: 'flat_rate', title: 'Flat rate', price: 590 },
    { code: 'free_shipping', title: 'Free shipping', price: 0 },
  ],
  coupons: [
    { code: 'tenoff', kind: 'percent', value: 10 },
    { code: 'five', kind: 'fixed', value: 500 },
  ],
  warehouses: [DRESDEN],
  products: 12,
  ordersPerDay: 24,
  habits: WOOCOMMERCE_HABITS,
};

/** A Shopify shop in the United States; tax is added on top. */
const TEES: ShopPlan = {
  key: 'tees',
  platform: 'shopify',
  name: 'Tidewater Tees',
  currency: USD,
  zone: 'America/New_York',
  country: 'US',
  pricesIncludeTax: false,
  taxRates: [
    rate(1, ['US', 'NY'], 'New York State Tax', 40_000),
    rate(2, ['US', 'NY'], 'New York City Tax', 48_750, { priority: 2 }),
    rate(3, ['US', 'CA'], 'California State Tax', 72_500, { taxesShipping: false }),
    rate(4, ['US', 'NY'], 'New York State Tax', 40_000, { taxClass: 'reduced' }),
  ],
  destinations: [
    place('US', 'NY', 'New York', '10001'),
    place('US', 'CA', 'Oakland', '94607'),
    place('US', 'OR', 'Salem', '97301'),
  ],
  gateways: [
    { code: 'shopify_payments', title: 'Credit card', captures: 'at once' },
    { code: 'paypal', title: 'PayPal', captures: 'later' },
    { code: 'Bank Deposit', title: 'Bank Deposit', captures: 'on account' },
  ],
  shippingMethods: [
    { code: 'Standard', title: 'Standard', price: 695 },
    { code: 'Express', title: 'Express', price: 1995 },
  ],
  coupons: [
    { code: 'WELCOME15', kind: 'percent', value: 15 },
    { code: 'TENNER', kind: 'fixed', value: 1000 },
  ],
  warehouses: [PORTLAND, HALIFAX],
  products: 14,
  ordersPerDay: 36,
  habits: BUSY,
};

/** A WooCommerce shop in Canada: two taxes on one line, and cards that are captured when goods leave. */
const PRINTS: ShopPlan = {
  key: 'prints',
  platform: 'woocommerce',
  name: 'Prints & Pines',
  currency: CAD,
  zone: 'America/Toronto',
  country: 'CA',
  pricesIncludeTax: false,
  taxRates: [
    rate(1, ['CA', 'QC'], 'GST', 50_000),
    rate(2, ['CA', 'QC'], 'QST', 99_750, { priority: 2 }),
    rate(3, ['CA', 'ON'], 'HST', 130_000),
    rate(4, ['CA', 'QC'], 'GST', 50_000, { taxClass: 'reduced' }),
  ],
  destinations: [
    place('CA', 'QC', 'Québec', 'G1R 4P5'),
    place('CA', 'ON', 'Toronto', 'M5V 2T6'),
    place('CA', 'AB', 'Calgary', 'T2P 1J9'),
  ],
  gateways: [
    { code: 'stripe', title: 'Credit card', captures: 'later' },
    { code: 'ppcp-gateway', title: 'PayPal', captures: 'at once' },
    { code: 'cheque', title: 'Cheque', captures: 'on account' },
  ],
  shippingMethods: [{ code: 'flat_rate', title: 'Flat rate', price: 1250 }],
  coupons: [{ code: 'five', kind: 'fixed', value: 500 }],
  warehouses: [HALIFAX],
  products: 12,
  ordersPerDay: 12,
  habits: WOOCOMMERCE_HABITS,
};

export const SHOPS: readonly ShopPlan[] = [MUGS, TEES, PRINTS];
