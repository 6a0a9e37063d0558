import fastify from 'fastify';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { jsonSchemaOf } from './json-schema.ts';

const posting = z.object({ amount: z.string() }).meta({ id: 'Posting' });
const entry = z.object({ number: z.int(), postings: z.array(posting) }).meta({ id: 'Entry' });

test('shapes with a name are shared, each once', () => {
  const app = fastify();
  expect(jsonSchemaOf(app, z.array(entry), 'output')).toEqual({ type: 'array', items: { $ref: 'Entry#' } });
  expect(jsonSchemaOf(app, entry, 'output')).toEqual({ $ref: 'Entry#' });
  expect(Object.keys(app.getSchemas()).sort()).toEqual(['Entry', 'Posting']);
  expect(app.getSchema('Entry')).toMatchObject({ properties: { postings: { items: { $ref: 'Posting#' } } } });
});

test.each<[string, z.ZodType, object]>([
  ['bounds of safe integers are left out', z.int(), { type: 'integer' }],
  ['bounds that were meant stay', z.int().min(1).max(9), { type: 'integer', minimum: 1, maximum: 9 }],
  ['a text or null is one type', z.string().nullable(), { type: ['string', 'null'] }],
  [
    'a word or null stays two',
    z.enum(['a']).nullable(),
    { anyOf: [{ type: 'string', enum: ['a'] }, { type: 'null' }] },
  ],
  ['a format says it all', z.iso.date(), { type: 'string', format: 'date' }],
])('of an answer: %s', (_name, schema, expected) => {
  expect(jsonSchemaOf(fastify(), schema, 'output')).toEqual(expected);
});

test('a request is checked to the letter', () => {
  const query = jsonSchemaOf(fastify(), z.strictObject({ day: z.iso.date(), after: z.int() }), 'input');
  expect(query).toMatchObject({ additionalProperties: false, required: ['day', 'after'] });
  expect(query).toHaveProperty('properties.day.pattern');
  expect(query).toHaveProperty('properties.after.maximum', Number.MAX_SAFE_INTEGER);
});
