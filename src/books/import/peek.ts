import type { Connector, StoreSettings } from '../../connectors/contract.ts';
import type { Source, SourceRecord } from './source.ts';

/** A source whose first batch can be looked at before it is read. */
export function peekable(source: Source): { readonly source: Source; first(): Promise<readonly SourceRecord[]> } {
  const iterator = source[Symbol.asyncIterator]();
  let head: Promise<IteratorResult<readonly SourceRecord[]>> | null = null;
  const first = async () => {
    head ??= iterator.next();
    const result = await head;
    return result.done === true ? [] : result.value;
  };
  async function* all(): AsyncGenerator<readonly SourceRecord[]> {
    head ??= iterator.next();
    let result = await head;
    while (result.done !== true) {
      yield result.value;
      result = await iterator.next();
    }
  }
  return { source: { [Symbol.asyncIterator]: () => all(), progress: () => source.progress() }, first };
}

/** The currencies that records speak of. */
export function currenciesIn(
  records: readonly SourceRecord[],
  connector: Connector,
  settings: StoreSettings,
): Set<string> {
  const currencies = new Set<string>();
  for (const { payload, arrival } of records) {
    const decoded = connector.decode(payload, settings, arrival);
    if (decoded.kind !== 'report') continue;
    for (const { content } of decoded.report.parts) {
      if ('currency' in content && content.currency !== null) currencies.add(content.currency);
    }
  }
  return currencies;
}
