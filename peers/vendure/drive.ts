import { type Ask, session } from './graphql.ts';
import type { Vendure } from './start.ts';

const REFUSED = '... on ErrorResult { errorCode message }';

/** An order as its driver needs it. */
export interface Placed {
  readonly id: string;
  readonly code: string;
  readonly totalWithTax: number;
  readonly lines: readonly { readonly id: string; readonly quantity: number; readonly unitPriceWithTax: number }[];
  readonly payments: readonly { readonly id: string }[];
}

interface Sale {
  /** SKU and quantity. */
  readonly items: readonly (readonly [sku: string, quantity: number])[];
  readonly country?: string;
  /** 'dummy' is captured at once, 'later' authorised only. */
  readonly method?: 'dummy' | 'later';
  /** Waited for between filling the cart and placing it. */
  readonly pause?: () => Promise<void>;
}

/** Goes through a Vendure's shop and admin APIs as customers and staff do. */
export class Driver {
  readonly #shop: string;
  readonly #admin: Ask;
  readonly #variants: ReadonlyMap<string, string>;
  #customers = 0;

  private constructor({ shop }: Vendure, admin: Ask, variants: ReadonlyMap<string, string>) {
    this.#shop = shop;
    this.#admin = admin;
    this.#variants = variants;
  }

  static async open(vendure: Vendure): Promise<Driver> {
    const admin = session(vendure.admin);
    await admin(
      `mutation ($user: String!, $password: String!) { login(username: $user, password: $password) {
      __typename ${REFUSED} } }`,
      { user: vendure.user, password: vendure.password },
    );
    const { items } = await admin<{ items: readonly { id: string; sku: string }[] }>(
      '{ productVariants(options: { take: 100 }) { items { id sku } } }',
    );
    return new Driver(vendure, admin, new Map(items.map(({ id, sku }) => [sku, id])));
  }

  /** Fills a cart, leaves it. */
  async fill({ items, country = 'DE' }: Sale): Promise<Ask> {
    const shop = session(this.#shop);
    for (const [sku, quantity] of items) {
      await shop(
        `mutation ($id: ID!, $quantity: Int!) { addItemToOrder(productVariantId: $id, quantity: $quantity) {
          __typename ${REFUSED} } }`,
        { id: this.variant(sku), quantity },
      );
    }
    this.#customers += 1;
    await shop(
      `mutation ($input: CreateCustomerInput!) { setCustomerForOrder(input: $input) { __typename ${REFUSED} } }`,
      {
        input: { emailAddress: `customer${this.#customers}@shop.example`, firstName: 'Ada', lastName: 'Weiß' },
      },
    );
    await shop('mutation ($input: CreateAddressInput!) { setOrderShippingAddress(input: $input) { __typename } }', {
      input: { fullName: 'Ada Weiß', streetLine1: 'Straße 1', city: 'Köln', postalCode: '50667', countryCode: country },
    });
    const [method] = await shop<readonly { id: string }[]>('{ eligibleShippingMethods { id } }');
    await shop(`mutation ($ids: [ID!]!) { setOrderShippingMethod(shippingMethodId: $ids) { __typename ${REFUSED} } }`, {
      ids: [method?.id],
    });
    return shop;
  }

  /** Fills a cart, and pays or promises to. */
  async place(sale: Sale): Promise<Placed> {
    const shop = await this.fill(sale);
    await sale.pause?.();
    await shop(`mutation { transitionOrderToState(state: "ArrangingPayment") {
      __typename ... on OrderStateTransitionError { errorCode transitionError } } }`);
    const { id } = await shop<{ id: string }>(
      `mutation ($input: PaymentInput!) { addPaymentToOrder(input: $input) {
        ... on Order { id } ${REFUSED} } }`,
      { input: { method: sale.method ?? 'dummy', metadata: {} } },
    );
    return await this.order(id);
  }

  order(id: string): Promise<Placed> {
    return this.#admin(
      `query ($id: ID!) { order(id: $id) {
        id code totalWithTax lines { id quantity unitPriceWithTax } payments { id } } }`,
      { id },
    );
  }

  async capture({ payments }: Placed): Promise<void> {
    for (const { id } of payments) {
      await this.#admin(`mutation ($id: ID!) { settlePayment(id: $id) { __typename ${REFUSED} } }`, { id });
    }
  }

  /** Gives so much back, and settles it where the gateway has not. */
  async refund({ payments }: Placed, amount: number): Promise<void> {
    const input = { paymentId: payments[0]?.id, amount, lines: [], shipping: 0, adjustment: 0, reason: 'goodwill' };
    const { id, state } = await this.#admin<{ id: string; state: string }>(
      `mutation ($input: RefundOrderInput!) { refundOrder(input: $input) { ... on Refund { id state } ${REFUSED} } }`,
      { input },
    );
    if (state === 'Settled') return;
    await this.#admin(
      `mutation ($input: SettleRefundInput!) { settleRefund(input: $input) { __typename ${REFUSED} } }`,
      {
        input: { id, transactionId: `refund-${id}` },
      },
    );
  }

  /** Sends so many units of the line at that place. */
  async ship(order: Placed, line: number, quantity: number): Promise<void> {
    const { id } = await this.#admin<{ id: string }>(
      `mutation ($input: FulfillOrderInput!) { addFulfillmentToOrder(input: $input) {
        ... on Fulfillment { id } ${REFUSED} } }`,
      {
        input: {
          lines: [{ orderLineId: order.lines[line]?.id, quantity }],
          handler: {
            code: 'manual-fulfillment',
            arguments: [
              { name: 'method', value: 'DHL' },
              { name: 'trackingCode', value: `${order.code}-${line}-${quantity}` },
            ],
          },
        },
      },
    );
    await this.#admin(
      `mutation ($id: ID!) { transitionFulfillmentToState(id: $id, state: "Shipped") {
        __typename ... on FulfillmentStateTransitionError { errorCode transitionError } } }`,
      { id },
    );
  }

  /** Cancels so many units of the line at that place; all of the order where none is named. */
  async cancel(order: Placed, line?: number, quantity = 1): Promise<void> {
    const lines = line === undefined ? undefined : [{ orderLineId: order.lines[line]?.id, quantity }];
    await this.#admin(`mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { __typename ${REFUSED} } }`, {
      input: { orderId: order.id, lines, reason: 'changed their mind', cancelShipping: line === undefined },
    });
  }

  /** What a shop's staff can change of a variant: its price in minor units, its stock. */
  async change(sku: string, change: { readonly price: number; readonly stockOnHand: number }): Promise<void> {
    await this.#admin(
      'mutation ($input: [UpdateProductVariantInput!]!) { updateProductVariants(input: $input) { id } }',
      {
        input: [{ id: this.variant(sku), ...change }],
      },
    );
  }

  /** An administrator with these permissions alone. */
  async addUser(permissions: readonly string[]): Promise<{ readonly name: string; readonly password: string }> {
    const user = { name: `${permissions.join('-')}@shop.example`, password: 'a password for tests' };
    await this.#admin('mutation ($input: CreateAdministratorInput!) { createAdministrator(input: $input) { id } }', {
      input: {
        emailAddress: user.name,
        firstName: 'Book',
        lastName: 'Keeper',
        password: user.password,
        roleIds: [await this.#role('user', permissions)],
      },
    });
    return user;
  }

  /** An API key with these permissions alone. */
  async addKey(permissions: readonly string[]): Promise<string> {
    const { apiKey } = await this.#admin<{ apiKey: string }>(
      'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey } }',
      {
        input: {
          roleIds: [await this.#role('key', permissions)],
          translations: [{ languageCode: 'en', name: 'Bookkeeper' }],
        },
      },
    );
    return apiKey;
  }

  async #role(of: string, permissions: readonly string[]): Promise<string> {
    const code = `${of}-${permissions.join('-')}`;
    const { id } = await this.#admin<{ id: string }>(
      'mutation ($input: CreateRoleInput!) { createRole(input: $input) { id } }',
      {
        input: { code, description: code, permissions },
      },
    );
    return id;
  }

  variant(sku: string): string {
    const id = this.#variants.get(sku);
    if (id === undefined) throw new Error(`the shop has no ${sku}`);
    return id;
  }

  /** Asks the Admin API what no method above does. */
  get admin(): Ask {
    return this.#admin;
  }
}
