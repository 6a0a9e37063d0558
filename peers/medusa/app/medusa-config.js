const { defineConfig } = require('@medusajs/framework/utils');

/** Secrets of a shop that lives for a test, on loopback. */
const secret = 'of-a-test';

module.exports = defineConfig({
  admin: { disable: true },
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    databaseDriverOptions: { connection: { ssl: false } },
    http: {
      storeCors: '',
      adminCors: '',
      authCors: '',
      jwtSecret: secret,
      cookieSecret: secret,
    },
  },
});
