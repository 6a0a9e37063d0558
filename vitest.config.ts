import { defineConfig } from 'vitest/config';

const onPostgres = {
  globalSetup: ['test/support/cluster.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: [
      { test: { name: 'unit', include: ['src/**/*.test.ts', 'test/tidy.test.ts'] } },
      {
        test: {
          name: 'database',
          include: ['test/**/*.test.ts'],
          exclude: ['test/tidy.test.ts', 'test/data/**'],
          ...onPostgres,
        },
      },
      { test: { name: 'data', include: ['test/data/**/*.test.ts'], ...onPostgres, testTimeout: 900_000 } },
    ],
  },
});
