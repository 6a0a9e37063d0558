import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { BulkOperations, bulkRefusal } from './bulk.ts';
import { connection, type GraphqlNode } from './connection.ts';
import { SCHEMA } from './schema.ts';

const ORDERS = '{ orders { edges { node { id name lineItems { edges { node { __typename id title } } } } } } }';

const order = (id: number, lines: number): GraphqlNode => ({
  id: `gid://shopify/Order/${id}`,
  name: `#${id}`,
  lineItems: connection(Array.from({ length: lines }, (_, line) => ({ id: `${id}-${line}`, title: 'Mug' }))),
});

interface Payload {
  readonly bulkOperation: { readonly id: string; readonly status: string; readonly url: string | null } | null;
  readonly userErrors: readonly { readonly code: string }[];
}

const operations = () => new BulkOperations((id) => `http://shop/bulk/${id}.jsonl`);
const run = (bulk: BulkOperations, query: string, orders: readonly GraphqlNode[] = []) =>
  bulk.run(
    query,
    0,
    orders.map((one) => () => one),
  ) as unknown as Payload;

test('an operation is created, runs and is complete; its file has an object a line, children below their parents', () => {
  const bulk = operations();
  const made = run(bulk, ORDERS, [order(1, 2), order(2, 0)]);
  expect(made.bulkOperation).toMatchObject({ status: 'CREATED', url: null });
  expect(bulk.look(1)).toMatchObject({ status: 'RUNNING', rootObjectCount: '2' });
  expect(bulk.look(1)).toMatchObject({ status: 'COMPLETED', url: 'http://shop/bulk/1.jsonl' });
  const lines = bulk.file(1)?.toString('utf8').trimEnd().split('\n') ?? [];
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { id: 'gid://shopify/Order/1', name: '#1' },
    { __typename: 'LineItem', id: '1-0', title: 'Mug', __parentId: 'gid://shopify/Order/1' },
    { __typename: 'LineItem', id: '1-1', title: 'Mug', __parentId: 'gid://shopify/Order/1' },
    { id: 'gid://shopify/Order/2', name: '#2' },
  ]);
  expect([bulk.look(2), bulk.file(2)]).toEqual([null, null]);
});

test('without orders there is no file', () => {
  const bulk = operations();
  run(bulk, ORDERS);
  expect(bulk.look(1)).toMatchObject({ status: 'COMPLETED', fileSize: '0', url: null });
});

test('five may run at once', () => {
  const bulk = operations();
  for (let count = 0; count < 5; count += 1) expect(run(bulk, ORDERS).userErrors).toEqual([]);
  expect(run(bulk, ORDERS)).toMatchObject({ bulkOperation: null, userErrors: [{ code: 'LIMIT_REACHED' }] });
});

test.each([
  ['{ shop { id } }', 'at least one connection'],
  ['{ orders { edges { node { nonsense } } } }', 'nonsense'],
  [
    '{ orders { edges { node { id refunds { id refundLineItems { edges { node { id } } } } } } } }',
    'within a list field',
  ],
])('%s is refused', (query, why) => {
  expect(bulkRefusal(SCHEMA, parse(query))).toContain(why);
  expect(run(operations(), query).userErrors).toMatchObject([{ code: 'INVALID' }]);
});
