import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { Bucket, STANDARD } from './bucket.ts';
import { requestedCost } from './cost.ts';
import { SCHEMA } from './schema.ts';

test.each([
  ['{ shop { id name } }', {}, 1],
  ['{ orders(first: 10) { nodes { id } pageInfo { endCursor } } }', {}, 12],
  ['query ($n: Int!) { orders(first: $n) { edges { node { id customer { id } } } } }', { n: 10 }, 22],
  ['{ orders(first: 2) { nodes { lineItems(first: 3) { nodes { variant { id } } } } } }', {}, 2 + 2 * (1 + 2 + 3 * 2)],
  ['{ node(id: 1) { ... on Order { customer { id } } ... on Product { id } } }', {}, 2],
  ['query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ['1', '2', '3'] }, 3],
  ['mutation { webhookSubscriptionDelete(id: 1) { userErrors { message } } }', {}, 10],
])('%s costs what the published formula says', (query, variables, cost) => {
  expect(requestedCost(SCHEMA, parse(query), variables)).toBe(cost);
});

test('the bucket refuses what it does not hold, and fills by the clock', () => {
  let now = 0;
  const bucket = new Bucket(STANDARD, { now: () => now, every: () => () => {}, after: () => () => {} });
  expect(bucket.take(1_500)).toBe(true);
  expect(bucket.take(501)).toBe(false);
  expect(bucket.status).toEqual({ maximumAvailable: 2_000, currentlyAvailable: 500, restoreRate: 100 });
  now = 20;
  expect(bucket.take(502)).toBe(true);
  bucket.giveBack(400);
  now = 60_000;
  expect(bucket.status.currentlyAvailable).toBe(2_000);
});
