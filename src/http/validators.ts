import { AjvCompiler } from '@fastify/ajv-compiler';

const build = AjvCompiler();

/**
 * What checks requests. Addresses and queries are texts, of which numbers and lists are made; a body says itself what is a
 * number and what is null, and is taken at its word: an empty text in it is a mistake, and no null.
 */
export const buildValidator: typeof build = (shared, options = {}) => {
  const { customOptions } = options;
  const check = (coerceTypes: 'array' | false) =>
    build(shared, { ...options, customOptions: { ...customOptions, coerceTypes } } as typeof options);
  const [ofTexts, ofBodies] = [check('array'), check(false)];
  return (route) => ((route as { httpPart: string }).httpPart === 'body' ? ofBodies(route) : ofTexts(route));
};
