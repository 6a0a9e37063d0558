import type { PolicyBody } from '../domain/posting/policy.ts';
import { type BadSetting, withSettings } from '../domain/posting/policy-values.ts';
import type { LocalDate } from '../domain/time/when.ts';
import { audit } from '../storage/audit.ts';
import type { Database } from '../storage/database.ts';
import { insertPolicy, listPolicies, type PolicyRow } from '../storage/policies.ts';
import { previewPolicy, type Restated } from './restate.ts';
import type { Clock } from './writer.ts';

export type { PolicyBody, PolicyRow };

/** All versions of a book's policy, oldest first. */
export async function policiesOf(database: Database, bookId: number): Promise<PolicyRow[]> {
  return await listPolicies(database.pool, bookId);
}

export type PolicySet =
  | { readonly kind: 'set'; readonly version: number }
  | { readonly kind: 'unchanged' }
  | BadSetting;

/**
 * Makes a new version of a book's policy, in force for documents that begin on `from` or later. What is posted stays
 * as it is until `apply`; preview shows what that would do.
 */
export async function setPolicy(
  database: Database,
  request: {
    readonly bookId: number;
    readonly settings: readonly string[];
    readonly from: LocalDate;
    readonly by: string;
  },
  clock: Clock,
): Promise<PolicySet> {
  const newest = (await listPolicies(database.pool, request.bookId)).at(-1);
  if (newest === undefined) throw new Error('a book without a policy');
  const made = withSettings(newest.body, request.settings);
  if (made.kind === 'bad-setting') return made;
  if (JSON.stringify(made.body) === JSON.stringify(newest.body) && newest.effectiveFrom === request.from)
    return { kind: 'unchanged' };
  const policy = { effectiveFrom: request.from, body: made.body, madeBy: request.by };
  const version = await insertPolicy(database.pool, request.bookId, policy, clock());
  const record = { who: request.by, what: 'policy set', before: newest.body, after: { ...policy, version } };
  await audit(database.pool, request.bookId, record, clock());
  return { kind: 'set', version };
}

export type PolicyPreviewed = { readonly kind: 'previewed'; readonly effect: Restated } | BadSetting;

/** Shows what making and applying a version with these settings would do to the books; writes nothing. */
export async function previewSettings(
  database: Database,
  request: { readonly bookId: number; readonly settings: readonly string[]; readonly from: LocalDate },
): Promise<PolicyPreviewed> {
  const newest = (await listPolicies(database.pool, request.bookId)).at(-1);
  if (newest === undefined) throw new Error('a book without a policy');
  const made = withSettings(newest.body, request.settings);
  if (made.kind === 'bad-setting') return made;
  const policy = { version: newest.version + 1, effectiveFrom: request.from, body: made.body };
  return { kind: 'previewed', effect: await previewPolicy(database, request.bookId, policy) };
}
