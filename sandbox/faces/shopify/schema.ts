import { buildSchema, type GraphQLSchema } from 'graphql';

/*
 * The cut of Shopify's Admin schema (2026-10) that the face can answer. Its types, fields and arguments are the vendor's,
 * each with the vendor's own type, save that long lists of codes (currencies, countries) are scalars here.
 */

/** What the face speaks; a request for another version is answered in it, as Shopify does. */
export const API_VERSION = '2026-10';

const CONNECTED = [
  'FulfillmentLineItem',
  'InventoryLevel',
  'LineItem',
  'Order',
  'OrderAdjustment',
  'OrderTransaction',
  'Product',
  'ProductVariant',
  'RefundLineItem',
  'RefundShippingLine',
  'ShippingLine',
  'WebhookSubscription',
];

const PAGED = 'first: Int, after: String';

const CONNECTIONS = CONNECTED.map(
  (name) => `
type ${name}Connection { nodes: [${name}!]! edges: [${name}Edge!]! pageInfo: PageInfo! }
type ${name}Edge { node: ${name}! cursor: String! }`,
).join('');

const SDL = `
schema { query: QueryRoot mutation: Mutation }

scalar CountryCode
scalar CurrencyCode
scalar DateTime
scalar Decimal
scalar JSON
scalar Money
scalar UnsignedInt64
scalar URL
scalar WebhookSubscriptionTopic

enum BulkOperationErrorCode { ACCESS_DENIED INTERNAL_SERVER_ERROR TIMEOUT }
enum BulkOperationStatus { CANCELED CANCELING COMPLETED CREATED EXPIRED FAILED RUNNING }
enum BulkOperationUserErrorCode { INVALID LIMIT_REACHED OPERATION_IN_PROGRESS }
enum FulfillmentStatus { CANCELLED ERROR FAILURE OPEN PENDING SUCCESS }
enum OrderAdjustmentDiscrepancyReason {
  CUSTOMER DAMAGE FULL_RETURN_BALANCING_ADJUSTMENT PENDING_REFUND_DISCREPANCY REFUND_DISCREPANCY RESTOCK
}
enum OrderDisplayFinancialStatus { AUTHORIZED EXPIRED PAID PARTIALLY_PAID PARTIALLY_REFUNDED PENDING REFUNDED VOIDED }
enum OrderSortKeys { CREATED_AT PROCESSED_AT UPDATED_AT }
enum OrderTransactionKind { AUTHORIZATION CAPTURE CHANGE EMV_AUTHORIZATION REFUND SALE SUGGESTED_REFUND VOID }
enum OrderTransactionStatus { AWAITING_RESPONSE ERROR FAILURE PENDING SUCCESS UNKNOWN }
enum ProductSortKeys { CREATED_AT UPDATED_AT }
enum WebhookSubscriptionFormat { JSON XML }

interface Node { id: ID! }

type QueryRoot {
  bulkOperation(id: ID!): BulkOperation
  currentAppInstallation: AppInstallation!
  node(id: ID!): Node
  nodes(ids: [ID!]!): [Node]!
  order(id: ID!): Order
  orders(${PAGED}, query: String, sortKey: OrderSortKeys = PROCESSED_AT): OrderConnection!
  ordersCount(limit: Int = 10000, query: String): Count
  products(${PAGED}, query: String, sortKey: ProductSortKeys): ProductConnection!
  shop: Shop!
  webhookSubscriptions(${PAGED}, uri: String): WebhookSubscriptionConnection!
}

type Mutation {
  bulkOperationRunQuery(groupObjects: Boolean! = false, query: String!): BulkOperationRunQueryPayload
  webhookSubscriptionCreate(
    topic: WebhookSubscriptionTopic!, webhookSubscription: WebhookSubscriptionInput!
  ): WebhookSubscriptionCreatePayload
  webhookSubscriptionDelete(id: ID!): WebhookSubscriptionDeletePayload
}

type AccessScope { handle: String! }
type AdditionalFee implements Node { id: ID! price: MoneyBag! taxLines: [TaxLine!]! }
type AppInstallation { accessScopes: [AccessScope!]! }
type BulkOperation implements Node {
  id: ID! status: BulkOperationStatus! errorCode: BulkOperationErrorCode createdAt: DateTime!
  rootObjectCount: UnsignedInt64! fileSize: UnsignedInt64 url: URL
}
type BulkOperationRunQueryPayload { bulkOperation: BulkOperation userErrors: [BulkOperationUserError!]! }
type BulkOperationUserError { code: BulkOperationUserErrorCode message: String! }
type Count { count: Int! }
type Customer implements Node { id: ID! displayName: String! defaultEmailAddress: CustomerEmailAddress }
type CustomerEmailAddress { emailAddress: String! }
type DiscountAllocation { allocatedAmountSet: MoneyBag! }
type Duty implements Node { id: ID! price: MoneyBag! taxLines: [TaxLine!]! }
type Fulfillment implements Node {
  id: ID! status: FulfillmentStatus! createdAt: DateTime! updatedAt: DateTime!
  fulfillmentLineItems(${PAGED}): FulfillmentLineItemConnection!
}
type FulfillmentLineItem implements Node { id: ID! quantity: Int lineItem: LineItem! }
type InventoryItem implements Node {
  id: ID! tracked: Boolean! inventoryLevels(${PAGED}): InventoryLevelConnection!
}
type InventoryLevel implements Node {
  id: ID! location: Location! quantities(names: [String!]!): [InventoryQuantity!]!
}
type InventoryQuantity implements Node { id: ID! name: String! quantity: Int! }
type LineItem implements Node {
  id: ID! sku: String title: String! quantity: Int! isGiftCard: Boolean! requiresShipping: Boolean!
  product: Product variant: ProductVariant originalUnitPriceSet: MoneyBag!
  discountAllocations: [DiscountAllocation!]! taxLines: [TaxLine!]! duties: [Duty!]!
}
type Location implements Node { id: ID! }
type MailingAddress { name: String countryCodeV2: CountryCode }
type MoneyBag { presentmentMoney: MoneyV2! shopMoney: MoneyV2! }
type MoneyV2 { amount: Decimal! currencyCode: CurrencyCode! }
type Order implements Node {
  id: ID! name: String! test: Boolean! createdAt: DateTime! processedAt: DateTime! updatedAt: DateTime! cancelledAt: DateTime
  taxesIncluded: Boolean! dutiesIncluded: Boolean! currencyCode: CurrencyCode! presentmentCurrencyCode: CurrencyCode!
  displayFinancialStatus: OrderDisplayFinancialStatus paymentGatewayNames: [String!]! paymentTerms: PaymentTerms
  email: String customer: Customer billingAddress: MailingAddress shippingAddress: MailingAddress
  totalPriceSet: MoneyBag! totalTipReceivedSet: MoneyBag! additionalFees: [AdditionalFee!]!
  transactions: [OrderTransaction!]! refunds: [Refund!]! fulfillments: [Fulfillment!]!
  lineItems(${PAGED}): LineItemConnection!
  shippingLines(${PAGED}, includeRemovals: Boolean = false): ShippingLineConnection!
}
type OrderAdjustment implements Node {
  id: ID! reason: OrderAdjustmentDiscrepancyReason amountSet: MoneyBag! taxAmountSet: MoneyBag!
}
type OrderTransaction implements Node {
  id: ID! kind: OrderTransactionKind! status: OrderTransactionStatus! gateway: String manualPaymentGateway: Boolean!
  createdAt: DateTime! processedAt: DateTime parentTransaction: OrderTransaction amountSet: MoneyBag! receiptJson: JSON
}
type PageInfo { hasNextPage: Boolean! endCursor: String }
type PaymentTerms implements Node { id: ID! }
type Product implements Node {
  id: ID! title: String! updatedAt: DateTime! priceRangeV2: ProductPriceRangeV2!
  variants(${PAGED}): ProductVariantConnection!
}
type ProductPriceRangeV2 { minVariantPrice: MoneyV2! }
type ProductVariant implements Node {
  id: ID! sku: String title: String! price: Money! inventoryItem: InventoryItem!
}
type Refund implements Node {
  id: ID! createdAt: DateTime processedAt: DateTime! duties: [RefundDuty!]
  refundLineItems(${PAGED}): RefundLineItemConnection!
  refundShippingLines(${PAGED}): RefundShippingLineConnection!
  orderAdjustments(${PAGED}): OrderAdjustmentConnection!
  transactions(${PAGED}): OrderTransactionConnection!
}
type RefundDuty { amountSet: MoneyBag! originalDuty: Duty }
type RefundLineItem {
  id: ID quantity: Int! lineItem: LineItem! subtotalSet: MoneyBag! totalTaxSet: MoneyBag!
}
type RefundShippingLine implements Node {
  id: ID! shippingLine: ShippingLine! subtotalAmountSet: MoneyBag! taxAmountSet: MoneyBag!
}
type ShippingLine {
  id: ID title: String! isRemoved: Boolean! originalPriceSet: MoneyBag!
  discountAllocations: [DiscountAllocation!]! taxLines: [TaxLine!]!
}
type Shop implements Node {
  id: ID! name: String! myshopifyDomain: String! currencyCode: CurrencyCode! ianaTimezone: String!
}
type TaxLine { title: String! rate: Float ratePercentage: Float channelLiable: Boolean priceSet: MoneyBag! }
type UserError { message: String! }
type WebhookSubscription implements Node { id: ID! topic: WebhookSubscriptionTopic! uri: String! }
type WebhookSubscriptionCreatePayload { webhookSubscription: WebhookSubscription userErrors: [UserError!]! }
type WebhookSubscriptionDeletePayload { deletedWebhookSubscriptionId: ID userErrors: [UserError!]! }
input WebhookSubscriptionInput { uri: String format: WebhookSubscriptionFormat }
${CONNECTIONS}
`;

export const SCHEMA: GraphQLSchema = buildSchema(SDL);
