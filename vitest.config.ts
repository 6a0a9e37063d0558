import { defineConfig } from 'vitest/config';

const onPostgres = {
  globalSetup: ['test/support/cluster.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

/** Tests that need no database, and so are part of the inner loop. */
const inMemory = [
  'src/**/*.test.ts',
  'sandbox/**/*.test.ts',
  'test/tidy.test.ts',
  'test/examples.test.ts',
  'test/model/**/*.test.ts',
  'test/sandbox/**/*.test.ts',
];

export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: [
      { test: { name: 'unit', include: inMemory } },
      {
        test: {
          name: 'database',
          include: ['test/**/*.test.ts'],
          exclude: [...inMemory, 'test/data/**', 'test/browser/**', 'test/simulation/**'],
          ...onPostgres,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/browser/setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'peers',
          include: ['peers/*.test.ts'],
          ...onPostgres,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      { test: { name: 'simulation', include: ['test/simulation/**/*.test.ts'], ...onPostgres, testTimeout: 600_000 } },
      { test: { name: 'data', include: ['test/data/**/*.test.ts'], ...onPostgres, testTimeout: 900_000 } },
    ],
  },
});
