import { isCurrency } from '../../domain/money/currency.ts';
import { type Api, ApiError, type ApiRequest, type Identity } from '../contract.ts';
import { isObject, type Json, optionalText } from '../shape.ts';
import { jsonOf } from './answers.ts';
import { shopOf } from './shapes.ts';
import { siteOf } from './wall-clock.ts';

const KEYS_PLACE = 'WooCommerce → Settings → Advanced → REST API';

/** A read without a key's rights is refused with one of these, by the cause. */
const REFUSED: ReadonlySet<ApiError['kind']> = new Set(['unauthorised', 'forbidden']);

/** Throws an ApiError where the key is not taken, or there is no WooCommerce at the address. */
export async function identify(api: Api): Promise<Identity> {
  const settings = await settingsOf(api);
  const currency = settingOf(settings, 'woocommerce_currency');
  if (!isCurrency(currency)) {
    throw new ApiError('unreadable', `the store's currency '${currency}' is not one of ISO 4217: set one that is`);
  }
  const remoteAccount = settings.map(shopOf).find((shop) => shop !== null) ?? null;
  if (remoteAccount === null) throw new ApiError('unreadable', 'the store does not say its own address');
  const { name, zone } = await siteOf(api);
  return {
    remoteAccount,
    name: name === '' ? remoteAccount : name,
    currency,
    zone,
    decimals: decimalsIn(settingOf(settings, 'woocommerce_price_num_decimals')),
    missing: await missingOf(api),
  };
}

/** The general settings; only who manages the shop may read them. */
async function settingsOf(api: Api): Promise<readonly Json[]> {
  try {
    const answer = await api.send({ method: 'GET', path: '/wc/v3/settings/general' });
    const settings = answer.status === 404 ? null : jsonOf(answer);
    if (Array.isArray(settings)) return settings.filter(isObject);
  } catch (fault) {
    if (!(fault instanceof ApiError) || !REFUSED.has(fault.kind)) throw fault;
    const remedy = `add one under ${KEYS_PLACE}, for an administrator or shop manager, with Read/Write permission`;
    throw new ApiError(fault.kind, `the store does not let this key read its settings: ${remedy}`, fault.status);
  }
  const remedy = 'check the address, that WooCommerce is active, and that Settings → Permalinks is not "Plain"';
  throw new ApiError('refused', `there is no WooCommerce REST API at this address: ${remedy}`, 404);
}

function settingOf(settings: readonly Json[], name: string): string {
  const setting = settings.find((one) => one.id === name);
  return setting === undefined ? '' : optionalText(setting, 'value');
}

function decimalsIn(text: string): number | null {
  return /^\d$/.test(text) ? Number(text) : null;
}

interface Need {
  readonly request: ApiRequest;
  readonly without: string;
}

/** A key does not say what it may do: it is tried, changing nothing (a batch of no webhooks needs the right to write). */
const NEEDS: readonly Need[] = [
  {
    request: { method: 'GET', path: '/wc/v3/orders', query: { per_page: 1, _fields: 'id' } },
    without: `The key's user may not read orders: add a key for an administrator or shop manager (${KEYS_PLACE}).`,
  },
  {
    request: { method: 'GET', path: '/wc/v3/products', query: { per_page: 1, _fields: 'id' } },
    without: `The key's user may not read products: add a key for an administrator or shop manager (${KEYS_PLACE}).`,
  },
  {
    request: { method: 'POST', path: '/wc/v3/webhooks/batch', body: {}, repeatable: true },
    without: `The key may only read, so that webhooks cannot be set up and changes are found later: give it Read/Write permission (${KEYS_PLACE}).`,
  },
];

async function missingOf(api: Api): Promise<string[]> {
  const missing = await Promise.all(
    NEEDS.map(async ({ request, without }) => ((await isRefused(api, request)) ? [without] : [])),
  );
  return missing.flat();
}

async function isRefused(api: Api, request: ApiRequest): Promise<boolean> {
  try {
    await api.send(request);
    return false;
  } catch (fault) {
    if (fault instanceof ApiError && REFUSED.has(fault.kind)) return true;
    throw fault;
  }
}
