import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** A test that hangs ends here. Slowness is not its business: suites have ceilings, and a busy machine is no fault. */
const patience = 60_000;
/** What a test waits for may take so long (`expect.poll` by itself: a second). */
const waiting = { expect: { poll: { timeout: 40_000 } } };

/** For tests that wait half of the time, for the database or the browser: these work on other cores meanwhile. */
const workers = Math.max(2, availableParallelism() - 1);

const onPostgres = {
  ...waiting,
  globalSetup: ['test/support/cluster.ts'],
  testTimeout: patience,
  hookTimeout: patience,
};

/** Tests that need no database, and so are part of the inner loop. */
const inMemory = [
  'src/**/*.test.ts',
  'web/src/**/*.test.ts',
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
      // Nothing in memory is left behind by these two, so that all files share what one has loaded: half the time.
      {
        test: {
          ...waiting,
          name: 'unit',
          include: inMemory,
          isolate: false,
          testTimeout: patience,
          hookTimeout: patience,
        },
      },
      {
        test: {
          name: 'database',
          isolate: false,
          maxWorkers: workers,
          include: ['test/**/*.test.ts'],
          exclude: [...inMemory, 'test/data/**', 'test/browser/**', 'test/simulation/**'],
          ...onPostgres,
        },
      },
      {
        test: {
          ...waiting,
          name: 'browser',
          // Files of a worker share what one has loaded, and its browser.
          isolate: false,
          maxWorkers: workers,
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/browser/setup.ts'],
          testTimeout: patience,
          hookTimeout: patience,
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
