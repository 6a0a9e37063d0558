import type { FastifyInstance } from 'fastify';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { listen } from '../../../src/http/server.ts';
import { usePages } from '../browser.ts';
import { desktop } from '../shop.ts';
import { NOW } from './days.ts';
import { makeInvented } from './listen.ts';

export interface Invented {
  /** A page of its own at the invented time, on a screen like that. */
  (path: string, screen?: BrowserContextOptions): Promise<Page>;
  /** What browsers complained of: a test that provokes one takes it out, what is left fails. */
  readonly complaints: string[];
}

/** Pages of the invented merchant. */
export function useInvented(): Invented {
  let server: FastifyInstance;
  let url: string;
  beforeAll(async () => {
    server = await makeInvented();
    url = await listen(server, 0);
  });
  afterAll(async () => await server?.close());
  // After the server's, so that pages are closed before it.
  const pages = usePages();
  const open = async (path: string, screen = desktop) => {
    const page = await pages.open(screen);
    await page.clock.setFixedTime(NOW);
    await page.goto(`${url}${path}`);
    return page;
  };
  return Object.assign(open, { complaints: pages.complaints });
}
