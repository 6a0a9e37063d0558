import { tmpdir } from 'node:os';
import { beforeAll, expect, test } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { bookkeeper } from '../support/home.ts';
import { order, refund } from '../support/woocommerce.ts';

/* `parked`, as a person and a script call it. Each test goes on where the one before stopped. */

const database = useDatabase();
const call = (args: readonly string[], input?: string) =>
  bookkeeper(args, { home: tmpdir(), env: { DATABASE_URL: database.url }, ...(input !== undefined && { input }) });
const parked = (...args: string[]) => call(['parked', ...args]);
const json = async (...args: string[]) => JSON.parse((await parked(...args, '--json')).stdout);

beforeAll(async () => {
  await call(['books', 'create', 'Mugs', '--currency', 'USD', '--zone', 'UTC']);
  const product = '{"id":5,"sku":"MUG","price":1.50}';
  const lines = [JSON.stringify(order(1)), JSON.stringify(refund(7, 99)), product].join('\n');
  expect((await call(['import', '-', '--as', 'woocommerce', '--book', 'Mugs'], lines)).code).toBe(2);
});

test('what waits is listed with how to set it aside', async () => {
  const { stdout } = await parked();
  expect(stdout).toContain('1 × unknown-shape · 1 × waits-for-order');
  expect(stdout).toContain('bookkeeper parked set-aside NO --note WHY');
  expect(stdout).not.toContain('set aside:');
});

test('what is set aside needs a reason, and is listed apart with it', async () => {
  const { parked: list } = await json();
  const { id } = list.find(({ reason }: { reason: string }) => reason === 'unknown-shape');
  expect(await parked('set-aside', String(id))).toMatchObject({
    code: 64,
    stderr: expect.stringContaining("required option '--note <why>' not specified"),
  });
  const { stdout, stderr, code } = await parked('set-aside', String(id), '999', '--note', 'a product, no order');
  expect([code, stdout]).toEqual([0, `Set aside: ${id}. Back with \`bookkeeper parked bring-back\`.\n`]);
  expect(stderr).toBe('nothing waits under 999: passed over\n');
  expect((await parked()).stdout).toMatch(
    /^1 × waits-for-order\n1 set aside: see them with `bookkeeper parked --state set-aside`\n/,
  );
  const aside = (await parked('--state', 'set-aside')).stdout;
  expect(aside.replaceAll(/\s+/g, ' ')).toMatch(/\(set aside by \S+ on \d{4}-\d\d-\d\d: a product, no order\)/);
  expect(aside).toContain('bookkeeper parked bring-back NO');
  const shown = (await parked('show', String(id))).stdout;
  expect(shown).toContain(': a product, no order)\n');
  expect(shown).toContain('"price": 1.50\n');
  expect(await json('--state', 'set-aside')).toMatchObject({
    parked: [{ id, setAside: { note: 'a product, no order' } }],
    counts: [{ reason: 'waits-for-order', count: 1 }],
    setAside: 1,
  });
  const [head, line] = (await parked('--state', 'set-aside', '--csv')).stdout.split('\n');
  expect(head).toMatch(/,setAsideAt,setAsideBy,setAsideNote$/);
  expect(line).toMatch(/,"a product, no order"$/);

  expect((await parked('bring-back', String(id))).stdout).toBe(`Waits again: ${id}.\n`);
  expect((await parked('--state', 'set-aside')).stdout).toContain('Nothing is set aside.\n');
});
