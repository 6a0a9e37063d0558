/*
 * What is asked of Shopify's Admin API, version 2026-10. Everything the decoder reads is selected and nothing else, since
 * each object costs points and each name is personal data. Named fragments are avoided: a bulk operation takes the very
 * same selections.
 *
 * A list that Shopify pages (a connection) is asked for by its first page; `nested.ts` reads it to its end. Within one
 * object connections come last, so that a record put together from a bulk file has its fields in the order of one that was
 * read, and both have the same content hash.
 */

export const API_VERSION = '2026-10';

const PRESENTMENT = '{ presentmentMoney { amount currencyCode } }';
const BOTH_MONIES = '{ shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }';
const TAX_LINES = `taxLines { title rate ratePercentage channelLiable priceSet ${PRESENTMENT} }`;
const DISCOUNTS = `discountAllocations { allocatedAmountSet ${PRESENTMENT} }`;
const PAGE_INFO = 'pageInfo { hasNextPage endCursor }';

/** A list that is paged, within the object that owns it. */
interface NestedList {
  /** Besides those of paging: 'includeRemovals: true'. */
  readonly arguments?: string;
  /** How many come with the object itself. */
  readonly first: number;
  readonly node: string;
}

const STOCK = 'location { id } quantities(names: ["available", "on_hand"]) { name quantity }';

/** Every nested list, by the type that owns it (as its gid names it) and its field. */
const NESTED: Readonly<Record<string, Readonly<Record<string, NestedList>>>> = {
  Order: {
    lineItems: {
      first: 5,
      node: `id sku title quantity isGiftCard requiresShipping product { id } variant { id }
        originalUnitPriceSet ${PRESENTMENT} ${DISCOUNTS} ${TAX_LINES}
        duties { id price ${PRESENTMENT} ${TAX_LINES} }`,
    },
    shippingLines: {
      arguments: 'includeRemovals: true',
      first: 2,
      node: `id title isRemoved originalPriceSet ${PRESENTMENT} ${DISCOUNTS} ${TAX_LINES}`,
    },
  },
  Fulfillment: { fulfillmentLineItems: { first: 5, node: 'id quantity lineItem { id }' } },
  Refund: {
    refundLineItems: {
      first: 3,
      node: `id quantity lineItem { id } subtotalSet ${PRESENTMENT} totalTaxSet ${PRESENTMENT}`,
    },
    refundShippingLines: {
      first: 1,
      node: `id shippingLine { id } subtotalAmountSet ${PRESENTMENT} taxAmountSet ${PRESENTMENT}`,
    },
    orderAdjustments: { first: 1, node: `id reason amountSet ${PRESENTMENT} taxAmountSet ${PRESENTMENT}` },
    // An order lists its transactions whole: a refund only names its own.
    transactions: { first: 2, node: 'id' },
  },
  Product: {
    variants: {
      first: 10,
      node: `id sku title price inventoryItem { id tracked inventoryLevels(first: 5) { nodes { ${STOCK} } ${PAGE_INFO} } }`,
    },
  },
  InventoryItem: { inventoryLevels: { first: 5, node: STOCK } },
};

/** Nodes of a nested list in one request of its own. */
const REST_FIRST = 25;

function listsOf(owner: string): string {
  return Object.entries(NESTED[owner] ?? {})
    .map(([field, list]) => pageOf(field, list, `first: ${list.first}`))
    .join(' ');
}

function pageOf(field: string, list: NestedList, paging: string): string {
  const given = list.arguments === undefined ? paging : `${paging}, ${list.arguments}`;
  return `${field}(${given}) { nodes { ${list.node} } ${PAGE_INFO} }`;
}

/** The further pages of a nested list: `$id` is its owner. Null where no list of that name is asked for. */
export function restDocument(owner: string, field: string): string | null {
  const list = NESTED[owner]?.[field];
  if (list === undefined) return null;
  const page = pageOf(field, list, `first: ${REST_FIRST}, after: $after`);
  return `query Rest($id: ID!, $after: String!) { node(id: $id) { ... on ${owner} { ${page} } } }`;
}

/** The names of all nested lists, [owner, field]. */
export const NESTED_LISTS: readonly (readonly [owner: string, field: string])[] = Object.entries(NESTED).flatMap(
  ([owner, lists]) => Object.keys(lists).map((field) => [owner, field] as const),
);

/** Lists without `first` are given whole: `first` would cut them, and they have no next page. */
const TRANSACTIONS = `transactions { id kind status gateway manualPaymentGateway createdAt processedAt
  parentTransaction { id } amountSet ${BOTH_MONIES} receiptJson }`;
const REFUND = `id createdAt processedAt duties { amountSet ${PRESENTMENT} originalDuty { id } }`;
const FULFILMENT = 'id status createdAt updatedAt';

/** An order with what `parts` selects of its lists. */
function orderOf(parts: { readonly refund: string; readonly fulfilment: string; readonly lists: string }): string {
  return `id name test createdAt processedAt updatedAt cancelledAt taxesIncluded dutiesIncluded currencyCode
    presentmentCurrencyCode displayFinancialStatus paymentGatewayNames email paymentTerms { id }
    customer { id displayName defaultEmailAddress { emailAddress } }
    billingAddress { name countryCodeV2 } shippingAddress { countryCodeV2 }
    totalPriceSet ${BOTH_MONIES} totalTipReceivedSet ${PRESENTMENT}
    additionalFees { id price ${PRESENTMENT} ${TAX_LINES} }
    ${TRANSACTIONS}
    refunds { ${REFUND} ${parts.refund} }
    fulfillments { ${FULFILMENT} ${parts.fulfilment} }
    ${parts.lists}`;
}

const ORDER = orderOf({ refund: listsOf('Refund'), fulfilment: listsOf('Fulfillment'), lists: listsOf('Order') });

/** What an order costs in points by Shopify's published formula (an object 1, a connection 2 and its nodes), rounded up. */
const ORDER_COST = 190;

/** A document, and what it asks of the cost bucket before it is run. */
export interface Document {
  readonly text: string;
  readonly cost: number;
}

/** One request may cost 1,000 points. */
export const ORDERS_FIRST = 5;

export const ORDERS: Document = {
  text: `query Orders($first: Int!, $after: String, $query: String) {
    orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) { nodes { ${ORDER} } ${PAGE_INFO} } }`,
  cost: 2 + ORDERS_FIRST * ORDER_COST,
};

/** How many orders a search finds. */
export const ORDERS_COUNT: Document = {
  text: 'query Count($query: String) { ordersCount(query: $query, limit: null) { count } }',
  cost: 1,
};

export const ONE_ORDER: Document = { text: `query Order($id: ID!) { order(id: $id) { ${ORDER} } }`, cost: ORDER_COST };

/** What the app may read, and the oldest order that it sees. */
export const VISIBLE: Document = {
  text: `query Visible { currentAppInstallation { accessScopes { handle } }
    orders(first: 1, sortKey: CREATED_AT) { nodes { id } ${PAGE_INFO} } }`,
  cost: 5,
};

const CENSUS_FIRST = 100;

export const CENSUS: Document = {
  text: `query Census($after: String, $query: String) {
    orders(first: ${CENSUS_FIRST}, after: $after, query: $query, sortKey: PROCESSED_AT) {
      nodes { id name test processedAt totalPriceSet ${PRESENTMENT} } ${PAGE_INFO} } }`,
  cost: 2 + CENSUS_FIRST * 3,
};

const PRODUCTS_FIRST = 4;

export const PRODUCTS: Document = {
  text: `query Products($after: String, $query: String) {
    products(first: ${PRODUCTS_FIRST}, after: $after, query: $query, sortKey: UPDATED_AT) {
      nodes { id title updatedAt priceRangeV2 { minVariantPrice { currencyCode } } ${listsOf('Product')} }
      ${PAGE_INFO} } }`,
  cost: 2 + PRODUCTS_FIRST * 200,
};

/** One page of a nested list. */
export const REST_COST = 3 + REST_FIRST * 20;

/** A bulk operation refuses connections within lists: refunds and shipments come without, and `PARTS` adds them. */
const BULK_LISTS = Object.entries(NESTED.Order ?? {})
  .map(([field, { arguments: given, node }]) => {
    const selected = `${field}${given === undefined ? '' : `(${given})`}`;
    return `${selected} { edges { node { __typename ${node} } } }`;
  })
  .join(' ');

export const BULK_ORDERS = `{ orders { edges { node { ${orderOf({
  refund: '',
  fulfilment: '',
  lists: BULK_LISTS,
})} } } } }`;

/** Which field of its order a line of the bulk file belongs to, by its type. */
export const BULK_CHILDREN: Readonly<Record<string, string>> = { LineItem: 'lineItems', ShippingLine: 'shippingLines' };

/** Grouped: an order's lines follow it, so that the file can be read from any order on. */
export const BULK_RUN: Document = {
  text: `mutation Run($query: String!) { bulkOperationRunQuery(query: $query, groupObjects: true) {
    bulkOperation { id } userErrors { code message } } }`,
  cost: 10,
};

export const BULK_STATE: Document = {
  text: `query Bulk($id: ID!) { bulkOperation(id: $id) {
    id status errorCode createdAt rootObjectCount fileSize url } }`,
  cost: 1,
};

/** What a bulk operation leaves out of refunds and shipments: `first` of them in one request, of `each` points. */
export const PARTS = {
  refunds: { text: partsOf('Refund'), first: 24, each: 40 },
  fulfillments: { text: partsOf('Fulfillment'), first: 75, each: 13 },
} as const;

function partsOf(owner: string): string {
  return `query Parts($ids: [ID!]!) { nodes(ids: $ids) { ... on ${owner} { id ${listsOf(owner)} } } }`;
}

export const SHOP: Document = {
  text: `query Shop { shop { id name myshopifyDomain currencyCode ianaTimezone }
    currentAppInstallation { accessScopes { handle } } }`,
  cost: 3,
};

export const SUBSCRIPTIONS: Document = {
  text: `query Subscriptions($uri: String!, $after: String) {
    webhookSubscriptions(first: 100, uri: $uri, after: $after) { nodes { id topic uri } ${PAGE_INFO} } }`,
  cost: 102,
};

export const SUBSCRIBE: Document = {
  text: `mutation Subscribe($topic: WebhookSubscriptionTopic!, $uri: String!) {
    webhookSubscriptionCreate(topic: $topic, webhookSubscription: { uri: $uri, format: JSON }) {
      webhookSubscription { id } userErrors { message } } }`,
  cost: 10,
};

export const UNSUBSCRIBE: Document = {
  text: `mutation Unsubscribe($id: ID!) { webhookSubscriptionDelete(id: $id) {
    deletedWebhookSubscriptionId userErrors { message } } }`,
  cost: 10,
};
