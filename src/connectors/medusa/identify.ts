import { type Api, ApiError, type Identity } from '../contract.ts';
import { currency, flag, id, type Json, list, optionalText, statedList } from '../shape.ts';
import { get } from './rest.ts';

/** What is read, and what is lost where a role does not allow it. Keys have no permissions of their own. */
const NEEDS: readonly { readonly path: string; readonly lack: string }[] = [
  { path: '/admin/orders', lack: "Orders cannot be read: let the role of the key's maker read orders." },
  { path: '/admin/payments', lack: "Payments cannot be read: let the role of the key's maker read payments." },
  { path: '/admin/product-variants', lack: "Products cannot be read: let the role of the key's maker read products." },
];

export async function identify(api: Api): Promise<Identity> {
  const store = await storeOf(api);
  const lacks = await Promise.all(NEEDS.map(async ({ path, lack }) => ((await isAllowed(api, path)) ? [] : [lack])));
  return {
    remoteAccount: id(store, 'id', 'store'),
    name: optionalText(store, 'name'),
    currency: currencyOf(store),
    zone: null,
    decimals: null,
    missing: lacks.flat(),
  };
}

/** The store; Medusa has one, though its API speaks of several. */
export async function storeOf(api: Api): Promise<Json> {
  const { body } = await get(api, '/admin/stores', {
    limit: 1,
    order: 'created_at',
    fields: 'id,name,*supported_currencies',
  });
  const [store] = statedList(body, 'stores', 'stores');
  if (store === undefined) throw new ApiError('unreadable', 'Medusa names no store', 200);
  return store;
}

export function currencyOf(store: Json): Identity['currency'] {
  const supported = list(store, 'supported_currencies', 'store');
  const preferred = supported.find((one) => flag(one, 'is_default')) ?? supported[0];
  if (preferred === undefined)
    throw new ApiError('unreadable', 'the store names no currency: choose one in its settings', 200);
  return currency(preferred, 'currency_code', 'store.supported_currencies');
}

async function isAllowed(api: Api, path: string): Promise<boolean> {
  try {
    await get(api, path, { limit: 1, fields: 'id' });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.kind === 'forbidden') return false;
    throw error;
  }
}
