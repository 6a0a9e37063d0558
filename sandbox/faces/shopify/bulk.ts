import {
  type DocumentNode,
  executeSync,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isListType,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Instant } from '../../world/types.ts';
import { connection, type GraphqlNode } from './connection.ts';
import { SCHEMA } from './schema.ts';
import { gid, iso } from './text.ts';

/** Why Shopify would not run a query in bulk; null where it would. */
export function bulkRefusal(schema: GraphQLSchema, document: DocumentNode): string | null {
  const [error] = validate(schema, document);
  if (error !== undefined) return error.message;
  const info = new TypeInfo(schema);
  const within: ('connection' | 'list' | 'other')[] = [];
  let connections = 0;
  let depth = 0;
  let isInList = false;
  const enter = (): void => {
    const kind = kindOf(info);
    isInList ||= kind === 'connection' && within.includes('list');
    within.push(kind);
    connections += kind === 'connection' ? 1 : 0;
    depth = Math.max(depth, within.filter((one) => one === 'connection').length);
  };
  const leave = (): void => {
    within.pop();
  };
  visit(document, visitWithTypeInfo(info, { Field: { enter, leave } }));
  if (connections === 0) return 'Bulk queries must contain at least one connection.';
  if (connections > 5) return 'Bulk queries cannot contain more than 5 connections.';
  if (depth > 3) return 'Bulk queries cannot contain connections with a nesting depth greater than 2.';
  return isInList ? 'Queries that contain a connection field within a list field are not currently supported.' : null;
}

/** `edges` and `nodes` are the connection itself. */
function kindOf(info: TypeInfo): 'connection' | 'list' | 'other' {
  const type = info.getType();
  if (type === undefined || type === null) return 'other';
  if (getNamedType(type).name.endsWith('Connection')) return 'connection';
  const isOfConnection = info.getParentType()?.name.endsWith('Connection') ?? false;
  return isListType(getNullableType(type)) && !isOfConnection ? 'list' : 'other';
}

/** What there was when the operation was asked for, each made when its turn comes. */
type Snapshot = readonly (() => GraphqlNode)[];

interface Operation {
  readonly id: number;
  readonly document: DocumentNode;
  readonly createdAt: Instant;
  readonly snapshot: Snapshot;
  readonly written: string[];
  status: 'CREATED' | 'RUNNING' | 'COMPLETED';
  done: number;
  file: Buffer | null;
}

/** Orders exported at each look, so that no look takes long. */
const STEP = 2_000;
const RUNNING_MAX = 5;

/** Bulk operations over orders: CREATED → RUNNING → COMPLETED, moved on by each look at them. */
export class BulkOperations {
  readonly #operations = new Map<number, Operation>();
  readonly #urlOf: (id: number) => string;

  constructor(urlOf: (id: number) => string) {
    this.#urlOf = urlOf;
  }

  /** The payload of `bulkOperationRunQuery`. */
  run(query: string, createdAt: Instant, snapshot: Snapshot): GraphqlNode {
    const running = [...this.#operations.values()].filter(({ status }) => status !== 'COMPLETED');
    if (running.length >= RUNNING_MAX) return refused('LIMIT_REACHED', 'Bulk operations limit reached.');
    const document = parse(query);
    const refusal = bulkRefusal(SCHEMA, document);
    if (refusal !== null) return refused('INVALID', refusal);
    const id = this.#operations.size + 1;
    const operation: Operation = {
      id,
      document,
      createdAt,
      snapshot,
      written: [],
      status: 'CREATED',
      done: 0,
      file: null,
    };
    this.#operations.set(id, operation);
    return { bulkOperation: this.#node(operation), userErrors: [] };
  }

  /** The operation as it is now; null where there is none. */
  look(id: number): GraphqlNode | null {
    const operation = this.#operations.get(id);
    if (operation === undefined) return null;
    this.#proceed(operation);
    return this.#node(operation);
  }

  file(id: number): Buffer | null {
    return this.#operations.get(id)?.file ?? null;
  }

  #proceed(operation: Operation): void {
    if (operation.status === 'COMPLETED') return;
    operation.status = 'RUNNING';
    const chunk = operation.snapshot.slice(operation.done, operation.done + STEP);
    if (chunk.length === 0) {
      operation.file = Buffer.from(operation.written.join(''));
      operation.written.length = 0;
      operation.status = 'COMPLETED';
      return;
    }
    operation.written.push(linesOf(operation.document, chunk));
    operation.done += chunk.length;
  }

  #node({ id, status, createdAt, done, file }: Operation): GraphqlNode {
    return {
      __typename: 'BulkOperation',
      id: gid('BulkOperation', id),
      status,
      errorCode: null,
      createdAt: iso(createdAt),
      rootObjectCount: String(done),
      fileSize: file === null ? null : String(file.length),
      url: file === null || file.length === 0 ? null : this.#urlOf(id),
    };
  }
}

function refused(code: string, message: string): GraphqlNode {
  return { bulkOperation: null, userErrors: [{ code, message }] };
}

function linesOf(document: DocumentNode, chunk: Snapshot): string {
  const orders = connection(chunk.map((make) => make()));
  const { data, errors } = executeSync({ schema: SCHEMA, document, rootValue: { orders } });
  if (errors !== undefined || data === undefined || data === null) throw new Error(errors?.[0]?.message ?? 'no data');
  return Object.values(data)
    .flatMap((root) => edgesOf(root))
    .map((node) => recordLines(node, null))
    .join('');
}

/** An object without the connections in it, and below it what was in them, a line each. */
function recordLines(node: GraphqlNode, parent: unknown): string {
  const entries = Object.entries(node);
  const own = Object.fromEntries(entries.filter(([, value]) => !isConnection(value)));
  const children = entries.filter(([, value]) => isConnection(value)).flatMap(([, value]) => edgesOf(value));
  const line = parent === null ? own : { ...own, __parentId: parent };
  return `${JSON.stringify(line)}\n${children.map((child) => recordLines(child, node.id)).join('')}`;
}

function isConnection(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'edges' in value;
}

function edgesOf(value: unknown): GraphqlNode[] {
  return (value as { readonly edges: readonly { readonly node: GraphqlNode }[] }).edges.map(({ node }) => node);
}
