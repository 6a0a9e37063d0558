// The words of the screens. What the books call by a system word is said here in the trade's own.

const titled = (text: string) => {
  const plain = text.replaceAll('-', ' ').replaceAll('_', ' ');
  return plain.charAt(0).toUpperCase() + plain.slice(1);
};
const from = (words: Readonly<Record<string, string>>) => (key: string) => words[key] ?? titled(key);

export const platformName = from({
  woocommerce: 'WooCommerce',
  shopify: 'Shopify',
  medusa: 'Medusa',
  vendure: 'Vendure',
  csv: 'CSV with a profile',
});

/** What a posting key says happened. */
export function eventName(key: string): string {
  const [head = key] = key.split(':');
  const words: Readonly<Record<string, string>> = {
    sale: 'Sale',
    fulfilment: 'Shipped',
    edit: 'Order changed',
    cancel: 'Cancelled',
    credit: 'Credit',
    payment: 'Payment',
    'payment-failed': 'Payment taken back',
    refund: 'Refund paid',
    'tax-point': 'Tax due',
    'marketplace-tax': 'Marketplace tax',
    deposits: 'Owed to the customer',
    rounding: 'Rounding',
    opening: 'Opening balance',
    manual: 'Manual entry',
  };
  return words[head] ?? titled(head);
}

/** What a part of an order is called. */
export function partName(key: string): string {
  const [head = key] = key.split(':');
  const words: Readonly<Record<string, string>> = {
    order: 'Order placed',
    payment: 'Payment',
    refund: 'Refund',
    'refund-mention': 'Refund',
    fulfilment: 'Shipment',
    'credit-note': 'Credit note',
    manual: 'Manual entry',
    opening: 'Opening balance',
  };
  return words[head] ?? titled(head);
}

export const causeName = from({
  fact: 'It happened',
  correction: 'Correction',
  undo: 'Undone',
  manual: 'By hand',
  opening: 'Opening',
});

/** What became of an order in the books. */
export const statusName = from({
  posted: 'In the books',
  'not-yet-a-sale': 'No sale',
  'before-cut-over': 'Before the start',
  'nothing-to-show': 'No entry so far',
  gone: 'Gone from the shop',
  'waits-for-order': 'Waits for its order',
  'waits-for-rate': 'Waits for a rate',
});

export const STATUSES = [
  'posted',
  'not-yet-a-sale',
  'waits-for-order',
  'waits-for-rate',
  'nothing-to-show',
  'before-cut-over',
  'gone',
];

export const fulfilledName = from({ all: 'Shipped', partly: 'Partly shipped', none: 'To ship' });

export const waitingReason = from({
  'waits-for-order': 'Waits for its order',
  'waits-for-rate': 'No exchange rate',
  order: 'Waits for its order',
  rate: 'No exchange rate',
  'unknown-shape': 'Not understood',
  redacted: 'Parts are missing',
  'error-body': 'An error of the shop',
  'deletion-notice': 'Only a notice of deletion',
  'no-record': 'No order in it',
  'unknown-currency': 'A currency we do not know',
  'too-large': 'An absurd amount',
  fault: 'A fault of ours',
});

const waitingForOrder = 'It posts by itself when the order arrives. Import the orders of that time, then try again.';
const waitingForRate = 'Import a rate for that day or a few days before (bookkeeper rates import), then try again.';

/** What a person can do about what waits. */
export const waitingRemedy = (reason: string) =>
  ({
    'waits-for-order': waitingForOrder,
    'waits-for-rate': waitingForRate,
    order: waitingForOrder,
    rate: waitingForRate,
    'unknown-shape': 'The message has a shape we do not know. Look at it, and export the order again from the shop.',
    'error-body': 'The shop answered with an error instead of an order. Export it again, then set this aside.',
    'deletion-notice':
      'It says that an order was deleted, not what it was. Look at the order in the books, then set this aside.',
    'no-record': 'It is a test or another message, and nothing to book: set it aside.',
    'unknown-currency': 'Look at the message: its currency is not in ISO 4217.',
    'too-large': 'It is more than a book can add up. Correct it in the shop; it is read again.',
    redacted: 'The shop left out what the books need. Export it again with a key that may read orders.',
    fault: 'Nothing is lost. Try again after the next release, and send us the id.',
  })[reason] ?? 'Look at the message, then try again.';

export const discrepancyName = from({
  'does-not-add-up': 'Order does not add up',
  underpaid: 'Paid too little',
  'refund-owed': 'Refund owed',
  'money-without-sale': 'Money without a sale',
  'credit-beyond-order': 'More given back than sold',
  'gone-with-money': 'Gone from the shop, with money',
  'untreated-tax': 'Tax not stated',
  'currency-differs': 'Paid in another currency',
  'missing-in-books': 'Missing in the books',
  'missing-on-platform': 'Not counted by the shop',
  'order-total-differs': 'Shop and books differ',
  'order-currency-differs': 'Another currency than the shop’s',
});

/** What the two sides of a difference say, and what a person may do. */
export const discrepancyAdvice = (kind: string) =>
  ({
    'does-not-add-up':
      'The shop’s lines and its total differ. The rest stands in Suspense. Look at the raw message; accept it if the shop is right so.',
    underpaid: 'Less was paid than sold. Wait for the rest, or accept it and write it off by hand.',
    'refund-owed': 'The customer paid more than is sold to him now. Pay it back in the shop; it heals by itself.',
    'money-without-sale': 'Money came in for what is no sale. Cancel the payment in the shop, or complete the order.',
    'credit-beyond-order': 'More was given back than the order held; the rest is goodwill. Accept it if it was meant.',
    'gone-with-money':
      'The shop no longer knows this order, but money moved. The entries stay. Accept it, or restore the order.',
    'untreated-tax': 'The shop does not say which tax this is. Set up its tax, and import the order again.',
    'currency-differs': 'The payment’s currency is not the order’s. Look at the payment in the shop.',
    'missing-in-books':
      'The shop counts this order, and it was read again in vain. Ask again; it heals once its day agrees.',
    'missing-on-platform':
      'The books hold this order, and the shop does not count it on this day. Look for it there, then ask again.',
    'order-total-differs': 'Shop and books name another total. Ask again; it heals once its day agrees.',
    'order-currency-differs': 'Shop and books name another currency. Look at the order in the shop, then ask again.',
  })[kind] ?? 'Look at the order; accept the difference if it may stand.';

export const accountTypeName = from({
  asset: 'Assets',
  liability: 'Liabilities',
  equity: 'Equity',
  income: 'Income',
  'contra-income': 'Deductions from income',
  'cost-of-sales': 'Cost of sales',
  expense: 'Expenses',
  other: 'Other',
});

export const sectionName = from({
  sales: 'Sales',
  deductions: 'Deductions',
  shipping: 'Shipping',
  'other-income': 'Other income',
  'cost-of-sales': 'Cost of sales',
  'channel-costs': 'Costs of selling',
  'other-expenses': 'Other expenses',
  'fx-and-rounding': 'Exchange and rounding',
  asset: 'Assets',
  liability: 'Liabilities',
  equity: 'Equity',
});

export const totalName = from({
  'net-sales': 'Net sales',
  'gross-margin': 'Gross margin',
  contribution: 'Contribution',
  result: 'Result',
  assets: 'Total assets',
  liabilities: 'Total liabilities',
  equity: 'Total equity',
  check: 'Assets − liabilities − equity (must be –)',
});

/** Why an account takes part in an order's entries. */
export function accountReason(code: string): string {
  if (code.startsWith('1100-'))
    return 'Money that the gateway took and has not paid out yet. One account per gateway and currency.';
  if (code.startsWith('2100-'))
    return 'Tax you collected and owe. One account per scheme; the mapping says which scheme a country belongs to.';
  const reasons: Readonly<Record<string, string>> = {
    '1200': 'What the customer owes between sale and payment. Returns to zero when the order is settled.',
    '2200': 'What you owe the customer: paid and not yet shipped, or a refund still to be paid.',
    '2210': 'Gift cards you sold and that were not yet spent.',
    '2220': 'Store credit that customers may still spend.',
    '4000': 'Goods and services sold, without tax.',
    '4100': 'Shipping charged, without tax.',
    '4200': 'Fees charged on the order.',
    '4210': 'Tips left on the order.',
    '4800': 'Discounts you gave, shown apart from sales (mapping: discounts).',
    '4810': 'Goods given back after they were sold. Never mixed into sales.',
    '4820': 'Money given back beyond what the order held.',
    '1900': 'Meeting point of two currencies; zero in your own currency in every entry.',
    '1990': 'What the shop’s own figures leave open. Look at the difference.',
    '7000': 'Gain or loss between the day of sale and the day of payment.',
    '7100': 'Cents that the shop’s own rounding leaves.',
  };
  return reasons[code] ?? 'An account of your chart.';
}

export interface SettingWords {
  readonly title: string;
  readonly help: string;
  readonly choices: Readonly<Record<string, string>>;
}

export const SETTINGS: Readonly<Record<string, SettingWords>> = {
  recognition: {
    title: 'When a sale counts as revenue',
    help: 'By channel: when it ships, where the shop tells shipments; otherwise when it is ordered.',
    choices: { 'by-channel': 'By channel', order: 'When ordered', fulfilment: 'When shipped' },
  },
  discounts: {
    title: 'Discounts',
    help: 'Apart: sales before discount, and discounts in an account of their own.',
    choices: { separate: 'Shown apart', net: 'Taken off sales' },
  },
  amountOnlyRefundTax: {
    title: 'Tax in a refund that names no goods',
    help: 'Used where the shop does not say how much of the refund is tax.',
    choices: {
      'pro-rata-when-prices-include-tax': 'In proportion, if prices include tax',
      'pro-rata': 'Always in proportion',
      none: 'No tax',
    },
  },
  taxPoint: {
    title: 'When tax is due',
    help: 'With the revenue.',
    choices: { recognition: 'With the revenue' },
  },
  tips: {
    title: 'Tips',
    help: 'Yours, or owed to your staff.',
    choices: { income: 'Income', payable: 'Owed to staff' },
  },
  roundingCap: {
    title: 'Largest rounding',
    help: 'In the smallest coin of the order. What is larger becomes a difference for you to look at.',
    choices: {},
  },
  rateDays: { title: 'Oldest exchange rate', help: 'In days before the sale.', choices: {} },
};

/** What a server says in passing, as a sentence of its own. */
export const sentence = (text: string) =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
