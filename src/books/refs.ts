const REF = /^id:(\d{1,15})$/;

/** A document's name that no order number can be: what lists give and `tellStory` takes. */
export function documentRef(documentId: number): string {
  return `id:${documentId}`;
}

/** The document's id in such a name; null for anything else. */
export function documentIdOf(text: string): number | null {
  const id = REF.exec(text)?.[1];
  return id === undefined ? null : Number.parseInt(id, 10);
}
