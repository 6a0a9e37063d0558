import type { Faults } from '../../faults/faults.ts';
import type { Instant } from '../../world/types.ts';
import type { BulkOperations } from './bulk.ts';
import type { GraphqlNode, Paging } from './connection.ts';
import { orderNode, productNode } from './nodes.ts';
import { type Found, searchCount, searchPage } from './search.ts';
import type { OrderEntry, ProductEntry, Store } from './store.ts';
import { gid } from './text.ts';
import type { Webhooks } from './webhooks.ts';

/** All that the work may read, and customers. */
const SCOPES = [
  'read_orders',
  'read_all_orders',
  'read_products',
  'read_inventory',
  'read_fulfillments',
  'read_customers',
];

export interface RootOptions {
  readonly store: Store;
  readonly faults: Faults;
  readonly bulk: BulkOperations;
  readonly webhooks: Webhooks;
  readonly domain: string;
  /** The shop's own number. */
  readonly shopId: number;
}

interface Searched extends Paging {
  readonly query?: string | null;
  readonly sortKey?: string | null;
}

/** What a request starts from: each field of the root as a function of its arguments, all as of one instant. */
export class Root {
  readonly #options: RootOptions;
  readonly #asOf: Instant;

  constructor(options: RootOptions) {
    this.#options = options;
    this.#asOf = options.store.asOf();
  }

  shop(): GraphqlNode {
    const { store, shopId, domain } = this.#options;
    const { name, currency, zone } = store.shop.plan;
    const id = gid('Shop', shopId);
    return { id, name, myshopifyDomain: domain, currencyCode: currency.code, ianaTimezone: zone };
  }

  currentAppInstallation(): GraphqlNode {
    return { accessScopes: SCOPES.map((handle) => ({ handle })) };
  }

  orders({ sortKey, ...paging }: Searched): GraphqlNode {
    return this.#page(this.#foundOrders(), paging, sortKey);
  }

  ordersCount({ query, limit }: { readonly query?: string | null; readonly limit: number | null }): GraphqlNode {
    return { count: searchCount(this.#foundOrders(), query, limit) };
  }

  products({ sortKey, ...paging }: Searched): GraphqlNode {
    const found = this.#options.store.products(this.#asOf).map((entry): Found => {
      const at = { updated_at: entry.updatedAt, created_at: entry.product.createdAt };
      return { id: entry.id, at, node: () => this.#product(entry) };
    });
    return this.#page(found, paging, sortKey);
  }

  order({ id }: { readonly id: string }): GraphqlNode | null {
    return this.node({ id });
  }

  nodes({ ids }: { readonly ids: readonly string[] }): (GraphqlNode | null)[] {
    return ids.map((id) => this.node({ id }));
  }

  node({ id }: { readonly id: string }): GraphqlNode | null {
    const [, type = '', digits = '0'] = /^gid:\/\/shopify\/(\w+)\/(\d+)/.exec(id) ?? [];
    const number = Number.parseInt(digits, 10);
    const { store } = this.#options;
    switch (type) {
      case 'Order':
        return dressed(store.order(number, this.#asOf), (entry) => this.#order(entry));
      case 'Refund':
        return this.#part(number, 'refunds', id);
      case 'Fulfillment':
        return this.#part(number, 'fulfillments', id);
      case 'Product':
        return dressed(store.product(number, this.#asOf), (entry) => this.#product(entry));
      case 'InventoryItem':
        return this.#inventoryItem(number, id);
      default:
        return null;
    }
  }

  bulkOperation({ id }: { readonly id: string }): GraphqlNode | null {
    return this.#options.bulk.look(Number.parseInt(id.slice(id.lastIndexOf('/') + 1), 10));
  }

  bulkOperationRunQuery({ query }: { readonly query: string }): GraphqlNode {
    const { store, bulk } = this.#options;
    const entries = [...store.orders(store.now)].sort((a, b) => a.order.placedAt - b.order.placedAt || a.id - b.id);
    const snapshot = entries.map((entry) => () => orderNode(store.view(entry)));
    return bulk.run(query, store.now, snapshot);
  }

  webhookSubscriptions({ uri, ...paging }: Paging & { readonly uri?: string | null }): GraphqlNode {
    return this.#options.webhooks.page(uri)(paging);
  }

  webhookSubscriptionCreate(asked: {
    readonly topic: string;
    readonly webhookSubscription: { readonly uri?: string };
  }): GraphqlNode {
    return this.#options.webhooks.create(asked.topic, asked.webhookSubscription.uri ?? '');
  }

  webhookSubscriptionDelete({ id }: { readonly id: string }): GraphqlNode {
    return this.#options.webhooks.delete(Number.parseInt(id.slice(id.lastIndexOf('/') + 1), 10));
  }

  #foundOrders(): Found[] {
    return this.#options.store.orders(this.#asOf).map((entry) => {
      const { id, order, updatedAt } = entry;
      const at = { updated_at: updatedAt, processed_at: order.placedAt, created_at: order.placedAt };
      return { id, at, node: () => this.#order(entry) };
    });
  }

  #page(found: readonly Found[], paging: Paging & { readonly query?: string | null }, sortKey?: string | null) {
    const missing = this.#options.faults.next('short page') ?? 0;
    return searchPage(found, { ...paging, sortBy: (sortKey ?? 'CREATED_AT').toLowerCase(), missing });
  }

  #order(entry: OrderEntry): GraphqlNode {
    return orderNode(this.#options.store.view(entry));
  }

  #product({ product, updatedAt }: ProductEntry): GraphqlNode {
    return productNode(product, this.#options.store.shop.plan, updatedAt);
  }

  /** A refund or a shipment, out of the order it belongs to. */
  #part(number: number, list: string, id: string): GraphqlNode | null {
    const entry = this.#options.store.orderOfPart(number, this.#asOf);
    const parts = entry === null ? [] : (this.#order(entry)[list] as readonly GraphqlNode[]);
    return parts.find((part) => part.id === id) ?? null;
  }

  #inventoryItem(variantId: number, id: string): GraphqlNode | null {
    const entry = this.#options.store.productOfVariant(variantId, this.#asOf);
    if (entry === null) return null;
    const { nodes } = (this.#product(entry).variants as (paging: Paging) => GraphqlNode)({});
    const items = (nodes as readonly GraphqlNode[]).map((variant) => variant.inventoryItem as GraphqlNode);
    return items.find((item) => item.id === id) ?? null;
  }
}

function dressed<Entry>(entry: Entry | null, dress: (entry: Entry) => GraphqlNode): GraphqlNode | null {
  return entry === null ? null : dress(entry);
}
