import type { PolicyBody } from '../../api/policy.ts';

/** What was changed, by setting: 'recognition', 'schemes.DE'. An empty value takes an entry of a map out. */
export type Draft = ReadonlyMap<string, string>;

export const MAPS = ['schemes', 'gateways'] as const;
export type MapName = (typeof MAPS)[number];

export function valueNow(body: PolicyBody, key: string): string {
  const [head = key, ...rest] = key.split('.');
  const value: unknown = body[head as keyof PolicyBody];
  if (rest.length === 0) return String(value);
  return (value as Readonly<Record<string, string>>)[rest.join('.')] ?? '';
}

/** The draft with one more change; what is as it was is no change. */
export function changed(draft: Draft, body: PolicyBody, key: string, value: string): Draft {
  const next = new Map(draft);
  if (valueNow(body, key) === value) next.delete(key);
  else next.set(key, value);
  return next;
}

export const settingsOf = (draft: Draft): string[] => [...draft].map(([key, value]) => `${key}=${value}`);

/** The entries of a map as they would be, changed ones among them. */
export function mapWith(
  body: PolicyBody,
  draft: Draft,
  name: MapName,
): { readonly from: string; readonly key: string; readonly now: string; readonly next: string }[] {
  const names = new Set(Object.keys(body[name]));
  for (const key of draft.keys()) if (key.startsWith(`${name}.`)) names.add(key.slice(name.length + 1));
  return [...names].sort().map((from) => {
    const key = `${name}.${from}`;
    const now = valueNow(body, key);
    return { from, key, now, next: draft.get(key) ?? now };
  });
}
