import { contentJson } from './content-json.ts';
import type { DocumentState, PartState, Sighting } from './fold.ts';

/** The JSON of a state, put together from that of its contents. */
export function stateJson({ kind, parts, lists }: DocumentState): string {
  const texts = Object.entries(parts).map(([key, part]) => `${JSON.stringify(key)}:${partJson(part)}`);
  return `{"kind":${JSON.stringify(kind)},"parts":{${texts.join(',')}},"lists":${JSON.stringify(lists)}}`;
}

function partJson({ sightings, since, vouchedAt }: PartState): string {
  return `{"sightings":[${sightings.map(sightingJson).join(',')}],"since":${JSON.stringify(since)},"vouchedAt":${vouchedAt}}`;
}

function sightingJson({ version, hash, content, seen }: Sighting): string {
  return `{"version":${version},"hash":"${hash}","content":${contentJson(content)},"seen":${JSON.stringify(seen)}}`;
}
