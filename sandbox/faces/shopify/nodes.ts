import type { Amount, Charge, Instant, OrderLine, Product, ShopPlan, Variant } from '../../world/types.ts';
import { connection, type GraphqlNode } from './connection.ts';
import { decimalOf, gid, iso } from './text.ts';
import type { OrderView, RefundView, TransactionView } from './view.ts';

/* GraphQL's dress: plain objects, whose paged lists are functions of their arguments. */

/** What an order's parts are dressed with. */
class Dress {
  readonly #plan: ShopPlan;

  constructor(plan: ShopPlan) {
    this.#plan = plan;
  }

  money(amount: Amount): GraphqlNode {
    const { code, decimals } = this.#plan.currency;
    return { amount: decimalOf(amount, decimals), currencyCode: code };
  }

  bag(amount: Amount): GraphqlNode {
    const money = this.money(amount);
    return { shopMoney: money, presentmentMoney: money };
  }

  taxes(charge: Charge): GraphqlNode[] {
    return charge.taxes.map(({ rateId, amount }) => {
      const rate = this.#plan.taxRates.find(({ id }) => id === rateId);
      const ppm = rate?.ppm ?? 0;
      return {
        title: rate?.name ?? 'Tax',
        rate: ppm / 1_000_000,
        ratePercentage: ppm / 10_000,
        channelLiable: false,
        priceSet: this.bag(amount),
      };
    });
  }

  discounts(amount: Amount): GraphqlNode[] {
    return amount === 0 ? [] : [{ allocatedAmountSet: this.bag(amount) }];
  }

  line(line: OrderLine): GraphqlNode {
    return {
      __typename: 'LineItem',
      id: gid('LineItem', line.id),
      sku: line.sku,
      title: line.title,
      quantity: line.quantity,
      isGiftCard: line.isGiftCard,
      requiresShipping: line.ships,
      product: { id: gid('Product', line.productId) },
      variant: { id: gid('ProductVariant', line.variantId) },
      originalUnitPriceSet: this.bag(line.unitPrice),
      discountAllocations: this.discounts(line.discount),
      taxLines: this.taxes(line.charged),
      duties: [],
    };
  }

  shipping({ order, plan }: OrderView): GraphqlNode[] {
    const { shipping } = order;
    if (shipping === null) return [];
    return [
      {
        __typename: 'ShippingLine',
        id: gid('ShippingLine', shipping.id),
        title: shipping.method.title,
        isRemoved: false,
        originalPriceSet: this.bag(priceOf(shipping.charged, plan)),
        discountAllocations: [],
        taxLines: this.taxes(shipping.charged),
      },
    ];
  }

  transaction(one: TransactionView): GraphqlNode {
    return {
      __typename: 'OrderTransaction',
      id: gid('OrderTransaction', one.id),
      kind: one.kind.toUpperCase(),
      status: one.status.toUpperCase(),
      gateway: one.gateway,
      manualPaymentGateway: one.isManual,
      createdAt: iso(one.at),
      processedAt: iso(one.at),
      parentTransaction: one.parent === null ? null : { id: gid('OrderTransaction', one.parent) },
      amountSet: this.bag(one.amount),
      receiptJson: JSON.stringify(one.reference === '' ? {} : { id: one.reference }),
    };
  }

  refund({ id, at, lines, shipping, kept, transactions }: RefundView): GraphqlNode {
    const given = shipping === null ? [] : [shipping];
    const adjustments = kept === 0 ? [] : [kept];
    return {
      __typename: 'Refund',
      id: gid('Refund', id),
      createdAt: iso(at),
      processedAt: iso(at),
      duties: [],
      refundLineItems: connection(
        lines.map((line) => ({
          id: gid('RefundLineItem', line.id),
          quantity: line.quantity,
          lineItem: { id: gid('LineItem', line.line) },
          subtotalSet: this.bag(line.subtotal),
          totalTaxSet: this.bag(line.tax),
        })),
      ),
      refundShippingLines: connection(
        given.map(({ line, subtotal, tax }) => ({
          id: gid('RefundShippingLine', id),
          shippingLine: { id: gid('ShippingLine', line) },
          subtotalAmountSet: this.bag(subtotal),
          taxAmountSet: this.bag(tax),
        })),
      ),
      orderAdjustments: connection(
        adjustments.map((amount) => ({
          id: gid('OrderAdjustment', id),
          reason: 'REFUND_DISCREPANCY',
          amountSet: this.bag(amount),
          taxAmountSet: this.bag(0),
        })),
      ),
      transactions: connection(transactions.map((one) => this.transaction(one))),
    };
  }
}

function priceOf({ net, taxes }: Charge, { pricesIncludeTax }: ShopPlan): Amount {
  return pricesIncludeTax ? taxes.reduce((sum, { amount }) => sum + amount, net) : net;
}

export function orderNode(view: OrderView): GraphqlNode {
  const { order, plan, total, updatedAt, financialStatus, gateways, transactions, refunds } = view;
  const dress = new Dress(plan);
  const { customer } = order;
  const name = `${customer.firstName} ${customer.lastName}`;
  const address = { name, countryCodeV2: customer.destination.country };
  return {
    __typename: 'Order',
    id: gid('Order', order.id),
    name: `#${order.number}`,
    test: false,
    createdAt: iso(order.placedAt),
    processedAt: iso(order.placedAt),
    updatedAt: iso(updatedAt),
    cancelledAt: order.cancelledAt === null ? null : iso(order.cancelledAt),
    taxesIncluded: plan.pricesIncludeTax,
    dutiesIncluded: false,
    currencyCode: plan.currency.code,
    presentmentCurrencyCode: plan.currency.code,
    displayFinancialStatus: financialStatus.toUpperCase(),
    paymentGatewayNames: gateways,
    paymentTerms: null,
    email: customer.email,
    customer:
      customer.id === 0
        ? null
        : {
            id: gid('Customer', customer.id),
            displayName: name,
            defaultEmailAddress: { emailAddress: customer.email },
          },
    billingAddress: address,
    shippingAddress: order.shipping === null ? null : address,
    totalPriceSet: dress.bag(total),
    totalTipReceivedSet: dress.bag(0),
    additionalFees: [],
    transactions: transactions.map((one) => dress.transaction(one)),
    refunds: refunds.map((refund) => dress.refund(refund)),
    fulfillments: order.shipments.map(({ id, at, lines }) => ({
      __typename: 'Fulfillment',
      id: gid('Fulfillment', id),
      status: 'SUCCESS',
      createdAt: iso(at),
      updatedAt: iso(at),
      fulfillmentLineItems: connection(
        lines.map(({ lineId, quantity }) => ({
          id: gid('FulfillmentLineItem', `${id}${lineId}`),
          quantity,
          lineItem: { id: gid('LineItem', lineId) },
        })),
      ),
    })),
    lineItems: connection(order.lines.map((line) => dress.line(line))),
    shippingLines: connection(dress.shipping(view)),
  };
}

export function productNode(product: Product, plan: ShopPlan, updatedAt: Instant): GraphqlNode {
  const { code, decimals } = plan.currency;
  const lowest = Math.min(...product.variants.map(({ price }) => price));
  return {
    __typename: 'Product',
    id: gid('Product', product.id),
    title: product.title,
    updatedAt: iso(updatedAt),
    priceRangeV2: { minVariantPrice: { amount: decimalOf(lowest, decimals), currencyCode: code } },
    variants: connection(product.variants.map((variant) => variantNode(variant, plan))),
  };
}

/** A variant has an inventory item of its own, of the same number; a location's number is its place in the plan. */
function variantNode(variant: Variant, plan: ShopPlan): GraphqlNode {
  const locations = plan.warehouses.map(({ key }) => key);
  const levels = Object.entries(variant.stock).map(([warehouse, { onHand, committed }]) => ({
    __typename: 'InventoryLevel',
    id: gid('InventoryLevel', `${variant.id}?inventory_item_id=${variant.id}`),
    location: { id: gid('Location', locations.indexOf(warehouse) + 1) },
    quantities: ({ names }: { readonly names: readonly string[] }) =>
      names.map((name) => ({
        id: gid('InventoryQuantity', `${variant.id}?name=${name}`),
        name,
        quantity: name === 'on_hand' ? onHand : name === 'committed' ? committed : onHand - committed,
      })),
  }));
  return {
    __typename: 'ProductVariant',
    id: gid('ProductVariant', variant.id),
    sku: variant.sku,
    title: variant.title === '' ? 'Default Title' : variant.title,
    price: decimalOf(variant.price, plan.currency.decimals),
    inventoryItem: {
      __typename: 'InventoryItem',
      id: gid('InventoryItem', variant.id),
      tracked: levels.length > 0,
      inventoryLevels: connection(levels),
    },
  };
}
