import type { Instant } from '../../domain/time/when.ts';
import { type Api, ApiError } from '../contract.ts';
import { isObject, type Json, list } from '../shape.ts';
import { VISIBLE } from './documents.ts';
import { ask, connection } from './graphql.ts';
import { numberOf } from './node.ts';

/*
 * Without the scope `read_all_orders` an app sees orders of the last 60 days alone. An older one is then missing from every
 * answer as if it had been deleted, and must not be taken for it.
 */

const SEEN_MS = 60 * 86_400_000;
const REMEDY = 'give the app the access scope read_all_orders and install it again';

/** Throws where an order that Shopify does not show may be there all the same: it is older than all that are shown. */
export async function mustSeeOrder(api: Api, id: string): Promise<void> {
  const { data } = await ask(api, VISIBLE, {});
  if (seesAll(data)) return;
  const [oldest] = connection(data.orders).nodes;
  const first = numberOf(oldest?.id);
  if (first !== null && isAtOrAfter(id, first)) return;
  throw new ApiError('forbidden', `Shopify shows orders of the last 60 days alone: ${REMEDY}`);
}

/** Throws where orders since an instant are not all shown. */
export async function mustSeeSince(api: Api, from: Instant): Promise<void> {
  const { data, answer } = await ask(api, VISIBLE, {});
  const now = Date.parse(answer.headers.date ?? '');
  if (seesAll(data) || from > (Number.isNaN(now) ? answer.sentAt : now) - SEEN_MS) return;
  throw new ApiError('forbidden', `Shopify counts orders of the last 60 days alone: ${REMEDY}`);
}

function seesAll({ currentAppInstallation: app }: Json): boolean {
  const scopes = isObject(app) ? list(app, 'accessScopes', 'app') : [];
  return scopes.some(({ handle }) => handle === 'read_all_orders');
}

/** Ids count up; some are longer than numbers are exact. */
function isAtOrAfter(id: string, first: string): boolean {
  return id.length > first.length || (id.length === first.length && id >= first);
}
