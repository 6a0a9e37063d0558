import { Session } from 'node:inspector/promises';

/** Which code belongs to which stage: the innermost frame that one of these names decides. */
const STAGES: readonly (readonly [stage: string, place: RegExp])[] = [
  ['read and parse', /\/import\/(json-s|csv-rows|tables|table-files)|\/manual\/csv-source|\/storage\/staging/],
  ['decode', /\/src\/connectors\/|\/manual\/entry-connector/],
  ['hash', /\/content-hash/],
  ['evidence', /\/storage\/evidence/],
  ['load', /\/storage\/(load|observations|rates)/],
  ['plan', /\/src\/domain\//],
  ['commit', /\/storage\/(commit|copy-rows|wire|transaction|pinned)|\/node_modules\/pg/],
];

/** Shares of the importing process's time, by stage; `waiting` is what it waits for the database. */
export type Shares = Readonly<Record<string, number>>;

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly children?: readonly number[] | undefined;
}

/** Does something under the profiler. Profiled runs are slower, and so are not the ones that are timed. */
export async function sharesOfStages<T>(work: () => Promise<T>): Promise<[T, Shares]> {
  const inspector = new Session();
  inspector.connect();
  await inspector.post('Profiler.enable');
  await inspector.post('Profiler.setSamplingInterval', { interval: 500 });
  await inspector.post('Profiler.start');
  const result = await work();
  const { profile } = await inspector.post('Profiler.stop');
  inspector.disconnect();
  return [result, sharesOf(profile.nodes, profile.samples ?? [], profile.timeDeltas ?? [])];
}

function sharesOf(nodes: readonly ProfileNode[], samples: readonly number[], deltas: readonly number[]): Shares {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const stageOf = new Map<number, string>();
  const find = (id: number): string => {
    const known = stageOf.get(id);
    if (known !== undefined) return known;
    const parent = parents.get(id);
    const stage = ownStage(byId.get(id)) ?? (parent === undefined ? 'else' : find(parent));
    stageOf.set(id, stage);
    return stage;
  };
  const sums: Record<string, number> = {};
  let total = 0;
  for (const [index, sample] of samples.entries()) {
    const micros = deltas[index] ?? 0;
    const stage = find(sample);
    sums[stage] = (sums[stage] ?? 0) + micros;
    total += micros;
  }
  return Object.fromEntries(Object.entries(sums).map(([stage, micros]) => [stage, micros / total]));
}

function ownStage(node: ProfileNode | undefined): string | undefined {
  if (node === undefined) return undefined;
  const { functionName, url } = node.callFrame;
  if (functionName === '(idle)') return 'waiting';
  if (functionName === '(garbage collector)') return 'memory';
  return STAGES.find(([, place]) => place.test(url))?.[0];
}
