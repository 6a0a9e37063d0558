import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

type JsonSchema = Record<string, unknown>;

/**
 * What Fastify checks requests by, writes answers by and tells in the OpenAPI document. Shapes with a name of their own
 * (`meta({ id })`) become shared schemas, which the document tells once.
 */
export function jsonSchemaOf(app: FastifyInstance, schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, definitions = {}, ...root } = z.toJSONSchema(schema, { target: 'draft-7', io }) as JsonSchema;
  const tidy = (part: unknown) => (io === 'output' ? tidied(part) : part) as JsonSchema;
  for (const [name, definition] of Object.entries(definitions as Record<string, JsonSchema>)) {
    share(app, name, tidy(withReferences(definition)));
  }
  return tidy(withReferences(root));
}

function share(app: FastifyInstance, name: string, definition: JsonSchema): void {
  if (app.getSchema(name) === undefined) app.addSchema({ ...definition, $id: name });
}

/** `#/definitions/Entry` of one schema is `Entry#` among shared ones. */
function withReferences(value: unknown): unknown {
  return mapped(value, (part) => {
    const { $ref } = part;
    return typeof $ref === 'string' ? { ...part, $ref: $ref.replace(/^#\/definitions\/(.+)$/, '$1#') } : part;
  });
}

/**
 * An answer's schema only has to say what there is: bounds of safe integers and patterns of known formats would be noise
 * in the document, and "a text or null" said as one type is written ten times as fast.
 */
function tidied(value: unknown): unknown {
  return mapped(value, (part) => {
    const { minimum, maximum, pattern, anyOf, additionalProperties, ...rest } = part;
    const isBound = minimum === Number.MIN_SAFE_INTEGER || maximum === Number.MAX_SAFE_INTEGER;
    return {
      ...rest,
      ...(!isBound && minimum !== undefined && { minimum }),
      ...(!isBound && maximum !== undefined && { maximum }),
      // What there may be besides is left to later versions.
      ...(additionalProperties !== false && additionalProperties !== undefined && { additionalProperties }),
      ...(rest.format === undefined && pattern !== undefined && { pattern }),
      ...(anyOf !== undefined && (nullable(anyOf) ?? { anyOf })),
    };
  });
}

function nullable(anyOf: unknown): JsonSchema | null {
  const [first, second, ...others] = anyOf as (JsonSchema | undefined)[];
  if (others.length > 0 || second?.type !== 'null' || typeof first?.type !== 'string') return null;
  const { type, ...rest } = first;
  return 'enum' in rest || type === 'object' ? null : { ...rest, type: [type, 'null'] };
}

function mapped(value: unknown, change: (part: JsonSchema) => JsonSchema): unknown {
  if (Array.isArray(value)) return value.map((item) => mapped(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return change(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapped(item, change)])));
}
