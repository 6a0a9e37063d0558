import { WrongField } from '../../domain/trouble.ts';
import type { Access, CredentialField, Credentials } from '../contract.ts';

export const credentials: readonly CredentialField[] = [
  {
    name: 'address',
    label: 'Address of the server',
    help: "Where your Medusa server answers, without a path: https://api.shop.example. It is the dashboard's address up to /app.",
    kind: 'url',
  },
  {
    name: 'api-key',
    label: 'Secret API key',
    help: 'Settings → Secret API Keys → Create; it begins with sk_ and is shown once. It may do what its maker may.',
    kind: 'secret',
  },
];

/** A Medusa server is the merchant's own: there is no limit to keep but not to be a burden. */
const CONCURRENT = 2;

export function access(given: Credentials): Access {
  const url = URL.parse(given.address ?? '');
  const key = given['api-key'] ?? '';
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new WrongField(
      'address',
      "the server's address is no web address",
      'give it whole: https://api.shop.example',
    );
  }
  if (key === '')
    throw new WrongField('api-key', 'no secret API key was given', 'make one under Settings → Secret API Keys');
  if (key.startsWith('pk_')) {
    throw new WrongField(
      'api-key',
      'a publishable key was given',
      'give a secret one (sk_…): Settings → Secret API Keys',
    );
  }
  const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
  return {
    baseUrl: `${url.origin}${url.pathname.replace(/\/+$/, '').replace(/\/(app|admin)$/, '')}`,
    budgetKey: `medusa:${url.host}`,
    limits: { concurrent: CONCURRENT, bucket: null },
    authorise: (request) => ({ ...request, headers: { ...request.headers, authorization } }),
    grant: null,
  };
}
