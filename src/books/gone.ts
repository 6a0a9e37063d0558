import type { Connector } from '../connectors/contract.ts';
import { isObject } from '../connectors/shape.ts';

/** Our own note, kept as evidence, of what a platform no longer knew when it was asked for it. */
export function goneNote(remoteId: string): { readonly bookkeeper: { readonly gone: string } } {
  return { bookkeeper: { gone: remoteId } };
}

/**
 * A connector that also reads our own notes of what is gone: a complete list of orders without this one, later than
 * whatever vouched for it (design.md 5).
 */
export function withGone(connector: Connector): Connector {
  return {
    ...connector,
    decode: (payload, settings, arrival) => {
      const note = isObject(payload) ? payload.bookkeeper : undefined;
      if (!isObject(note) || typeof note.gone !== 'string') return connector.decode(payload, settings, arrival);
      const lists = [{ list: 'order', keys: [] }];
      const report = {
        kind: 'order',
        remoteId: note.gone,
        parts: [],
        lists,
        newestInstant: null,
        person: null,
      } as const;
      return { kind: 'report', report };
    },
  };
}
