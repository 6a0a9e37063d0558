import packaged from '@sparticuz/chromium';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, expect } from 'vitest';

export interface Pages {
  /** What browsers complained of: a test that provokes one takes it out, what is left fails. */
  readonly complaints: string[];
  /** A page of a context of its own, which shares nothing with others. */
  open(options: BrowserContextOptions): Promise<Page>;
}

/** Pages for the test file that calls this, closed after it. */
export function usePages(): Pages {
  const complaints: string[] = [];
  const contexts: BrowserContext[] = [];
  afterAll(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    expect(complaints).toEqual([]);
  });
  return {
    complaints,
    async open(options) {
      launched ??= launch();
      const context = await (await launched).newContext({ locale: 'en-GB', timezoneId: 'UTC', ...options });
      contexts.push(context);
      const page = await context.newPage();
      const close = context.close.bind(context);
      context.close = async () => {
        // A request that is under way while its page is closed needs no answer.
        await Promise.all(context.pages().map((one) => one.unrouteAll({ behavior: 'ignoreErrors' })));
        await close();
      };
      const place = () => page.url().replace(/^https?:\/\/[^/]*/, '');
      page.on('pageerror', (error) => complaints.push(`${place()}: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(`${place()}: ${message.text()}`);
      });
      return page;
    },
  };
}

/** One for all files of a worker, gone with it. */
let launched: Promise<Browser> | undefined;

/** The browser inside the npm package; not with that package's own switches, which turn the web's safety off. */
async function launch(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
  return await chromium.launch({ executablePath: await packaged.executablePath(), args, headless: true });
}
