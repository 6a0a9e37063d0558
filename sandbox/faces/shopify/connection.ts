export type GraphqlNode = Readonly<Record<string, unknown>>;

export interface Paging {
  readonly first?: number | null;
  readonly after?: string | null;
}

/** A list that only grows, paged by position. Without `first` (within a bulk operation) it is whole. */
export function connection(all: readonly GraphqlNode[]): (paging: Paging) => GraphqlNode {
  return ({ first, after }) => {
    const start = after === undefined || after === null ? 0 : Number.parseInt(after, 10);
    const nodes = all.slice(start, first === undefined || first === null ? undefined : start + first);
    const cursors = nodes.map((_, index) => String(start + index + 1));
    return pageOf(nodes, cursors, start + nodes.length < all.length);
  };
}

/** A page of a connection; it ends at the last cursor, though nodes may be missing from it. */
export function pageOf(nodes: readonly GraphqlNode[], cursors: readonly string[], hasNextPage: boolean): GraphqlNode {
  return {
    nodes,
    edges: nodes.map((node, index) => ({ node, cursor: cursors[index] ?? '' })),
    pageInfo: { hasNextPage, endCursor: cursors.at(-1) ?? null },
  };
}
