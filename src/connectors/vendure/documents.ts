/** A named operation of the Admin API. */
export interface Operation {
  readonly name: string;
  readonly document: string;
}

/** What the decoder uses, and the figures an accountant would ask for; no street, no telephone. */
const WHOLE = `fragment Whole on Order {
  id code state active type createdAt updatedAt orderPlacedAt currencyCode
  subTotal subTotalWithTax shipping shippingWithTax total totalWithTax couponCodes
  taxSummary { description taxRate taxBase taxTotal }
  discounts { adjustmentSource type description amount amountWithTax }
  customer { id firstName lastName emailAddress }
  shippingAddress { fullName province postalCode countryCode }
  billingAddress { fullName province postalCode countryCode }
  lines {
    id quantity orderPlacedQuantity unitPrice unitPriceWithTax linePrice linePriceWithTax
    proratedUnitPrice proratedUnitPriceWithTax proratedLinePrice proratedLinePriceWithTax lineTax taxRate
    taxLines { description taxRate }
    discounts { adjustmentSource type description amount amountWithTax }
    productVariant { id sku name }
  }
  shippingLines {
    id price priceWithTax discountedPrice discountedPriceWithTax
    discounts { adjustmentSource type description amount amountWithTax }
    shippingMethod { id code name }
  }
  surcharges { id description sku price priceWithTax taxRate taxLines { description taxRate } }
  payments {
    id createdAt updatedAt method amount state transactionId
    refunds {
      id createdAt items shipping adjustment total method state transactionId reason lines { orderLineId quantity }
    }
  }
  fulfillments { id createdAt updatedAt state method trackingCode lines { orderLineId quantity } }
  modifications { id createdAt priceChange isSettled }
  channels { id code }
  history(options: $history) { totalItems items { type createdAt data } }
}`;

export const ORDERS: Operation = {
  name: 'Orders',
  document: `query Orders($options: OrderListOptions!, $history: HistoryEntryListOptions!) {
    orders(options: $options) { totalItems items { ...Whole } }
  }
  ${WHOLE}`,
};

export const ORDER: Operation = {
  name: 'OneOrder',
  document: `query OneOrder($id: ID!, $history: HistoryEntryListOptions!) { order(id: $id) { ...Whole } }
  ${WHOLE}`,
};

export const HISTORY: Operation = {
  name: 'OrderHistory',
  document: `query OrderHistory($id: ID!, $history: HistoryEntryListOptions!) {
    order(id: $id) { history(options: $history) { totalItems items { type createdAt data } } }
  }`,
};

export const CENSUS: Operation = {
  name: 'Census',
  document: `query Census($options: OrderListOptions!, $history: HistoryEntryListOptions!) {
    orders(options: $options) { items { ...Whole } }
    globalSettings { serverConfig { moneyStrategyPrecision } }
  }
  ${WHOLE}`,
};

export const VARIANTS: Operation = {
  name: 'Variants',
  document: `query Variants($options: ProductVariantListOptions!) {
    productVariants(options: $options) {
      totalItems
      items {
        id productId sku name enabled createdAt updatedAt currencyCode price priceWithTax trackInventory
        prices { currencyCode price }
        stockLevels { stockLocationId stockOnHand stockAllocated }
      }
    }
    globalSettings { trackInventory }
  }`,
};

export const SIGN_IN: Operation = {
  name: 'SignIn',
  document: `mutation SignIn($user: String!, $password: String!) {
    login(username: $user, password: $password) {
      __typename
      ... on CurrentUser { id }
      ... on ErrorResult { errorCode }
    }
  }`,
};

export const SHOP: Operation = {
  name: 'Shop',
  document: `query Shop {
    activeChannel { code token defaultCurrencyCode seller { name } }
    globalSettings { serverConfig { moneyStrategyPrecision } }
  }`,
};
