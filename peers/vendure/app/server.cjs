/*
 * A whole Vendure in one process: an empty database in memory, made, filled and served. It runs inside Vendure, and so
 * stands under Vendure's licence, GPL-3.0-or-later; nothing of Bookkeeper imports it.
 *
 * PORT: where it listens, on loopback. USER_NAME, PASSWORD: its administrator. PLUGIN: a file with the plugin of
 * docs/connect-vendure.md, or nothing.
 * Prints one line of JSON when it serves.
 */
const {
  AddressBasedTaxZoneStrategy,
  bootstrap,
  DefaultJobQueuePlugin,
  DefaultLogger,
  DefaultSearchPlugin,
  dummyPaymentHandler,
  JobQueueService,
  LanguageCode,
  LogLevel,
  PaymentMethodHandler,
} = require('@vendure/core');
const { populate } = require('@vendure/core/cli');
const { join } = require('node:path');
const { initialData } = require('./shop.cjs');

/** Money is promised first and taken later; a refund is settled at once. */
const captureLater = new PaymentMethodHandler({
  code: 'capture-later',
  description: [{ languageCode: LanguageCode.en, value: 'Authorised first, captured later' }],
  args: {},
  createPayment: (_context, order, amount) => ({
    amount,
    state: 'Authorized',
    transactionId: `authorisation-${order.code}`,
  }),
  settlePayment: () => ({ success: true }),
  createRefund: (_context, { paymentId }, amount) => ({
    state: 'Settled',
    transactionId: `refund-of-${paymentId}-${amount}`,
  }),
});

const plugins = [DefaultJobQueuePlugin.init({}), DefaultSearchPlugin.init({ bufferUpdates: false })];
if (process.env.PLUGIN) plugins.push(require(process.env.PLUGIN).BookkeeperPlugin);

const config = {
  apiOptions: {
    port: Number(process.env.PORT),
    hostname: '127.0.0.1',
    adminApiPath: 'admin-api',
    shopApiPath: 'shop-api',
  },
  authOptions: {
    tokenMethod: ['bearer', 'api-key'],
    superadminCredentials: { identifier: process.env.USER_NAME, password: process.env.PASSWORD },
    requireVerification: false,
  },
  dbConnectionOptions: { type: 'sqljs', autoSave: false, synchronize: true, logging: false },
  taxOptions: { taxZoneStrategy: new AddressBasedTaxZoneStrategy() },
  paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler, captureLater] },
  logger: new DefaultLogger({ level: LogLevel.Warn }),
  plugins,
};

// A file of sql.js is written empty when the process ends early, so that filling and serving are one process.
populate(() => bootstrap(config), initialData, join(__dirname, 'products.csv')).then(
  async (app) => {
    await app.get(JobQueueService).start();
    process.once('SIGTERM', () => app.close().then(() => process.exit(0)));
    process.stdout.write(`${JSON.stringify({ listening: config.apiOptions.port })}\n`);
  },
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  },
);
