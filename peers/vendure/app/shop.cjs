/** What the shop is made of; products stand in products.csv. Names as Vendure's `populate` wants them. */
exports.initialData = {
  defaultLanguage: 'en',
  defaultZone: 'Europe',
  countries: [
    { name: 'Germany', code: 'DE', zone: 'Europe' },
    { name: 'United Kingdom', code: 'GB', zone: 'UK' },
    { name: 'United States', code: 'US', zone: 'Americas' },
    { name: 'Japan', code: 'JP', zone: 'Asia' },
  ],
  taxRates: [
    { name: 'standard', percentage: 20 },
    { name: 'reduced', percentage: 10 },
    { name: 'zero', percentage: 0 },
  ],
  shippingMethods: [
    { name: 'Standard', price: 500 },
    { name: 'Express', price: 1250 },
  ],
  paymentMethods: [
    {
      name: 'Dummy',
      handler: { code: 'dummy-payment-handler', arguments: [{ name: 'automaticSettle', value: 'true' }] },
    },
    { name: 'Later', handler: { code: 'capture-later', arguments: [] } },
  ],
  collections: [],
};
