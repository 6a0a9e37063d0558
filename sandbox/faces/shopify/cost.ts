import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

/** One request may ask for so many points. */
export const REQUEST_COST_MAX = 1_000;
const MUTATION_COST = 10;

/**
 * What a document asks of the bucket, by the formula Shopify publishes: a scalar 0, an object 1, a connection 2 and its
 * nodes as often as `first` says, a mutation 10 whatever it answers; of alternatives the dearest. Lists without a size count once.
 */
export function requestedCost(schema: GraphQLSchema, document: DocumentNode, variables: Variables): number {
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) return 0;
  const root = schema.getRootType(operation.operation);
  if (root === undefined || root === null) return 0;
  if (operation.operation === 'mutation') return operation.selectionSet.selections.length * MUTATION_COST;
  return costOfSet({ schema, variables }, root, operation.selectionSet);
}

interface Walk {
  readonly schema: GraphQLSchema;
  readonly variables: Variables;
}

function costOfSet(walk: Walk, type: GraphQLOutputType, set: SelectionSetNode): number {
  let own = 0;
  let dearest = 0;
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) own += costOfField(walk, type, selection);
    if (selection.kind !== Kind.INLINE_FRAGMENT) continue;
    const on = selection.typeCondition === undefined ? type : walk.schema.getType(selection.typeCondition.name.value);
    const cost = on !== undefined && isCompositeType(on) ? costOfSet(walk, on, selection.selectionSet) : 0;
    dearest = Math.max(dearest, cost);
  }
  return own + dearest;
}

function costOfField(walk: Walk, parent: GraphQLOutputType, node: FieldNode): number {
  const field = fieldOf(parent, node.name.value);
  if (field === null || node.selectionSet === undefined) return 0;
  const type = getNamedType(field.type);
  if (isObjectType(type) && type.name.endsWith('Connection')) return costOfConnection(walk, type, node);
  const each = 1 + (isCompositeType(type) ? costOfSet(walk, type, node.selectionSet) : 0);
  const ids = argumentOf(walk, node, 'ids');
  return Array.isArray(ids) ? ids.length * each : each;
}

/** `nodes` and `edges { node }` are the connection itself. */
function costOfConnection(walk: Walk, type: GraphQLObjectType, node: FieldNode): number {
  const first = argumentOf(walk, node, 'first');
  const nodes = fieldOf(type, 'nodes');
  const set = node.selectionSet === undefined ? null : nodesOf(node.selectionSet);
  if (nodes === null || set === null) return 2;
  return (
    2 +
    (typeof first === 'number' ? first : 1) * (1 + costOfSet(walk, getNamedType(nodes.type) as GraphQLOutputType, set))
  );
}

function nodesOf(set: SelectionSetNode): SelectionSetNode | null {
  for (const selection of set.selections) {
    if (selection.kind !== Kind.FIELD || selection.selectionSet === undefined) continue;
    if (selection.name.value === 'nodes' || selection.name.value === 'node') return selection.selectionSet;
    if (selection.name.value === 'edges') return nodesOf(selection.selectionSet);
  }
  return null;
}

function fieldOf(type: GraphQLOutputType, name: string): GraphQLField<unknown, unknown> | null {
  const named = getNamedType(type);
  if (!isObjectType(named) && !(isAbstractType(named) && 'getFields' in named)) return null;
  return named.getFields()[name] ?? null;
}

function argumentOf({ variables }: Walk, node: FieldNode, name: string): unknown {
  const given = node.arguments?.find((one) => one.name.value === name)?.value;
  return given === undefined ? undefined : literal(given, variables);
}

function literal(value: ValueNode, variables: Variables): unknown {
  if (value.kind === Kind.VARIABLE) return variables[value.name.value];
  return value.kind === Kind.INT ? Number.parseInt(value.value, 10) : undefined;
}
