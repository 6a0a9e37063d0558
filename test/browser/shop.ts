import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { makeDemoBook } from '../../src/books/demo.ts';
import type { Session } from '../../src/books/session.ts';
import { SignIns } from '../../src/books/sign-in.ts';
import type { TestStore } from '../../src/connectors/woocommerce/testing.ts';
import type { StoreDesk } from '../../src/engine/desk.ts';
import { listen, makeServer } from '../../src/http/server.ts';
import { clock } from '../support/books.ts';
import { useDatabase } from '../support/database.ts';
import { deskOn, mugsStore, wireTo } from '../support/desk.ts';
import { sessionOf } from '../support/ledger.ts';
import { usePages } from './browser.ts';

export const demo = '/b/Demo%20shop';

/** The accessibility checker, as a page runs it. */
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = join(import.meta.dirname, '../../dist/pictures');

export const desktop: BrowserContextOptions = { viewport: { width: 1440, height: 900 }, colorScheme: 'light' };
export const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  colorScheme: 'light',
  hasTouch: true,
};
export const dark = (options: BrowserContextOptions): BrowserContextOptions => ({ ...options, colorScheme: 'dark' });

/** A served book of the samples, and a browser that was let in by the printed link. */
export interface Shop {
  readonly session: Session;
  /** A running store that can be connected, under the `KEY` of support/desk.ts. */
  readonly store: TestStore;
  readonly desk: StoreDesk;
  /** What browsers complained of: a test that provokes one takes it out, what is left fails. */
  readonly complaints: string[];
  /** A page of its own, on a screen like that; what the browser complains of fails the test. */
  open(path: string, screen?: BrowserContextOptions): Promise<Page>;
  /** A page of a browser that was not let in, at a whole address. */
  openElsewhere(url: string): Promise<Page>;
}

/** `makeDesk`: stores that are reached otherwise than `store`. */
export function useShop(makeDesk?: (session: Session) => Promise<StoreDesk>): Shop {
  const database = useDatabase();
  const session = sessionOf(database);
  const store = mugsStore();
  let desk = deskOn(session, wireTo(store));
  let server: Awaited<ReturnType<typeof makeServer>>;
  let url: string;
  let state: BrowserContextOptions['storageState'];
  beforeAll(async () => {
    await makeDemoBook(session, clock);
    desk = (await makeDesk?.(session)) ?? desk;
    const signIns = new SignIns(session, Date.now);
    server = await makeServer({ session, signIns, desk });
    url = await listen(server, 0);
    const page = await pages.open({});
    await page.goto(`${url}/open?token=${await signIns.makeLink()}`);
    state = await page.context().storageState();
    await page.context().close();
  });
  afterAll(async () => await server?.close());
  // After the server's, so that pages are closed before it.
  const pages = usePages();
  return {
    session,
    store,
    get desk() {
      return desk;
    },
    complaints: pages.complaints,
    async open(path, screen = desktop) {
      const page = await pages.open({ ...screen, ...(state && { storageState: state }) });
      await page.goto(`${url}${path}`);
      return page;
    },
    async openElsewhere(address) {
      const page = await pages.open(desktop);
      await page.goto(address);
      return page;
    },
  };
}

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe finds wrong with the page as it stands. */
export async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const ran = (await page.evaluate('axe.run()')) as { readonly violations: readonly Violation[] };
  return ran.violations.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes[0]?.html.slice(0, 200)}`);
}

/** Keeps a picture for people to look at: dist/pictures, in no commit. */
export async function picture(page: Page, name: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

/** Waits until the room has its answer: its heading is there, and nothing loads any more. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor();
  await page.waitForLoadState('load');
  await page.locator('main .waiting').first().waitFor({ state: 'detached' });
}

/** Holds the answers of that address back until they are let go. */
export async function hold(page: Page, address: string): Promise<() => void> {
  let release = () => {};
  const isReleased = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(address, async (route) => {
    await isReleased;
    await route.continue();
  });
  return release;
}
