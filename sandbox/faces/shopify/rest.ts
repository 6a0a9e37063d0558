import { unitsSold, unitsToShip } from '../../world/order.ts';
import type { Amount, Charge, Order, OrderLine, Shipment, ShopPlan } from '../../world/types.ts';
import { decimalOf, gid, iso } from './text.ts';
import type { OrderView, RefundView, TransactionView } from './view.ts';

/* REST's dress, which webhooks carry to this day: snake case, ids as numbers, each amount as text and as a bag. */

export type RestBody = Readonly<Record<string, unknown>>;

const idsOf = (type: string, id: number) => ({ id, admin_graphql_api_id: gid(type, id) });

class Dress {
  readonly #plan: ShopPlan;

  constructor(plan: ShopPlan) {
    this.#plan = plan;
  }

  text(amount: Amount): string {
    return decimalOf(amount, this.#plan.currency.decimals);
  }

  bag(amount: Amount): RestBody {
    const money = { amount: this.text(amount), currency_code: this.#plan.currency.code };
    return { shop_money: money, presentment_money: money };
  }

  taxes({ taxes }: Charge): RestBody[] {
    return taxes.map(({ rateId, amount }) => {
      const rate = this.#plan.taxRates.find(({ id }) => id === rateId);
      return {
        channel_liable: false,
        price: this.text(amount),
        price_set: this.bag(amount),
        rate: (rate?.ppm ?? 0) / 1_000_000,
        title: rate?.name ?? 'Tax',
      };
    });
  }

  discounts(amount: Amount): RestBody[] {
    if (amount === 0) return [];
    return [{ amount: this.text(amount), amount_set: this.bag(amount), discount_application_index: 0 }];
  }

  line(order: Order, line: OrderLine): RestBody {
    const open = unitsToShip(order, line);
    return {
      ...idsOf('LineItem', line.id),
      current_quantity: unitsSold(line),
      discount_allocations: this.discounts(line.discount),
      duties: [],
      fulfillable_quantity: open,
      fulfillment_status: line.ships && open === 0 ? 'fulfilled' : null,
      gift_card: line.isGiftCard,
      name: line.variantTitle === '' ? line.title : `${line.title} - ${line.variantTitle}`,
      price: this.text(line.unitPrice),
      price_set: this.bag(line.unitPrice),
      product_exists: true,
      product_id: line.productId,
      quantity: line.quantity,
      requires_shipping: line.ships,
      sku: line.sku,
      tax_lines: this.taxes(line.charged),
      taxable: line.taxClass !== 'none',
      title: line.title,
      total_discount: '0.00',
      variant_id: line.variantId,
      variant_title: line.variantTitle === '' ? null : line.variantTitle,
    };
  }

  shipping({ order, plan }: OrderView): RestBody[] {
    const { shipping } = order;
    if (shipping === null) return [];
    const { charged, method } = shipping;
    const price = plan.pricesIncludeTax
      ? charged.taxes.reduce((sum, { amount }) => sum + amount, charged.net)
      : charged.net;
    return [
      {
        id: shipping.id,
        code: method.code,
        discount_allocations: [],
        is_removed: false,
        price: this.text(price),
        price_set: this.bag(price),
        source: 'shopify',
        tax_lines: this.taxes(charged),
        title: method.title,
      },
    ];
  }

  transaction(order: Order, one: TransactionView): RestBody {
    return {
      ...idsOf('OrderTransaction', one.id),
      amount: this.text(one.amount),
      authorization: one.reference === '' ? null : one.reference,
      created_at: iso(one.at),
      currency: this.#plan.currency.code,
      gateway: one.gateway,
      kind: one.kind,
      manual_payment_gateway: one.isManual,
      order_id: order.id,
      parent_id: one.parent,
      processed_at: iso(one.at),
      receipt: one.reference === '' ? {} : { id: one.reference },
      status: one.status,
      test: false,
    };
  }

  refund(order: Order, { id, at, lines, shipping, kept, transactions, restocked }: RefundView): RestBody {
    const shippingLines = shipping === null ? [] : [shipping];
    const adjustments = kept === 0 ? [] : [kept];
    return {
      ...idsOf('Refund', id),
      created_at: iso(at),
      duties: [],
      note: null,
      order_adjustments: adjustments.map((amount) => ({
        id,
        amount: this.text(amount),
        amount_set: this.bag(amount),
        kind: 'refund_discrepancy',
        order_id: order.id,
        reason: 'Refund discrepancy',
        refund_id: id,
        tax_amount: this.text(0),
        tax_amount_set: this.bag(0),
      })),
      order_id: order.id,
      processed_at: iso(at),
      refund_line_items: lines.map((line) => ({
        id: line.id,
        line_item_id: line.line,
        quantity: line.quantity,
        restock_type: restocked ? 'return' : 'no_restock',
        // Here alone amounts are numbers.
        subtotal: Number(this.text(line.subtotal)),
        subtotal_set: this.bag(line.subtotal),
        total_tax: Number(this.text(line.tax)),
        total_tax_set: this.bag(line.tax),
      })),
      refund_shipping_lines: shippingLines.map(({ line, subtotal, tax }) => ({
        id,
        shipping_line: { id: line },
        subtotal_amount_set: this.bag(subtotal),
        tax_amount_set: this.bag(tax),
      })),
      transactions: transactions.map((one) => this.transaction(order, one)),
    };
  }

  fulfilment(order: Order, { id, at, tracking, lines }: Shipment): RestBody {
    return {
      ...idsOf('Fulfillment', id),
      created_at: iso(at),
      line_items: lines.flatMap(({ lineId, quantity }) => {
        const line = order.lines.find((one) => one.id === lineId);
        return line === undefined ? [] : [{ ...this.line(order, line), quantity }];
      }),
      order_id: order.id,
      status: 'success',
      tracking_company: 'Other',
      tracking_number: tracking,
      tracking_numbers: [tracking],
      updated_at: iso(at),
    };
  }
}

export function restOrder(view: OrderView): RestBody {
  const { order, plan, updatedAt, total, financialStatus, gateways, refunds } = view;
  const dress = new Dress(plan);
  const { customer } = order;
  const { firstName, lastName, email, street, destination } = customer;
  const address = {
    name: `${firstName} ${lastName}`,
    first_name: firstName,
    last_name: lastName,
    address1: street,
    city: destination.city,
    zip: destination.postcode,
    province_code: destination.region === '' ? null : destination.region,
    country_code: destination.country,
  };
  return {
    ...idsOf('Order', order.id),
    billing_address: address,
    cancelled_at: order.cancelledAt === null ? null : iso(order.cancelledAt),
    created_at: iso(order.placedAt),
    currency: plan.currency.code,
    customer: customer.id === 0 ? null : { id: customer.id, email, first_name: firstName, last_name: lastName },
    duties_included: false,
    email,
    financial_status: financialStatus,
    fulfillments: order.shipments.map((shipment) => dress.fulfilment(order, shipment)),
    line_items: order.lines.map((line) => dress.line(order, line)),
    name: `#${order.number}`,
    note: order.notes.length === 0 ? null : order.notes.join('\n'),
    order_number: order.number,
    original_total_additional_fees_set: null,
    original_total_duties_set: null,
    payment_gateway_names: gateways,
    payment_terms: null,
    presentment_currency: plan.currency.code,
    processed_at: iso(order.placedAt),
    refunds: refunds.map((refund) => dress.refund(order, refund)),
    shipping_address: order.shipping === null ? null : address,
    shipping_lines: dress.shipping(view),
    source_name: 'web',
    tags: '',
    taxes_included: plan.pricesIncludeTax,
    test: false,
    total_price: dress.text(total),
    total_price_set: dress.bag(total),
    total_tip_received: dress.text(0),
    updated_at: iso(updatedAt),
  };
}

export function restRefund({ order, plan }: OrderView, refund: RefundView): RestBody {
  return new Dress(plan).refund(order, refund);
}

export function restTransaction({ order, plan }: OrderView, transaction: TransactionView): RestBody {
  return new Dress(plan).transaction(order, transaction);
}

export function restFulfilment({ order, plan }: OrderView, shipment: Shipment): RestBody {
  return new Dress(plan).fulfilment(order, shipment);
}
