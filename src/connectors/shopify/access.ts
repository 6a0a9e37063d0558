import { instant } from '../../domain/time/when.ts';
import { WrongField } from '../../domain/trouble.ts';
import {
  type Access,
  type Api,
  type ApiAnswer,
  ApiError,
  type ApiRequest,
  type CredentialField,
  type Credentials,
  type Grant,
} from '../contract.ts';
import { isObject } from '../shape.ts';

export const CREDENTIALS: readonly CredentialField[] = [
  {
    name: 'shop',
    label: 'Shop address',
    help: 'Settings → Domains names it: your-shop.myshopify.com. The address that customers see does not serve.',
    kind: 'url',
  },
  {
    name: 'client-id',
    label: 'Client ID',
    help: 'Of the app that you made for Bookkeeper: Dev Dashboard → the app → Settings.',
    kind: 'text',
    optional: true,
  },
  {
    name: 'client-secret',
    label: 'Client secret',
    help: 'Stands beside the client ID. Shopify signs its webhooks with it (an older app calls it API secret key).',
    kind: 'secret',
  },
  {
    name: 'access-token',
    label: 'Admin API access token',
    help: 'Instead of the client ID, for an older custom app: Settings → Apps → Develop apps → the app → API credentials.',
    kind: 'secret',
    optional: true,
  },
];

const TOKEN_HEADER = 'x-shopify-access-token';

/** Shopify's plain plan: points the bucket holds, and how many come back a second. Larger plans have more of both. */
const BUCKET = { capacity: 2_000, perSecond: 100 };

/** Where a shop is reached. Throws a Trouble where the address is none, or neither token nor client is given. */
export function access(credentials: Credentials): Access {
  const { origin, host } = shopUrl(credentials.shop ?? '');
  const { 'access-token': fixed, 'client-id': clientId, 'client-secret': secret } = credentials;
  if (fixed === undefined && (clientId === undefined || secret === undefined)) {
    throw new WrongField(
      'client-id',
      'Shopify needs to know who asks',
      'give the client ID and the client secret of your app',
    );
  }
  return {
    baseUrl: origin,
    budgetKey: `shopify:${host}`,
    limits: { concurrent: 4, bucket: { ...BUCKET, left } },
    authorise: (request, token) => authorised(request, fixed ?? token, origin),
    grant: fixed === undefined ? (api) => grant(api, clientId ?? '', secret ?? '') : null,
  };
}

/** Shopify's own hosts are asked over TLS, whatever was typed; others (a sandbox) as their address says. Throws a Trouble. */
export function shopUrl(typed: string): URL {
  const address = typed.trim();
  try {
    const url = new URL(/^https?:\/\//i.test(address) ? address : `https://${address}`);
    if (url.hostname.endsWith('.myshopify.com')) url.protocol = 'https:';
    if (url.hostname !== '') return url;
  } catch {
    // Said below: a URL's own message repeats what was typed.
  }
  throw new WrongField('shop', 'the shop address is none', "write it as 'your-shop.myshopify.com'");
}

/** The token goes to the shop alone: files of bulk operations lie with others, whose addresses are signed. */
function authorised(request: ApiRequest, token: string | null, origin: string): ApiRequest {
  const isShops = request.path.startsWith('/') || new URL(request.path).origin === origin;
  if (token === null || !isShops) return request;
  return { ...request, headers: { ...request.headers, [TOKEN_HEADER]: token } };
}

const LEFT = /"currentlyAvailable"\s*:\s*(\d+)/;

/** Points left in the bucket: `extensions` end each answer. */
function left({ text }: ApiAnswer): number | null {
  const at = text.lastIndexOf('"throttleStatus"');
  const found = at < 0 ? null : LEFT.exec(text.slice(at, at + 400));
  return found?.[1] === undefined ? null : Number.parseInt(found[1], 10);
}

/** The client credentials grant: a token for 24 hours, without one that refreshes it. */
async function grant(api: Api, clientId: string, secret: string): Promise<Grant> {
  const body = { grant_type: 'client_credentials', client_id: clientId, client_secret: secret };
  return await requestGrant(api, body, { repeatable: true });
}

/** Asks for a token in one of Shopify's ways, which share one address and one form of answer. */
export async function requestGrant(
  api: Api,
  body: Readonly<Record<string, string>>,
  { repeatable }: { readonly repeatable: boolean },
): Promise<Grant> {
  const answer = await api.send({ method: 'POST', path: '/admin/oauth/access_token', body, repeatable });
  if (answer.status === 404) throw new ApiError('refused', 'there is no Shopify shop at this address', 404);
  const told = answer.json();
  if (!isObject(told) || typeof told.access_token !== 'string') {
    throw new ApiError('unreadable', 'Shopify granted no access token', answer.status);
  }
  const { access_token: token, expires_in: seconds, refresh_token: refreshToken } = told;
  const isEnding = typeof seconds === 'number' && Number.isSafeInteger(seconds);
  return {
    token,
    expiresAt: isEnding ? instant(answer.sentAt + seconds * 1_000) : null,
    ...(typeof refreshToken === 'string' && { refreshToken }),
  };
}
