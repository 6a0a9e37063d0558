import { type Country, type Product, pricesOf, type Shop } from './seed.ts';

/** An order as its driver needs it. */
export interface Placed {
  readonly id: string;
  readonly items: readonly { readonly id: string; readonly quantity: number; readonly variant_sku: string }[];
  readonly payment_collections: readonly { readonly payments: readonly { readonly id: string }[] }[];
  readonly fulfillments: readonly { readonly id: string; readonly created_at: string }[];
}

interface Sale {
  /** SKU and quantity. */
  readonly items: readonly (readonly [sku: string, quantity: number])[];
  readonly country?: Country;
}

const FIELDS = 'fields=*items,*payment_collections.payments,*fulfillments';

/** Goes through a Medusa's store and admin APIs as customers and staff do. */
export class Driver {
  readonly #shop: Shop;
  #customers = 0;

  constructor(shop: Shop) {
    this.#shop = shop;
  }

  /** Buys by the store API; the money is authorised, not captured. */
  async place({ items, country = 'de' }: Sale): Promise<Placed> {
    const { store, regions } = this.#shop;
    const cart = await this.#fill(items, country, regions[country]);
    const { shipping_options } = await store<{ shipping_options: { id: string }[] }>(
      'GET',
      `/store/shipping-options?cart_id=${cart}`,
    );
    await store('POST', `/store/carts/${cart}/shipping-methods`, { option_id: shipping_options[0]?.id });
    const { payment_collection } = await store<{ payment_collection: { id: string } }>(
      'POST',
      '/store/payment-collections',
      { cart_id: cart },
    );
    const sessions = `/store/payment-collections/${payment_collection.id}/payment-sessions`;
    await store('POST', sessions, { provider_id: 'pp_system_default' });
    const { order } = await store<{ order: { id: string } }>('POST', `/store/carts/${cart}/complete`, {});
    return await this.order(order.id);
  }

  async #fill(items: Sale['items'], country: Country, region: string): Promise<string> {
    this.#customers += 1;
    const address = {
      ...{ first_name: 'Ada', last_name: 'Weiß', address_1: 'Straße 1', city: 'Köln', postal_code: '50667' },
      country_code: country,
    };
    const { cart } = await this.#shop.store<{ cart: { id: string } }>('POST', '/store/carts', {
      region_id: region,
      email: `customer${this.#customers}@shop.example`,
      shipping_address: address,
      billing_address: address,
      items: items.map(([sku, quantity]) => ({ variant_id: this.#product(sku).variant, quantity })),
    });
    return cart.id;
  }

  async order(id: string): Promise<Placed> {
    return (await this.#shop.admin<{ order: Placed }>('GET', `/admin/orders/${id}?${FIELDS}`)).order;
  }

  /** All of it where no amount (in major units) is named. */
  async capture(order: Placed, amount?: number): Promise<void> {
    await this.#shop.admin(
      'POST',
      `/admin/payments/${paymentOf(order)}/capture`,
      amount === undefined ? {} : { amount },
    );
  }

  async refund(order: Placed, amount: number): Promise<void> {
    await this.#shop.admin('POST', `/admin/payments/${paymentOf(order)}/refund`, { amount, note: 'goodwill' });
  }

  /** Packs and sends so many units of a SKU. */
  async ship(order: Placed, sku: string, quantity: number): Promise<void> {
    const { admin, location } = this.#shop;
    const items = [{ id: order.items.find((item) => item.variant_sku === sku)?.id, quantity }];
    const path = `/admin/orders/${order.id}/fulfillments`;
    await admin('POST', path, { location_id: location, items });
    const { fulfillments } = await this.order(order.id);
    const newest = fulfillments.toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1))[0];
    const labels = [{ tracking_number: `${sku}-${quantity}`, tracking_url: '#', label_url: '#' }];
    await admin('POST', `${path}/${newest?.id}/shipments`, { items, labels });
  }

  /** Medusa gives back by itself what was captured. */
  async cancel({ id }: Placed): Promise<void> {
    await this.#shop.admin('POST', `/admin/orders/${id}/cancel`);
  }

  /** Takes back so many units of a SKU that were sent; the money is not given back by that. */
  async takeBack(order: Placed, sku: string, quantity: number): Promise<void> {
    const { admin, location } = this.#shop;
    const items = [{ id: order.items.find((item) => item.variant_sku === sku)?.id, quantity }];
    const body = { order_id: order.id, location_id: location };
    const {
      return: { id },
    } = await admin<{ return: { id: string } }>('POST', '/admin/returns', body);
    await admin('POST', `/admin/returns/${id}/request-items`, { items });
    await admin('POST', `/admin/returns/${id}/request`, {});
    await admin('POST', `/admin/returns/${id}/receive`, {});
    await admin('POST', `/admin/returns/${id}/receive-items`, { items });
    await admin('POST', `/admin/returns/${id}/receive/confirm`, {});
  }

  /** An order that staff wrote down: a draft until it is confirmed. */
  async draft(sku: string, quantity: number): Promise<string> {
    const { admin, regions, salesChannel } = this.#shop;
    const { draft_order } = await admin<{ draft_order: { id: string } }>('POST', '/admin/draft-orders', {
      email: 'draft@shop.example',
      region_id: regions.de,
      sales_channel_id: salesChannel,
      items: [{ variant_id: this.#product(sku).variant, quantity }],
    });
    return draft_order.id;
  }

  async confirm(draft: string): Promise<void> {
    await this.#shop.admin('POST', `/admin/draft-orders/${draft}/convert-to-order`, {});
  }

  /** What a shop's staff can change of a variant: its price in euros, its stock. */
  async change(sku: string, { price, stock }: { readonly price: number; readonly stock: number }): Promise<void> {
    const { admin, location } = this.#shop;
    const { id, variant, inventoryItem } = this.#product(sku);
    await admin('POST', `/admin/products/${id}/variants/${variant}`, { prices: pricesOf({ eur: price }) });
    const level = `/admin/inventory-items/${inventoryItem}/location-levels/${location}`;
    await admin('POST', level, { stocked_quantity: stock });
  }

  #product(sku: string): Product {
    const product = this.#shop.products.get(sku);
    if (product === undefined) throw new Error(`the shop has no ${sku}`);
    return product;
  }
}

function paymentOf({ payment_collections }: Placed): string {
  const id = payment_collections[0]?.payments[0]?.id;
  if (id === undefined) throw new Error('the order has no payment');
  return id;
}
