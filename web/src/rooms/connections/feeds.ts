const NAMES: Readonly<Record<string, string>> = {
  orders: 'Orders',
  refunds: 'Refunds',
  payments: 'Payments',
  listings: 'Products and prices',
};

export const feedName = (stream: string): string => NAMES[stream] ?? stream;
