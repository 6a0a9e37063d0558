import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  type GraphQLSchema,
  isEnumType,
  isObjectType,
  isScalarType,
  NoDeprecatedCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { bulkRefusal } from '../../sandbox/faces/shopify/bulk.ts';
import { REQUEST_COST_MAX, requestedCost } from '../../sandbox/faces/shopify/cost.ts';
import { SCHEMA } from '../../sandbox/faces/shopify/schema.ts';
import * as documents from '../../src/connectors/shopify/documents.ts';
import { shared } from './shared.ts';

const { folder, isHere } = shared('specs/shopify');

const { PARTS, NESTED_LISTS, restDocument } = documents;

/** Every document, with variables as large as they get. */
const ASKED: readonly (readonly [name: string, text: string, cost: number, variables: Record<string, unknown>])[] = [
  ['orders', documents.ORDERS.text, documents.ORDERS.cost, { first: documents.ORDERS_FIRST }],
  ['count', documents.ORDERS_COUNT.text, documents.ORDERS_COUNT.cost, {}],
  ['order', documents.ONE_ORDER.text, documents.ONE_ORDER.cost, {}],
  ['visible', documents.VISIBLE.text, documents.VISIBLE.cost, {}],
  ['census', documents.CENSUS.text, documents.CENSUS.cost, {}],
  ['products', documents.PRODUCTS.text, documents.PRODUCTS.cost, {}],
  ['shop', documents.SHOP.text, documents.SHOP.cost, {}],
  ['subscriptions', documents.SUBSCRIPTIONS.text, documents.SUBSCRIPTIONS.cost, {}],
  ['subscribe', documents.SUBSCRIBE.text, documents.SUBSCRIBE.cost, {}],
  ['unsubscribe', documents.UNSUBSCRIBE.text, documents.UNSUBSCRIBE.cost, {}],
  ['bulk run', documents.BULK_RUN.text, documents.BULK_RUN.cost, {}],
  ['bulk state', documents.BULK_STATE.text, documents.BULK_STATE.cost, {}],
  ...Object.entries(PARTS).map(
    ([name, { text, each, first }]) =>
      [name, text, first * each, { ids: Array.from({ length: first }, String) }] as const,
  ),
  ...NESTED_LISTS.map(
    ([owner, field]) =>
      [`rest of ${owner}.${field}`, restDocument(owner, field) ?? '', documents.REST_COST, {}] as const,
  ),
];

const EVERY = [...ASKED, ['bulk', documents.BULK_ORDERS, 0, {}] as const];

/** The vendor's own file breaks a rule of schemas: a field is deprecated in a type and not in its interface. */
function readSchema(): GraphQLSchema {
  const sdl = isHere
    ? readFileSync(join(folder, `admin_${documents.API_VERSION}.graphql`), 'utf8')
    : 'type Query { id: ID }';
  return buildSchema(sdl, { assumeValid: true });
}

const schema = readSchema();

describe.runIf(isHere)("the documents against the vendor's schema", () => {
  it.each(EVERY)('%s is valid', (_name, text) => {
    expect(validate(schema, parse(text), [...specifiedRules, NoDeprecatedCustomRule])).toEqual([]);
  });

  it.each(ASKED)('%s costs no more than it says, and than a request may', (_name, text, cost, variables) => {
    const requested = requestedCost(schema, parse(text), variables);
    expect(requested).toBeLessThanOrEqual(cost);
    expect(cost).toBeLessThanOrEqual(REQUEST_COST_MAX);
  });

  it('a bulk operation takes what is exported in bulk', () => {
    expect(bulkRefusal(schema, parse(documents.BULK_ORDERS))).toBeNull();
    const inLists = `{ orders { edges { node { id refunds { id refundLineItems { edges { node { id } } } } } } } }`;
    expect(bulkRefusal(schema, parse(inLists))).toContain('connection field within a list field');
  });
});

describe.runIf(isHere)("the sandbox's cut of the schema", () => {
  const types = Object.values(SCHEMA.getTypeMap()).filter(({ name }) => !name.startsWith('__'));

  it.each(types.filter(isObjectType).map((type) => [type.name, type] as const))(
    "has %s as the vendor's",
    (name, type) => {
      const original = schema.getType(name);
      if (!isObjectType(original)) throw new Error(`no type ${name}`);
      for (const field of Object.values(type.getFields())) {
        const other = original.getFields()[field.name];
        expect([field.name, String(other?.type)]).toEqual([field.name, String(field.type)]);
        for (const { name: argument, type: given } of field.args) {
          expect([field.name, argument, String(given)]).toEqual([
            field.name,
            argument,
            String(other?.args.find((one) => one.name === argument)?.type),
          ]);
        }
      }
    },
  );

  it.each(types.filter(isEnumType).map((type) => [type.name, type] as const))('has values of %s', (name, type) => {
    const original = schema.getType(name);
    const known = isEnumType(original) ? original.getValues().map((value) => value.name) : [];
    expect(known).toEqual(expect.arrayContaining(type.getValues().map((value) => value.name)));
  });

  it('has no scalar that the vendor writes as an object', () => {
    for (const { name } of types.filter(isScalarType)) {
      const original = schema.getType(name);
      expect([name, isScalarType(original) || isEnumType(original)]).toEqual([name, true]);
    }
  });

  it.each(EVERY)('answers %s', (_name, text) => {
    expect(validate(SCHEMA, parse(text))).toEqual([]);
  });
});
