import { type Api, ApiError, type Identity } from '../contract.ts';
import { currency, type Json, object, optionalText, text } from '../shape.ts';
import { type Operation, SHOP } from './documents.ts';
import { ask } from './graphql.ts';
import { precisionOf } from './read.ts';

/** What must be allowed, a small question that needs it, and what is lost without. */
const NEEDS: readonly { readonly operation: Operation; readonly lack: string }[] = [
  {
    operation: {
      name: 'MayReadOrders',
      document: 'query MayReadOrders { orders(options: { take: 1 }) { totalItems } }',
    },
    lack: "Orders cannot be read: give the user's role the permission ReadOrder.",
  },
  {
    operation: {
      name: 'MayReadProducts',
      document: 'query MayReadProducts { productVariants(options: { take: 1 }) { totalItems } }',
    },
    lack: "Products and stock cannot be read: give the user's role the permission ReadCatalog.",
  },
];

/** The channel is the shop: its token is unique, public (storefronts send it) and stays when it is renamed. */
export async function identify(api: Api): Promise<Identity> {
  const { data } = await ask(api, SHOP);
  const channel = object(data.activeChannel, 'activeChannel');
  const lacks = await Promise.all(
    NEEDS.map(async ({ operation, lack }) => ((await isAllowed(api, operation)) ? [] : [lack])),
  );
  return {
    remoteAccount: text(channel, 'token', 'activeChannel'),
    name: nameOf(channel),
    currency: currency(channel, 'defaultCurrencyCode', 'activeChannel'),
    zone: null,
    decimals: precisionOf(data),
    missing: lacks.flat(),
  };
}

async function isAllowed(api: Api, operation: Operation): Promise<boolean> {
  try {
    await ask(api, operation);
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.kind === 'forbidden') return false;
    throw error;
  }
}

const DEFAULT_CHANNEL = '__default_channel__';

function nameOf(channel: Json): string {
  const code = optionalText(channel, 'code');
  const seller = optionalText(object(channel.seller ?? {}, 'activeChannel.seller'), 'name');
  return (code === DEFAULT_CHANNEL && seller) || code;
}
