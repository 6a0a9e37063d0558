import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { axeFile, desktop, launch } from '../shop.ts';
import { serveInvented } from './server.ts';
import { NOW } from './stores.ts';

/** Pages of the invented merchant, at the invented time; what the browser complains of fails the test. */
export function useInvented(): (path: string, screen?: BrowserContextOptions) => Promise<Page> {
  const complaints: string[] = [];
  let server: Server;
  let browser: Browser;
  beforeAll(async () => {
    server = await serveInvented();
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
    expect(complaints).toEqual([]);
  });
  return async (path, screen = desktop) => {
    const page = await (await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', ...screen })).newPage();
    await page.context().addInitScript({ path: axeFile });
    await page.clock.setFixedTime(NOW);
    page.on('pageerror', (error) => complaints.push(`${path}: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`${path}: ${message.text()}`);
    });
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
    return page;
  };
}
